SET lock_timeout = '500ms';

-- Keys that sign papers change: each has a name that stands on the paper, and a day from which it signs no more.
ALTER TABLE signing_keys ADD COLUMN kid text GENERATED ALWAYS AS (left(encode(sha256(public), 'hex'), 16)) STORED;
ALTER TABLE signing_keys ADD COLUMN retired_at timestamptz;
UPDATE signing_keys SET retired_at = now() WHERE id < (SELECT max(id) FROM signing_keys);
ALTER TABLE signing_keys ADD CONSTRAINT signing_keys_kid_key UNIQUE (kid);
CREATE UNIQUE INDEX signing_keys_signs_key ON signing_keys ((retired_at IS NULL)) WHERE retired_at IS NULL;
COMMENT ON TABLE signing_keys IS 'Ed25519 keys that sign the QR code of results, so that it can be verified offline; the one that is not retired signs';
COMMENT ON COLUMN signing_keys.kid IS 'Name of the key in QR codes and in the published set: the first half of the fingerprint of its public part';
COMMENT ON COLUMN signing_keys.retired_at IS 'Since when it signs nothing; papers issued until then stay genuine';
