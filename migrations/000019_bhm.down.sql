SET lock_timeout = '500ms';

DELETE FROM bhm_rates WHERE withdrawn_at IS NOT NULL OR confirmed_at IS NULL;
DROP INDEX bhm_rates_since_key;
ALTER TABLE bhm_rates
    DROP CONSTRAINT bhm_rates_pkey,
    DROP COLUMN id, DROP COLUMN act, DROP COLUMN note, DROP COLUMN author, DROP COLUMN made_at,
    DROP COLUMN confirmed_by, DROP COLUMN confirmed_at, DROP COLUMN withdrawn_by, DROP COLUMN withdrawn_at,
    ADD CONSTRAINT bhm_rates_pkey PRIMARY KEY (since);

DELETE FROM officials WHERE role = 'finance';
ALTER TABLE officials
    DROP CONSTRAINT officials_role_known,
    ADD CONSTRAINT officials_role_known CHECK (role IN ('specialist', 'head', 'taskforce', 'editor')),
    DROP CONSTRAINT officials_authority_by_role,
    ADD CONSTRAINT officials_authority_by_role CHECK ((role IN ('taskforce', 'editor')) = (authority = ''));
