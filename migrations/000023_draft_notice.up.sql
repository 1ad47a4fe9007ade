SET lock_timeout = '500ms';

ALTER TABLE drafts ADD COLUMN warned_at timestamptz;
COMMENT ON COLUMN drafts.reminded_at IS 'When its owner was reminded of it: once in its life';
COMMENT ON COLUMN drafts.warned_at IS 'When its owner was told that it is about to expire; empty again once the draft is saved';
