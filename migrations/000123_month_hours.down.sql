SET lock_timeout = '500ms';

ALTER TABLE report_months DROP COLUMN took, DROP COLUMN hours;
