SET lock_timeout = '500ms';

-- What came of evaluating kept decisions again.
CREATE TABLE replay_runs (
    id        bigint GENERATED ALWAYS AS IDENTITY,
    begun_at  timestamptz NOT NULL,
    ended_at  timestamptz NOT NULL,
    examined  integer NOT NULL,
    differing bigint[] NOT NULL,
    CONSTRAINT replay_runs_pkey PRIMARY KEY (id),
    CONSTRAINT replay_runs_examined_check CHECK (examined >= cardinality(differing))
);
COMMENT ON TABLE replay_runs IS 'A sample of kept assessments, evaluated again with the same version, facts, answers and day';
COMMENT ON COLUMN replay_runs.differing IS 'Ids of the assessments that came out otherwise; there should be none';
CREATE TRIGGER replay_runs_append_only BEFORE UPDATE OR DELETE ON replay_runs FOR EACH ROW EXECUTE FUNCTION refuse_change();
