SET lock_timeout = '500ms';

CREATE TABLE actions (
    id bigint GENERATED ALWAYS AS IDENTITY,
    token text NOT NULL,
    title text NOT NULL,
    plan text NOT NULL,
    authority text NOT NULL,
    official bigint,
    due date NOT NULL,
    expected integer NOT NULL,
    aim text NOT NULL,
    service text NOT NULL DEFAULT '',
    what text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'proposed',
    proposed_by bigint NOT NULL,
    proposed_at timestamptz NOT NULL,
    agreed_at timestamptz,
    ended_at timestamptz,
    CONSTRAINT actions_pkey PRIMARY KEY (id),
    CONSTRAINT actions_token_key UNIQUE (token),
    CONSTRAINT actions_state_check CHECK (state IN ('proposed', 'agreed', 'done', 'dropped')),
    CONSTRAINT actions_ended_check CHECK ((state IN ('done', 'dropped')) = (ended_at IS NOT NULL)),
    CONSTRAINT actions_expected_check CHECK (expected >= 0),
    CONSTRAINT actions_official_fkey FOREIGN KEY (official) REFERENCES accounts (id),
    CONSTRAINT actions_proposed_by_fkey FOREIGN KEY (proposed_by) REFERENCES accounts (id)
);
COMMENT ON TABLE actions IS 'What the task force decided that an authority does so that people lose less time';
COMMENT ON COLUMN actions.token IS 'Of the form that proposed it: a second click proposes nothing';
COMMENT ON COLUMN actions.expected IS 'Hours of people that it should save in a year';
COMMENT ON COLUMN actions.aim IS 'What its effect is measured on, with service and what: see internal/report, Aim';
CREATE INDEX actions_official_idx ON actions (official) WHERE official IS NOT NULL;
CREATE INDEX actions_proposed_by_idx ON actions (proposed_by);
CREATE INDEX actions_authority_idx ON actions (authority, id DESC);
CREATE INDEX actions_done_idx ON actions (ended_at) WHERE state = 'done';

CREATE TABLE action_entries (
    id bigint GENERATED ALWAYS AS IDENTITY,
    action_id bigint NOT NULL,
    token text NOT NULL,
    at timestamptz NOT NULL,
    account_id bigint,
    authority text NOT NULL DEFAULT '',
    kind text NOT NULL,
    note text NOT NULL DEFAULT '',
    CONSTRAINT action_entries_pkey PRIMARY KEY (id),
    CONSTRAINT action_entries_token_key UNIQUE (action_id, token),
    CONSTRAINT action_entries_kind_check CHECK (kind IN ('proposed', 'agreed', 'entrusted', 'comment', 'done', 'dropped', 'measured')),
    CONSTRAINT action_entries_action_id_fkey FOREIGN KEY (action_id) REFERENCES actions (id),
    CONSTRAINT action_entries_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id)
);
COMMENT ON TABLE action_entries IS 'What happened to an action and what was written about it, append-only';
COMMENT ON COLUMN action_entries.account_id IS 'Who; empty: the portal itself';
COMMENT ON COLUMN action_entries.authority IS 'As whose official; empty: of the task force';
CREATE INDEX action_entries_account_id_idx ON action_entries (account_id) WHERE account_id IS NOT NULL;
CREATE TRIGGER action_entries_append_only BEFORE UPDATE OR DELETE ON action_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE action_effects (
    action_id bigint NOT NULL,
    days smallint NOT NULL,
    measured_at timestamptz NOT NULL,
    before_from date NOT NULL,
    before_to date NOT NULL,
    before_n integer NOT NULL,
    before_mean double precision NOT NULL,
    before_variance double precision NOT NULL,
    before_hours double precision NOT NULL,
    after_from date NOT NULL,
    after_to date NOT NULL,
    after_n integer NOT NULL,
    after_mean double precision NOT NULL,
    after_variance double precision NOT NULL,
    after_hours double precision NOT NULL,
    CONSTRAINT action_effects_pkey PRIMARY KEY (action_id, days),
    CONSTRAINT action_effects_action_id_fkey FOREIGN KEY (action_id) REFERENCES actions (id)
);
COMMENT ON TABLE action_effects IS 'What an action made of what it aims at, as it was measured so many days after it was done; never measured again';
CREATE TRIGGER action_effects_append_only BEFORE UPDATE OR DELETE ON action_effects FOR EACH ROW EXECUTE FUNCTION refuse_change();
