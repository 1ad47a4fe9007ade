SET lock_timeout = '500ms';

DROP INDEX visits_open_idx;
DELETE FROM uploads WHERE visit_id IS NOT NULL;
DROP INDEX uploads_left_idx;
ALTER TABLE uploads DROP COLUMN visit_id;
CREATE INDEX uploads_left_idx ON uploads (created_at) WHERE draft_id IS NULL AND application_id IS NULL AND message_id IS NULL;
ALTER TABLE visits DROP COLUMN record;
