SET lock_timeout = '500ms';

CREATE TABLE bhm_rates (
    since date NOT NULL,
    amount bigint NOT NULL,
    basis text NOT NULL,
    CONSTRAINT bhm_rates_pkey PRIMARY KEY (since),
    CONSTRAINT bhm_rates_amount_check CHECK (amount > 0)
);
COMMENT ON TABLE bhm_rates IS 'Base calculation amount (BHM) in soʻm from a day on: every fee of the state is a multiple of it';
COMMENT ON COLUMN bhm_rates.basis IS 'known, or estimated until the decree is confirmed';
INSERT INTO bhm_rates (since, amount, basis) VALUES
    ('2019-09-01', 223000, 'known'), ('2021-02-01', 245000, 'known'), ('2021-09-01', 270000, 'known'),
    ('2022-06-01', 300000, 'known'), ('2023-05-01', 330000, 'known'), ('2023-10-01', 340000, 'known'),
    ('2024-10-01', 375000, 'known'), ('2025-08-01', 412000, 'estimated');

CREATE TABLE invoices (
    id bigint GENERATED ALWAYS AS IDENTITY,
    number text NOT NULL,
    application_id bigint NOT NULL,
    status text NOT NULL,
    amount bigint NOT NULL,
    quote jsonb NOT NULL,
    issued_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    paid_at timestamptz,
    CONSTRAINT invoices_pkey PRIMARY KEY (id),
    CONSTRAINT invoices_number_key UNIQUE (number),
    CONSTRAINT invoices_amount_check CHECK (amount > 0),
    CONSTRAINT invoices_status_check CHECK (status IN ('open', 'paid', 'lapsed', 'cancelled', 'refunded')),
    CONSTRAINT invoices_paid_check CHECK ((status IN ('paid', 'refunded')) = (paid_at IS NOT NULL))
);
COMMENT ON TABLE invoices IS 'What applicants have to pay, in whole soʻm, with the quote as it was at issue';
CREATE INDEX invoices_application_id_idx ON invoices (application_id);
CREATE UNIQUE INDEX invoices_open_key ON invoices (application_id) WHERE status = 'open';

CREATE TABLE payments (
    id bigint GENERATED ALWAYS AS IDENTITY,
    invoice_id bigint NOT NULL,
    provider text NOT NULL,
    token text NOT NULL,
    amount bigint NOT NULL,
    paid_at timestamptz NOT NULL,
    CONSTRAINT payments_pkey PRIMARY KEY (id),
    CONSTRAINT payments_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoices (id),
    CONSTRAINT payments_provider_token_key UNIQUE (provider, token)
);
COMMENT ON TABLE payments IS 'Money received; the token makes a double click or a repeated callback one payment';
CREATE UNIQUE INDEX payments_invoice_id_key ON payments (invoice_id);

CREATE TABLE refunds (
    id bigint GENERATED ALWAYS AS IDENTITY,
    invoice_id bigint NOT NULL,
    amount bigint NOT NULL,
    reason text NOT NULL,
    made_by bigint,
    made_at timestamptz NOT NULL,
    settled_at timestamptz,
    CONSTRAINT refunds_pkey PRIMARY KEY (id),
    CONSTRAINT refunds_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoices (id),
    CONSTRAINT refunds_made_by_fkey FOREIGN KEY (made_by) REFERENCES accounts (id)
);
COMMENT ON TABLE refunds IS 'Money to be given back; settled_at is set when the provider confirms';
CREATE UNIQUE INDEX refunds_invoice_id_key ON refunds (invoice_id);
CREATE INDEX refunds_made_by_idx ON refunds (made_by) WHERE made_by IS NOT NULL;
