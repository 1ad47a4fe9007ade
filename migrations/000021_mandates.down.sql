SET lock_timeout = '500ms';

-- What was sent for others would look like the sender's own afterwards.
DO $$ BEGIN
    IF EXISTS (SELECT FROM applications WHERE mandate_id IS NOT NULL) THEN
        RAISE EXCEPTION 'there are applications for others';
    END IF;
END $$;
DELETE FROM drafts WHERE mandate_id IS NOT NULL;
DROP INDEX applications_mandate_id_idx;
ALTER TABLE applications DROP COLUMN mandate_id;
DROP INDEX drafts_open_key;
CREATE UNIQUE INDEX drafts_open_key ON drafts (account_id, service) WHERE application_id IS NULL;
DROP INDEX drafts_mandate_id_idx;
ALTER TABLE drafts DROP COLUMN mandate_id;
DROP INDEX sessions_mandate_id_idx;
ALTER TABLE sessions DROP COLUMN mandate_id;
DROP TABLE mandates;
