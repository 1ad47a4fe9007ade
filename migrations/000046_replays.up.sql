SET lock_timeout = '500ms';

ALTER TABLE replay_runs ADD COLUMN whole boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN replay_runs.whole IS 'Every kept assessment was evaluated again, not a sample';
COMMENT ON TABLE replay_runs IS 'Kept assessments, evaluated again with the same version, facts, answers and day';
CREATE INDEX replay_runs_begun_at_idx ON replay_runs (begun_at);
