SET lock_timeout = '500ms';

-- A file that the scanner could not take goes to the end of the queue.
ALTER TABLE uploads ADD COLUMN scan_failed_at timestamptz;
COMMENT ON COLUMN uploads.scan_failed_at IS 'When the scanner last failed to look at it';
DROP INDEX uploads_unscanned_idx;
CREATE INDEX uploads_unscanned_idx ON uploads (scan_failed_at NULLS FIRST, created_at, id) WHERE scanned_at IS NULL;

-- Half a file belongs to nothing until it is whole: the sweeper looks for those.
CREATE INDEX uploads_left_idx ON uploads (created_at) WHERE draft_id IS NULL AND application_id IS NULL;
