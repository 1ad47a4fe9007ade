SET lock_timeout = '500ms';

DROP INDEX signing_keys_signs_key;
ALTER TABLE signing_keys DROP CONSTRAINT signing_keys_kid_key, DROP COLUMN retired_at, DROP COLUMN kid;
COMMENT ON TABLE signing_keys IS 'Ed25519 keys that sign the QR code of results, so that it can be verified offline; the newest signs';
