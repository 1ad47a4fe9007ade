SET lock_timeout = '500ms';

-- What was taken before there was a scanner passed the checks of its day and stays readable.
ALTER TABLE uploads ADD COLUMN scanned_at timestamptz DEFAULT now();
ALTER TABLE uploads ALTER COLUMN scanned_at DROP DEFAULT;
ALTER TABLE uploads ADD COLUMN virus text NOT NULL DEFAULT '';
COMMENT ON COLUMN uploads.scanned_at IS 'When the scanner looked at it; empty while it could not be asked: nobody opens the file before';
COMMENT ON COLUMN uploads.virus IS 'What the scanner found; such a file is never opened';
CREATE INDEX uploads_unscanned_idx ON uploads (created_at) WHERE scanned_at IS NULL;
