SET lock_timeout = '500ms';

ALTER TABLE signatures ADD COLUMN row integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN signatures.row IS 'Version of the application whose correction was signed; 0 is how it was first sent';
ALTER TABLE signatures DROP CONSTRAINT signatures_pkey;
ALTER TABLE signatures ADD CONSTRAINT signatures_pkey PRIMARY KEY (application_id, row);

ALTER TABLE application_payloads ADD COLUMN correction jsonb;
COMMENT ON COLUMN application_payloads.correction IS 'Answers of a correction that waits for its signature; empty once it was sent back or the case went on without';
