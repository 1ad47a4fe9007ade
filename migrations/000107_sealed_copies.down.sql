SET lock_timeout = '500ms';

-- What is not copied is asked again.
DELETE FROM register_copies WHERE key IS NULL;
ALTER TABLE register_copies DROP COLUMN key_index, DROP COLUMN value_sealed, ALTER COLUMN key SET NOT NULL, ALTER COLUMN value SET NOT NULL;
COMMENT ON COLUMN register_copies.asker IS 'Hash of register, key of the record and person who asked: nobody is answered with what a register told another';
COMMENT ON COLUMN register_copies.key IS NULL;
COMMENT ON COLUMN register_copies.value IS 'The record; empty when the register has none';
