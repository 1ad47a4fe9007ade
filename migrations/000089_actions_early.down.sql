SET lock_timeout = '500ms';

DROP TABLE feedback_replies;
ALTER TABLE action_effects DROP COLUMN term_days;
ALTER TABLE action_entries DROP CONSTRAINT action_entries_kind_check;
ALTER TABLE action_entries ADD CONSTRAINT action_entries_kind_check
    CHECK (kind IN ('proposed', 'agreed', 'entrusted', 'comment', 'done', 'dropped', 'measured')) NOT VALID;
