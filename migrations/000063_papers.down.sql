SET lock_timeout = '500ms';

DROP TABLE document_acts;
DROP INDEX documents_holder_idx;
ALTER TABLE documents DROP COLUMN reminded, DROP COLUMN row, DROP COLUMN said, DROP COLUMN suspended_why, DROP COLUMN suspended_until, DROP COLUMN suspended_at,
    DROP COLUMN region, DROP COLUMN office, DROP COLUMN service;
