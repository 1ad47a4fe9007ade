SET lock_timeout = '500ms';

DELETE FROM uploads WHERE thread_id IS NOT NULL;
DROP INDEX uploads_left_idx;
ALTER TABLE uploads DROP COLUMN message_id, DROP COLUMN thread_id;
CREATE INDEX uploads_left_idx ON uploads (created_at) WHERE draft_id IS NULL AND application_id IS NULL;
DROP TABLE thread_templates, thread_messages;
