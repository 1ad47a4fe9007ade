SET lock_timeout = '500ms';

ALTER TABLE visits ADD COLUMN record jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN visits.record IS 'What was written down at the visit, by the key of the question in the definition; before recorded_at a draft of the inspector';

ALTER TABLE uploads ADD COLUMN visit_id bigint;
ALTER TABLE uploads ADD CONSTRAINT uploads_visit_id_fkey FOREIGN KEY (visit_id) REFERENCES visits (id) NOT VALID;
ALTER TABLE uploads VALIDATE CONSTRAINT uploads_visit_id_fkey;
COMMENT ON COLUMN uploads.visit_id IS 'Visit at which an official took the file';
CREATE INDEX uploads_visit_id_idx ON uploads (visit_id) WHERE visit_id IS NOT NULL;
DROP INDEX uploads_left_idx;
CREATE INDEX uploads_left_idx ON uploads (created_at) WHERE draft_id IS NULL AND application_id IS NULL AND message_id IS NULL AND visit_id IS NULL;

-- What an inspector has to do: his visits without a result, by time.
CREATE INDEX visits_open_idx ON visits (inspector, at, id) WHERE recorded_at IS NULL;
