SET lock_timeout = '500ms';

COMMENT ON COLUMN drafts.reminded_at IS NULL;
ALTER TABLE drafts DROP COLUMN warned_at;
