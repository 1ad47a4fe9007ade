SET lock_timeout = '500ms';

DROP INDEX replay_runs_begun_at_idx;
ALTER TABLE replay_runs DROP COLUMN whole;
COMMENT ON TABLE replay_runs IS 'A sample of kept assessments, evaluated again with the same version, facts, answers and day';
