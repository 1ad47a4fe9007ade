SET lock_timeout = '500ms';

CREATE TABLE proposals (
    version_id bigint NOT NULL,
    proposed_by bigint,
    withdrawn_by bigint,
    withdrawn_at timestamptz,
    published_by bigint,
    CONSTRAINT proposals_pkey PRIMARY KEY (version_id),
    CONSTRAINT proposals_version_id_fkey FOREIGN KEY (version_id) REFERENCES service_versions (id),
    CONSTRAINT proposals_proposed_by_fkey FOREIGN KEY (proposed_by) REFERENCES accounts (id),
    CONSTRAINT proposals_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES accounts (id),
    CONSTRAINT proposals_published_by_fkey FOREIGN KEY (published_by) REFERENCES accounts (id),
    CONSTRAINT proposals_withdrawn CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL)),
    CONSTRAINT proposals_two_people CHECK (published_by <> proposed_by),
    CONSTRAINT proposals_one_end CHECK (withdrawn_by IS NULL OR published_by IS NULL)
);
COMMENT ON TABLE proposals IS 'Who proposed a version of a service, and who published or withdrew it; a version that came with the program has no proposer';
CREATE INDEX proposals_proposed_by_idx ON proposals (proposed_by);
CREATE INDEX proposals_withdrawn_by_idx ON proposals (withdrawn_by);
CREATE INDEX proposals_published_by_idx ON proposals (published_by);

CREATE TABLE shadow_runs (
    id bigint GENERATED ALWAYS AS IDENTITY,
    version_id bigint NOT NULL,
    base_version_id bigint NOT NULL,
    asked_by bigint NOT NULL,
    asked_at timestamptz NOT NULL,
    wanted integer NOT NULL,
    total integer NOT NULL DEFAULT 0,
    examined integer NOT NULL DEFAULT 0,
    differing integer NOT NULL DEFAULT 0,
    effects jsonb NOT NULL DEFAULT '[]',
    ended_at timestamptz,
    CONSTRAINT shadow_runs_pkey PRIMARY KEY (id),
    CONSTRAINT shadow_runs_version_id_fkey FOREIGN KEY (version_id) REFERENCES service_versions (id),
    CONSTRAINT shadow_runs_base_version_id_fkey FOREIGN KEY (base_version_id) REFERENCES service_versions (id),
    CONSTRAINT shadow_runs_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES accounts (id),
    CONSTRAINT shadow_runs_wanted_check CHECK (wanted BETWEEN 1 AND 5000)
);
COMMENT ON TABLE shadow_runs IS 'The rules of a proposed version tried on the last decisions of the service, beside the rules of the version that was current then';
COMMENT ON COLUMN shadow_runs.effects IS 'Outcomes before and after, for all and by region, sex and age; without people';
CREATE UNIQUE INDEX shadow_runs_one_open ON shadow_runs (version_id) WHERE ended_at IS NULL;
CREATE INDEX shadow_runs_version_id_idx ON shadow_runs (version_id, id);
CREATE INDEX shadow_runs_base_version_id_idx ON shadow_runs (base_version_id);
CREATE INDEX shadow_runs_asked_by_idx ON shadow_runs (asked_by);

CREATE TABLE shadow_differences (
    run_id bigint NOT NULL,
    assessment_id bigint NOT NULL,
    before text NOT NULL,
    after text NOT NULL,
    CONSTRAINT shadow_differences_pkey PRIMARY KEY (run_id, assessment_id),
    CONSTRAINT shadow_differences_run_id_fkey FOREIGN KEY (run_id) REFERENCES shadow_runs (id) ON DELETE CASCADE,
    CONSTRAINT shadow_differences_assessment_id_fkey FOREIGN KEY (assessment_id) REFERENCES assessments (id)
);
COMMENT ON TABLE shadow_differences IS 'Each decision that would come out otherwise';
CREATE INDEX shadow_differences_assessment_id_idx ON shadow_differences (assessment_id);
