SET lock_timeout = '500ms';

-- A copy holds what a register says of a person, and its asker was a hash of two numbers without a key: who tries all numbers
-- finds them. Copies of a former release go with their time, in minutes.
ALTER TABLE register_copies ALTER COLUMN key DROP NOT NULL, ALTER COLUMN value DROP NOT NULL,
    ADD COLUMN key_index bytea, ADD COLUMN value_sealed bytea;
COMMENT ON COLUMN register_copies.asker IS 'Keyed hash of register, key of the record and person who asked: nobody is answered with what a register told another';
COMMENT ON COLUMN register_copies.key IS 'Plain, of a former release';
COMMENT ON COLUMN register_copies.value IS 'Plain, of a former release';
COMMENT ON COLUMN register_copies.key_index IS 'By what the number is found that the record is kept by: a keyed hash, as in accounts';
COMMENT ON COLUMN register_copies.value_sealed IS 'The record in JSON, sealed for this asker (internal/keyring); of none when the register has none';
CREATE INDEX register_copies_key_index_idx ON register_copies (key_index);
