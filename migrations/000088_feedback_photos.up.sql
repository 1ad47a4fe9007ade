SET lock_timeout = '500ms';

-- A photo of somebody who is signed out belongs to no account, and one of somebody who is signed in to none either: it must
-- not say who wrote what the account is kept out of.
ALTER TABLE uploads ALTER COLUMN account_id DROP NOT NULL;
ALTER TABLE uploads ADD COLUMN feedback_id bigint;
ALTER TABLE uploads ADD CONSTRAINT uploads_feedback_id_fkey FOREIGN KEY (feedback_id) REFERENCES feedback_entries (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE uploads VALIDATE CONSTRAINT uploads_feedback_id_fkey;
COMMENT ON COLUMN uploads.account_id IS 'Who sent it; empty for a photo with feedback, whose author nobody may learn from it';
COMMENT ON COLUMN uploads.feedback_id IS 'What somebody said, with which the photo was sent; it goes when that goes';
CREATE UNIQUE INDEX uploads_feedback_id_idx ON uploads (feedback_id) WHERE feedback_id IS NOT NULL;
