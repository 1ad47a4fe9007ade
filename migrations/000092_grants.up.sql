SET lock_timeout = '500ms';

ALTER TABLE officials
    DROP CONSTRAINT officials_role_known,
    ADD CONSTRAINT officials_role_known CHECK (role IN ('specialist', 'head', 'taskforce', 'editor', 'finance', 'administrator')),
    DROP CONSTRAINT officials_authority_by_role,
    ADD CONSTRAINT officials_authority_by_role CHECK ((role IN ('taskforce', 'editor', 'finance', 'administrator')) = (authority = ''));

CREATE TABLE role_grants (
    id          bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT role_grants_pkey PRIMARY KEY,
    account_id  bigint NOT NULL CONSTRAINT role_grants_account_fk REFERENCES accounts (id) ON DELETE CASCADE,
    authority   text NOT NULL,
    region      text NOT NULL CONSTRAINT role_grants_region_form CHECK (region = '' OR region ~ '^[0-9]{4}$'),
    role        text NOT NULL,
    reason      text NOT NULL CONSTRAINT role_grants_reason_filled CHECK (reason <> ''),
    proposed_by bigint NOT NULL CONSTRAINT role_grants_proposer_fk REFERENCES accounts (id),
    proposed_at timestamptz NOT NULL,
    settled_by  bigint CONSTRAINT role_grants_settler_fk REFERENCES accounts (id),
    settled_at  timestamptz,
    granted     boolean,
    CONSTRAINT role_grants_never_oneself CHECK (proposed_by <> account_id),
    CONSTRAINT role_grants_second_person CHECK (granted IS NOT TRUE OR settled_by IS NULL OR settled_by NOT IN (proposed_by, account_id)),
    CONSTRAINT role_grants_settled_whole CHECK ((settled_at IS NULL) = (granted IS NULL))
);
CREATE UNIQUE INDEX role_grants_one_open ON role_grants (account_id) WHERE settled_at IS NULL;
CREATE INDEX role_grants_account_idx ON role_grants (account_id);
CREATE INDEX role_grants_proposer_idx ON role_grants (proposed_by);
CREATE INDEX role_grants_settler_idx ON role_grants (settled_by);

COMMENT ON TABLE role_grants IS 'Offices that one administrator proposed and another confirmed or turned down. The database refuses a confirmation by the proposer or by the person too.';
COMMENT ON COLUMN role_grants.settled_by IS 'Null with settled_at: the operator at the machine, who is the second person while there is but one administrator.';

CREATE TABLE admin_tokens (
    hash       bytea NOT NULL CONSTRAINT admin_tokens_pkey PRIMARY KEY CONSTRAINT admin_tokens_hash_form CHECK (length(hash) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    used_by    bigint CONSTRAINT admin_tokens_user_fk REFERENCES accounts (id)
);
CREATE INDEX admin_tokens_user_idx ON admin_tokens (used_by);
COMMENT ON TABLE admin_tokens IS 'Tokens that make the first administrator, once each, while there is none. Only hashes stand here.';
