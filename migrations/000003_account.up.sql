SET lock_timeout = '5s';

CREATE TABLE accounts (
    id              bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT accounts_pkey PRIMARY KEY,
    issuer          text NOT NULL CONSTRAINT accounts_issuer_filled CHECK (issuer <> ''),
    subject         text NOT NULL CONSTRAINT accounts_subject_filled CHECK (subject <> ''),
    name            text NOT NULL,
    pinfl           text NOT NULL DEFAULT '' CONSTRAINT accounts_pinfl_form CHECK (pinfl = '' OR pinfl ~ '^[0-9]{14}$'),
    level           text NOT NULL CONSTRAINT accounts_level_known CHECK (level IN ('basic', 'verified', 'signature')),
    created_at      timestamptz NOT NULL,
    last_sign_in_at timestamptz,
    blocked_at      timestamptz,
    sessions_from   timestamptz NOT NULL,
    CONSTRAINT accounts_identity_unique UNIQUE (issuer, subject)
);
CREATE INDEX accounts_pinfl_idx ON accounts (pinfl) WHERE pinfl <> '';

COMMENT ON TABLE accounts IS 'Everybody who has signed in, or whom an administrator or the demo world announced. The identity is (issuer, subject), never a name or a PINFL.';
COMMENT ON COLUMN accounts.pinfl IS 'The only column that keeps an account''s PINFL; plain for now, to become ciphertext with a blind index beside it. Nothing else may copy it to find people.';
COMMENT ON COLUMN accounts.level IS 'Level of the last sign-in; what a request may do is decided by the level of its session.';
COMMENT ON COLUMN accounts.sessions_from IS 'Sessions begun before this moment are dead, on every replica at the next request.';

CREATE TABLE officials (
    id         bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT officials_pkey PRIMARY KEY,
    account_id bigint NOT NULL CONSTRAINT officials_account_fk REFERENCES accounts (id),
    authority  text NOT NULL DEFAULT '',
    region     text NOT NULL DEFAULT '' CONSTRAINT officials_region_form CHECK (region = '' OR region ~ '^[0-9]{4}$'),
    role       text NOT NULL CONSTRAINT officials_role_known CHECK (role IN ('specialist', 'head', 'taskforce')),
    granted_at timestamptz NOT NULL,
    ended_at   timestamptz,
    CONSTRAINT officials_authority_by_role CHECK ((role = 'taskforce') = (authority = ''))
);
CREATE UNIQUE INDEX officials_one_office ON officials (account_id) WHERE ended_at IS NULL;
CREATE INDEX officials_account_idx ON officials (account_id);
CREATE INDEX officials_office_idx ON officials (authority, region) WHERE ended_at IS NULL;

COMMENT ON TABLE officials IS 'Offices held, past ones kept. Read with the session at each request, so that an ended office opens nothing from the next request on.';
COMMENT ON COLUMN officials.region IS 'SOATO of the region; empty means the whole country.';

CREATE TABLE sign_ins (
    id         bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT sign_ins_pkey PRIMARY KEY,
    account_id bigint NOT NULL CONSTRAINT sign_ins_account_fk REFERENCES accounts (id) ON DELETE CASCADE,
    at         timestamptz NOT NULL,
    level      text NOT NULL,
    device     text NOT NULL,
    new_device boolean NOT NULL
);
CREATE INDEX sign_ins_account_idx ON sign_ins (account_id, at DESC);

COMMENT ON TABLE sign_ins IS 'What a person sees as the history of sign-ins; new_device is the first time that this kind of device was used.';
