SET lock_timeout = '500ms';

DROP INDEX uploads_left_idx;
DROP INDEX uploads_unscanned_idx;
CREATE INDEX uploads_unscanned_idx ON uploads (created_at) WHERE scanned_at IS NULL;
ALTER TABLE uploads DROP COLUMN scan_failed_at;
