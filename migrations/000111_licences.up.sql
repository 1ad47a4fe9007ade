SET lock_timeout = '500ms';

-- In the public register few may be of a kind, and few may have expired, the last one first. A much larger database can have
-- both built CONCURRENTLY before, under these names.
CREATE INDEX IF NOT EXISTS documents_permit_kind_idx ON documents (kind, id) WHERE kind IN ('licence', 'permit');
CREATE INDEX IF NOT EXISTS documents_permit_expired_idx ON documents (valid_until, id) WHERE kind IN ('licence', 'permit') AND revoked_at IS NULL;
