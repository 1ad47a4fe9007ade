SET lock_timeout = '500ms';

CREATE TABLE payment_transactions (
    id bigint GENERATED ALWAYS AS IDENTITY,
    provider text NOT NULL,
    external_id text NOT NULL,
    invoice_id bigint NOT NULL,
    amount bigint NOT NULL,
    state text NOT NULL,
    made_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    performed_at timestamptz,
    cancelled_at timestamptz,
    reason integer,
    CONSTRAINT payment_transactions_pkey PRIMARY KEY (id),
    CONSTRAINT payment_transactions_external_key UNIQUE (provider, external_id),
    CONSTRAINT payment_transactions_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoices (id),
    CONSTRAINT payment_transactions_amount_check CHECK (amount > 0),
    CONSTRAINT payment_transactions_state_check CHECK (state IN ('reserved', 'performed', 'cancelled', 'returned')),
    CONSTRAINT payment_transactions_performed_check CHECK ((state IN ('performed', 'returned')) = (performed_at IS NOT NULL)),
    CONSTRAINT payment_transactions_cancelled_check CHECK ((state IN ('cancelled', 'returned')) = (cancelled_at IS NOT NULL))
);
COMMENT ON TABLE payment_transactions IS 'Payments as their providers tell of them: reserved, then performed or cancelled; returned when money went back';
COMMENT ON COLUMN payment_transactions.external_id IS 'The provider''s id: a call that comes twice finds its first answer';
COMMENT ON COLUMN payment_transactions.made_at IS 'When the provider made it, by the provider''s clock: its statements ask by this';
COMMENT ON COLUMN payment_transactions.reason IS 'Why it was cancelled, in the provider''s numbers';
CREATE UNIQUE INDEX payment_transactions_live_key ON payment_transactions (invoice_id) WHERE state IN ('reserved', 'performed');
CREATE INDEX payment_transactions_invoice_id_idx ON payment_transactions (invoice_id);
CREATE INDEX payment_transactions_made_at_idx ON payment_transactions (provider, made_at, id);
