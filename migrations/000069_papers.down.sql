SET lock_timeout = '500ms';

UPDATE documents SET lines = coalesce(lines -> lang, '[]');
COMMENT ON COLUMN documents.lines IS NULL;

DROP TABLE seals;
