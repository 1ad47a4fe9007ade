SET lock_timeout = '500ms';

DO $$
BEGIN
    IF EXISTS (SELECT FROM documents WHERE lines IS NULL) THEN
        RAISE EXCEPTION 'what papers say is sealed: write it back with "portal keys open" first';
    END IF;
    EXECUTE replace(pg_get_functiondef('erase_application(bigint)'::regprocedure), 'lines = ''{}'', lines_sealed = NULL', 'lines = ''[]''');
END
$$;

ALTER TABLE documents DROP CONSTRAINT documents_sealed, DROP COLUMN lines_sealed, ALTER COLUMN lines SET NOT NULL;
COMMENT ON COLUMN documents.lines IS 'Facts on the paper in words, by written form; that of the column lang is always there';
