SET lock_timeout = '5s';

ALTER TABLE register_copies DROP COLUMN applicant_index;
DROP INDEX documents_permit_kind_idx, documents_permit_expired_idx;
