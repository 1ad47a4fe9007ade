SET lock_timeout = '500ms';

ALTER TABLE visits ADD COLUMN inspector bigint;
ALTER TABLE visits ADD COLUMN reminded_at timestamptz;
ALTER TABLE visits ADD COLUMN asked_at timestamptz;
ALTER TABLE visits ADD COLUMN asked_why text NOT NULL DEFAULT '';
ALTER TABLE visits ADD COLUMN missed boolean NOT NULL DEFAULT false;
ALTER TABLE visits ADD CONSTRAINT visits_inspector_fkey FOREIGN KEY (inspector) REFERENCES accounts (id);
ALTER TABLE visits ADD CONSTRAINT visits_missed_check CHECK (NOT missed OR recorded_at IS NOT NULL AND passed IS NULL);
COMMENT ON COLUMN visits.inspector IS 'The official who makes the visit; empty for visits of before';
COMMENT ON COLUMN visits.reminded_at IS 'When its applicant was reminded, or it was too late to';
COMMENT ON COLUMN visits.asked_at IS 'When the applicant asked for another time: once for a case';
COMMENT ON COLUMN visits.missed IS 'Whether the applicant was not there; a second visit then has a row of its own';
CREATE INDEX visits_inspector_idx ON visits (inspector) WHERE inspector IS NOT NULL;
CREATE INDEX visits_to_remind_idx ON visits (at) WHERE recorded_at IS NULL AND reminded_at IS NULL;
