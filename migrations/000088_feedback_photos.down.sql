SET lock_timeout = '500ms';

DELETE FROM uploads WHERE account_id IS NULL;
DROP INDEX uploads_feedback_id_idx;
ALTER TABLE uploads DROP COLUMN feedback_id;
ALTER TABLE uploads ALTER COLUMN account_id SET NOT NULL;
COMMENT ON COLUMN uploads.account_id IS NULL;
