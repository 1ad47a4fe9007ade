SET lock_timeout = '500ms';

-- Only the program can open what is sealed: "portal keys open" writes the plain numbers back first.
DO $$
BEGIN
    IF EXISTS (SELECT FROM accounts WHERE pinfl_sealed IS NOT NULL AND pinfl IS NULL)
        OR EXISTS (SELECT FROM mandates WHERE subject_sealed IS NOT NULL AND subject IS NULL)
        OR EXISTS (SELECT FROM disputes WHERE subject_sealed IS NOT NULL AND subject IS NULL) THEN
        RAISE EXCEPTION 'numbers of people are sealed: run "portal keys open" with this release first';
    END IF;
END
$$;

-- What no key opens any more has no number: a former release wants one, so it gets one that is nobody's, another in each row.
UPDATE accounts SET pinfl = '' WHERE pinfl IS NULL;
UPDATE mandates SET subject = lpad(id::text, CASE kind WHEN 'person' THEN 14 ELSE 9 END, '0'), ended_at = coalesce(ended_at, now()) WHERE subject IS NULL;
UPDATE disputes SET subject = lpad(id::text, 14, '0') WHERE subject IS NULL;
ALTER TABLE accounts DROP COLUMN pinfl_index, DROP COLUMN pinfl_sealed,
    ALTER COLUMN pinfl SET DEFAULT '', ALTER COLUMN pinfl SET NOT NULL;
ALTER TABLE mandates DROP COLUMN subject_index, DROP COLUMN subject_sealed, ALTER COLUMN subject SET NOT NULL;
ALTER TABLE disputes DROP COLUMN subject_index, DROP COLUMN subject_sealed, ALTER COLUMN subject SET NOT NULL;
DROP INDEX accounts_pinfl_plain_idx;
DROP INDEX mandates_subject_plain_idx;
DROP INDEX disputes_subject_plain_idx;
COMMENT ON COLUMN accounts.pinfl IS 'The only column that keeps an account''s PINFL; plain for now, to become ciphertext with a blind index beside it. Nothing else may copy it to find people.';
COMMENT ON COLUMN mandates.subject IS 'For whom: the PINFL of a person or the TIN of a company, plain for now like accounts.pinfl and to be sealed with it';
COMMENT ON COLUMN disputes.subject IS 'What the record is kept by: the PINFL of a person or the TIN of a company, plain for now like accounts.pinfl';
DROP TABLE ring_keys;
DROP TABLE key_rings;
