SET lock_timeout = '500ms';

-- Money that comes when its invoice takes none any more stands beside the payment that settled it, until it goes back.
ALTER TABLE payments ADD COLUMN surplus boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN payments.surplus IS 'It settled nothing: late, twice or another amount. All of it goes back';
DROP INDEX payments_invoice_id_key;
CREATE UNIQUE INDEX payments_invoice_id_key ON payments (invoice_id) WHERE NOT surplus;
CREATE INDEX payments_invoice_id_idx ON payments (invoice_id);

ALTER TABLE payment_transactions ADD COLUMN surplus boolean NOT NULL DEFAULT false;
DROP INDEX payment_transactions_live_key;
CREATE UNIQUE INDEX payment_transactions_live_key ON payment_transactions (invoice_id) WHERE state IN ('reserved', 'performed') AND NOT surplus;

ALTER TABLE refunds
    ADD COLUMN payment_id bigint,
    ADD COLUMN state text NOT NULL DEFAULT 'asked',
    ADD COLUMN sent_at timestamptz,
    ADD COLUMN trouble text NOT NULL DEFAULT '',
    ADD COLUMN note text NOT NULL DEFAULT '';
UPDATE refunds r SET payment_id = p.id, state = CASE WHEN r.settled_at IS NULL THEN 'asked' ELSE 'done' END FROM payments p WHERE p.invoice_id = r.invoice_id;
ALTER TABLE refunds
    ALTER COLUMN payment_id SET NOT NULL,
    ADD CONSTRAINT refunds_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id),
    ADD CONSTRAINT refunds_state_check CHECK (state IN ('asked', 'sent', 'done', 'failed')),
    ADD CONSTRAINT refunds_settled_check CHECK ((state = 'done') = (settled_at IS NOT NULL)),
    ADD CONSTRAINT refunds_note_length CHECK (char_length(note) <= 300);
COMMENT ON COLUMN refunds.state IS 'asked: waits for finance; sent: the provider gives it back; done; failed: the provider would not';
COMMENT ON COLUMN refunds.trouble IS 'What the provider said when it would not';
COMMENT ON COLUMN refunds.note IS 'How it was given back without the provider';
DROP INDEX refunds_invoice_id_key;
CREATE INDEX refunds_invoice_id_idx ON refunds (invoice_id);
CREATE UNIQUE INDEX refunds_payment_id_key ON refunds (payment_id);
CREATE INDEX refunds_state_idx ON refunds (state, id);

CREATE TABLE statements (
    provider text NOT NULL,
    day date NOT NULL,
    read_at timestamptz NOT NULL,
    our_payments integer NOT NULL,
    our_taken bigint NOT NULL,
    our_returned bigint NOT NULL,
    their_payments integer NOT NULL,
    their_taken bigint NOT NULL,
    their_returned bigint NOT NULL,
    CONSTRAINT statements_pkey PRIMARY KEY (provider, day)
);
COMMENT ON TABLE statements IS 'The books of a provider for a day beside ours, as they were last compared; soʻm';
COMMENT ON COLUMN statements.our_taken IS 'Of payments begun on that day, also what went back since';
CREATE INDEX statements_day_idx ON statements (day DESC, provider);

CREATE TABLE payment_differences (
    id bigint GENERATED ALWAYS AS IDENTITY,
    provider text NOT NULL,
    day date NOT NULL,
    external_id text NOT NULL,
    kind text NOT NULL,
    invoice text NOT NULL,
    our_amount bigint NOT NULL,
    our_state text NOT NULL,
    their_amount bigint NOT NULL,
    their_state text NOT NULL,
    found_at timestamptz NOT NULL,
    gone_at timestamptz,
    note text NOT NULL DEFAULT '',
    explained_by bigint,
    explained_at timestamptz,
    CONSTRAINT payment_differences_pkey PRIMARY KEY (id),
    CONSTRAINT payment_differences_key UNIQUE (provider, day, external_id, kind),
    CONSTRAINT payment_differences_statement_fkey FOREIGN KEY (provider, day) REFERENCES statements (provider, day),
    CONSTRAINT payment_differences_kind_check CHECK (kind IN ('missing-here', 'missing-there', 'amount', 'state')),
    CONSTRAINT payment_differences_explained_by_fkey FOREIGN KEY (explained_by) REFERENCES accounts (id),
    CONSTRAINT payment_differences_explained_check CHECK ((explained_by IS NULL) = (explained_at IS NULL) AND (explained_by IS NULL) = (note = '')),
    CONSTRAINT payment_differences_note_length CHECK (char_length(note) <= 300)
);
COMMENT ON TABLE payment_differences IS 'Where the books of a provider and ours differ. Nothing is put right by itself: somebody says why';
COMMENT ON COLUMN payment_differences.gone_at IS 'When a later comparison no longer found it';
CREATE INDEX payment_differences_explained_by_idx ON payment_differences (explained_by) WHERE explained_by IS NOT NULL;
CREATE INDEX payment_differences_open_idx ON payment_differences (day) WHERE explained_at IS NULL AND gone_at IS NULL;
