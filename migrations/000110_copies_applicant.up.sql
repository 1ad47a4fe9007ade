SET lock_timeout = '500ms';

-- Whoever withdraws a consent leaves no copy of what registers said to him: copies live for ten minutes, so those of before
-- need no applicant.
ALTER TABLE register_copies ADD COLUMN applicant_index bytea;
COMMENT ON COLUMN register_copies.applicant_index IS 'Keyed hash of the number of the person who asked, by which copies go when a consent is withdrawn; empty before migration 110';
CREATE INDEX register_copies_applicant_index_idx ON register_copies (applicant_index);
