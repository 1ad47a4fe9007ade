SET lock_timeout = '5s';

-- Whoever withdraws a consent leaves no copy of what registers said to him: copies live for ten minutes, so those of before
-- need no applicant.
ALTER TABLE register_copies ADD COLUMN applicant text NOT NULL DEFAULT '';
COMMENT ON COLUMN register_copies.applicant IS 'PINFL of the person who asked, by which copies go when a consent is withdrawn; empty before migration 110';
CREATE INDEX register_copies_applicant_idx ON register_copies (applicant);

-- In the public register few may be of a kind, and few may have expired, the last one first.
CREATE INDEX documents_permit_kind_idx ON documents (kind, id) WHERE kind IN ('licence', 'permit');
CREATE INDEX documents_permit_expired_idx ON documents (valid_until, id) WHERE kind IN ('licence', 'permit') AND revoked_at IS NULL;
