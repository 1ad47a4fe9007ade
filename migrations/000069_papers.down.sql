SET lock_timeout = '500ms';

UPDATE documents SET lines = coalesce(lines -> lang, '[]');
COMMENT ON COLUMN documents.lines IS NULL;

DROP INDEX documents_permit_company_idx, documents_permit_stopped_idx, documents_permit_office_idx, documents_permit_idx;
ALTER TABLE documents DROP COLUMN company;

DROP TABLE seals;
