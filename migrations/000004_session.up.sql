SET lock_timeout = '5s';

CREATE TABLE sessions (
    id           bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT sessions_pkey PRIMARY KEY,
    token_hash   bytea NOT NULL CONSTRAINT sessions_token_unique UNIQUE CONSTRAINT sessions_token_form CHECK (length(token_hash) = 32),
    account_id   bigint NOT NULL CONSTRAINT sessions_account_fk REFERENCES accounts (id) ON DELETE CASCADE,
    level        text NOT NULL CONSTRAINT sessions_level_known CHECK (level IN ('basic', 'verified', 'signature')),
    device       text NOT NULL,
    signed_in_at timestamptz NOT NULL,
    created_at   timestamptz NOT NULL,
    seen_at      timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    kept_path    text,
    kept_form    jsonb,
    kept_at      timestamptz,
    CONSTRAINT sessions_absolute_limit CHECK (expires_at <= created_at + interval '12 hours'),
    CONSTRAINT sessions_kept_whole CHECK ((kept_path IS NULL) = (kept_form IS NULL) AND (kept_path IS NULL) = (kept_at IS NULL))
);
CREATE INDEX sessions_account_idx ON sessions (account_id, seen_at DESC);
CREATE INDEX sessions_expires_idx ON sessions (expires_at);

COMMENT ON TABLE sessions IS 'Signed-in devices. Expired rows stay a day, so that a form sent too late can be kept for its own author.';
COMMENT ON COLUMN sessions.token_hash IS 'SHA-256 of the cookie''s 256 random bits: a copy of this table signs nobody in.';
COMMENT ON COLUMN sessions.signed_in_at IS 'When the person last proved the level to the provider (auth_time).';
COMMENT ON COLUMN sessions.seen_at IS 'Written at most once a minute; the idle limit counts from it.';
COMMENT ON COLUMN sessions.kept_form IS 'Values of a form that arrived after the session had expired, for sending again after signing in.';

CREATE TABLE sign_in_attempts (
    state_hash   bytea NOT NULL CONSTRAINT sign_in_attempts_pkey PRIMARY KEY CONSTRAINT sign_in_attempts_state_form CHECK (length(state_hash) = 32),
    browser_hash bytea NOT NULL CONSTRAINT sign_in_attempts_browser_form CHECK (length(browser_hash) = 32),
    nonce        text NOT NULL,
    verifier     text NOT NULL,
    level        text NOT NULL CONSTRAINT sign_in_attempts_level_known CHECK (level IN ('basic', 'verified', 'signature')),
    step_up      boolean NOT NULL,
    lang         text NOT NULL,
    next         text NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    CONSTRAINT sign_in_attempts_short CHECK (expires_at <= created_at + interval '15 minutes')
);
CREATE INDEX sign_in_attempts_expires_idx ON sign_in_attempts (expires_at);

COMMENT ON TABLE sign_in_attempts IS 'Sign-ins on their way to the provider and back. A row is taken out once, by its state and by the browser that began it.';
