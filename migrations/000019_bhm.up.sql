SET lock_timeout = '500ms';

-- Those who keep the base amount and look after the money. They see no case.
ALTER TABLE officials
    DROP CONSTRAINT officials_role_known,
    ADD CONSTRAINT officials_role_known CHECK (role IN ('specialist', 'head', 'taskforce', 'editor', 'finance')),
    DROP CONSTRAINT officials_authority_by_role,
    ADD CONSTRAINT officials_authority_by_role CHECK ((role IN ('taskforce', 'editor', 'finance')) = (authority = ''));

-- What came with the program is in force without a person behind it.
ALTER TABLE bhm_rates
    DROP CONSTRAINT bhm_rates_pkey,
    ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY,
    ADD COLUMN act text NOT NULL DEFAULT '',
    ADD COLUMN note text NOT NULL DEFAULT '',
    ADD COLUMN author bigint,
    ADD COLUMN made_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN confirmed_by bigint,
    ADD COLUMN confirmed_at timestamptz DEFAULT now(),
    ADD COLUMN withdrawn_by bigint,
    ADD COLUMN withdrawn_at timestamptz,
    ADD CONSTRAINT bhm_rates_pkey PRIMARY KEY (id),
    ADD CONSTRAINT bhm_rates_author_fkey FOREIGN KEY (author) REFERENCES accounts (id),
    ADD CONSTRAINT bhm_rates_confirmed_by_fkey FOREIGN KEY (confirmed_by) REFERENCES accounts (id),
    ADD CONSTRAINT bhm_rates_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES accounts (id),
    ADD CONSTRAINT bhm_rates_act_length CHECK (char_length(act) <= 200),
    ADD CONSTRAINT bhm_rates_note_length CHECK (char_length(note) <= 300),
    ADD CONSTRAINT bhm_rates_four_eyes CHECK (confirmed_by <> author),
    ADD CONSTRAINT bhm_rates_confirmed_check CHECK (author IS NULL OR (confirmed_by IS NULL) = (confirmed_at IS NULL)),
    ADD CONSTRAINT bhm_rates_withdrawn_check CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL));
ALTER TABLE bhm_rates ALTER COLUMN confirmed_at DROP DEFAULT;
COMMENT ON COLUMN bhm_rates.act IS 'The legal act that sets the amount, as people cite it';
COMMENT ON COLUMN bhm_rates.author IS 'Account of who proposed it; empty for what came with the program';
COMMENT ON COLUMN bhm_rates.confirmed_at IS 'When a second person confirmed it: only then, and unless withdrawn before its day, fees follow it';
CREATE UNIQUE INDEX bhm_rates_since_key ON bhm_rates (since) WHERE withdrawn_at IS NULL;
CREATE INDEX bhm_rates_author_idx ON bhm_rates (author) WHERE author IS NOT NULL;
CREATE INDEX bhm_rates_confirmed_by_idx ON bhm_rates (confirmed_by) WHERE confirmed_by IS NOT NULL;
CREATE INDEX bhm_rates_withdrawn_by_idx ON bhm_rates (withdrawn_by) WHERE withdrawn_by IS NOT NULL;
