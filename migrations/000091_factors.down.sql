SET lock_timeout = '500ms';

DROP TABLE factor_ceremonies;
DROP TABLE factor_tries;
DROP TABLE factor_codes;
DROP TABLE factors;
ALTER TABLE sessions DROP COLUMN factor_kind, DROP COLUMN factor_used_at, DROP COLUMN factor_at;
