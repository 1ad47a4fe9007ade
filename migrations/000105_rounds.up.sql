SET lock_timeout = '500ms';

-- A head sees the visits of the whole office, whoever makes them.
CREATE INDEX IF NOT EXISTS visits_rounds_idx ON visits (at, id) WHERE recorded_at IS NULL;

-- applications_sent_idx took its place.
DROP INDEX IF EXISTS applications_machine_idx;
