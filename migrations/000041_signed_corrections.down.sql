SET lock_timeout = '500ms';

ALTER TABLE application_payloads DROP COLUMN correction;

ALTER TABLE signatures DISABLE TRIGGER signatures_fixed;
DELETE FROM signatures WHERE row <> 0;
ALTER TABLE signatures ENABLE TRIGGER signatures_fixed;
ALTER TABLE signatures DROP CONSTRAINT signatures_pkey;
ALTER TABLE signatures ADD CONSTRAINT signatures_pkey PRIMARY KEY (application_id);
ALTER TABLE signatures DROP COLUMN row;
