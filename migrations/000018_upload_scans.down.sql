SET lock_timeout = '500ms';

DROP INDEX uploads_unscanned_idx;
ALTER TABLE uploads DROP COLUMN virus, DROP COLUMN scanned_at;
