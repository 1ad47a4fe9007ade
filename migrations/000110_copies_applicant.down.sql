SET lock_timeout = '500ms';

ALTER TABLE register_copies DROP COLUMN applicant_index;
