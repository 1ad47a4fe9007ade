SET lock_timeout = '500ms';

CREATE TABLE factors (
    id            bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT factors_pkey PRIMARY KEY,
    account_id    bigint NOT NULL CONSTRAINT factors_account_fk REFERENCES accounts (id) ON DELETE CASCADE,
    kind          text NOT NULL CONSTRAINT factors_kind_known CHECK (kind IN ('passkey', 'app')),
    name          text NOT NULL CONSTRAINT factors_name_short CHECK (length(name) <= 60),
    secret        bytea,
    last_step     bigint NOT NULL DEFAULT 0,
    credential_id bytea CONSTRAINT factors_credential_unique UNIQUE,
    credential    jsonb,
    created_at    timestamptz NOT NULL,
    confirmed_at  timestamptz,
    used_at       timestamptz,
    session_id    bigint CONSTRAINT factors_session_unique UNIQUE CONSTRAINT factors_session_fk REFERENCES sessions (id) ON DELETE CASCADE,
    CONSTRAINT factors_session_while_pending CHECK (session_id IS NULL OR confirmed_at IS NULL),
    CONSTRAINT factors_app_has_secret CHECK ((kind = 'app') = (secret IS NOT NULL)),
    CONSTRAINT factors_passkey_has_credential CHECK ((kind = 'passkey') = (credential IS NOT NULL AND credential_id IS NOT NULL))
);
CREATE INDEX factors_account_idx ON factors (account_id);

COMMENT ON TABLE factors IS 'What officials confirm with beside the national sign-in: passkeys, and authenticator apps as the fallback.';
COMMENT ON COLUMN factors.secret IS 'Of an app: AES-256-GCM bound to account and purpose; the key is in the configuration, never here.';
COMMENT ON COLUMN factors.last_step IS 'The half minute of the last code that was taken: none of it or before is taken again.';
COMMENT ON COLUMN factors.credential IS 'Of a passkey: its public key, counter and flags.';
COMMENT ON COLUMN factors.session_id IS 'In which an app is being set up: no other session reads its secret, and it goes with it.';
COMMENT ON COLUMN factors.confirmed_at IS 'Null: an app that has not shown its first code yet; it opens nothing.';

CREATE TABLE factor_codes (
    account_id bigint NOT NULL CONSTRAINT factor_codes_account_fk REFERENCES accounts (id) ON DELETE CASCADE,
    hash       bytea NOT NULL CONSTRAINT factor_codes_hash_form CHECK (length(hash) = 32),
    created_at timestamptz NOT NULL,
    CONSTRAINT factor_codes_pkey PRIMARY KEY (account_id, hash)
);
COMMENT ON TABLE factor_codes IS 'Recovery codes that nobody has used yet, hashed; a used one is deleted.';

CREATE TABLE factor_tries (
    account_id bigint NOT NULL CONSTRAINT factor_tries_account_fk REFERENCES accounts (id) ON DELETE CASCADE,
    at         timestamptz NOT NULL
);
CREATE INDEX factor_tries_account_idx ON factor_tries (account_id, at);
COMMENT ON TABLE factor_tries IS 'Wrong codes of the last day, on whatever replica: they slow the next ones down and lock nobody out for good.';

CREATE TABLE factor_ceremonies (
    session_id bigint NOT NULL CONSTRAINT factor_ceremonies_session_fk REFERENCES sessions (id) ON DELETE CASCADE,
    purpose    text NOT NULL CONSTRAINT factor_ceremonies_purpose_known CHECK (purpose IN ('add', 'confirm')),
    data       jsonb NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT factor_ceremonies_pkey PRIMARY KEY (session_id, purpose)
);
COMMENT ON TABLE factor_ceremonies IS 'Challenges that a passkey is asked to sign, each for one session and taken out once.';

-- Last, so that nobody waits for this table longer than it takes; no row can break the rule that is not looked up.
ALTER TABLE sessions
    ADD COLUMN factor_at timestamptz,
    ADD COLUMN factor_used_at timestamptz,
    ADD COLUMN factor_kind text,
    ADD CONSTRAINT sessions_factor_whole CHECK ((factor_at IS NULL) = (factor_kind IS NULL) AND (factor_at IS NULL) = (factor_used_at IS NULL)) NOT VALID;

COMMENT ON COLUMN sessions.factor_at IS 'When the official last confirmed with a second factor; null: this session does nothing of the staff''s.';
COMMENT ON COLUMN sessions.factor_used_at IS 'Last decision, export or grant under that confirmation: each lets it count a while longer.';
