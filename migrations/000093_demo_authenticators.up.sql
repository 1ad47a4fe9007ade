SET lock_timeout = '500ms';

CREATE TABLE demo_authenticators (
    factor_id  bigint NOT NULL CONSTRAINT demo_authenticators_pkey PRIMARY KEY CONSTRAINT demo_authenticators_factor_fk REFERENCES factors (id) ON DELETE CASCADE,
    account_id bigint NOT NULL CONSTRAINT demo_authenticators_account_fk REFERENCES accounts (id) ON DELETE CASCADE,
    secret     text NOT NULL
);
CREATE INDEX demo_authenticators_account_idx ON demo_authenticators (account_id);
COMMENT ON TABLE demo_authenticators IS 'What the telephones of invented officials remember; empty everywhere but in a demonstration.';
