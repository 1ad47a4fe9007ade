SET lock_timeout = '500ms';

-- What an issued paper says: sealed for its row (internal/keyring). A former release may serve beside this one for an hour and
-- knows only the plain column; so long it holds all, and after it nothing. A plain '{}' has nothing in it and stays.
ALTER TABLE documents ALTER COLUMN lines DROP NOT NULL, ADD COLUMN lines_sealed bytea,
    ADD CONSTRAINT documents_sealed CHECK (num_nonnulls(lines, lines_sealed) = 1) NOT VALID;
COMMENT ON COLUMN documents.lines IS 'Plain, of a former release: sealed and emptied by the program';
COMMENT ON COLUMN documents.lines_sealed IS 'Facts on the paper in words, by written form, as JSON, sealed for this row; that of the column lang is always there';

-- Nothing of what is sealed can be made smaller.
ALTER TABLE documents ALTER COLUMN lines_sealed SET STORAGE EXTERNAL;

-- Who erases a case takes what is sealed of its papers as well.
DO $$
BEGIN
    EXECUTE replace(pg_get_functiondef('erase_application(bigint)'::regprocedure), 'lines = ''[]''', 'lines = ''{}'', lines_sealed = NULL');
END
$$;
