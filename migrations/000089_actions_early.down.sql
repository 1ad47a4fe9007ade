SET lock_timeout = '500ms';

DROP TABLE feedback_replies;
ALTER TABLE action_effects DROP COLUMN term_days;
-- The table is append-only for the program; a kind that the older program does not know can't stay.
ALTER TABLE action_entries DISABLE TRIGGER action_entries_append_only;
DELETE FROM action_entries WHERE kind = 'released';
ALTER TABLE action_entries ENABLE TRIGGER action_entries_append_only;
ALTER TABLE action_entries DROP CONSTRAINT action_entries_kind_check;
ALTER TABLE action_entries ADD CONSTRAINT action_entries_kind_check
    CHECK (kind IN ('proposed', 'agreed', 'entrusted', 'comment', 'done', 'dropped', 'measured')) NOT VALID;
ALTER TABLE action_entries VALIDATE CONSTRAINT action_entries_kind_check;
