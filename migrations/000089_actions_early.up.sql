SET lock_timeout = '500ms';

-- An action can be taken from an official without being given to another.
ALTER TABLE action_entries DROP CONSTRAINT action_entries_kind_check;
ALTER TABLE action_entries ADD CONSTRAINT action_entries_kind_check
    CHECK (kind IN ('proposed', 'agreed', 'entrusted', 'released', 'comment', 'done', 'dropped', 'measured')) NOT VALID;
ALTER TABLE action_entries VALIDATE CONSTRAINT action_entries_kind_check;

-- A span in which hardly any application can come to an end says nothing of a change.
ALTER TABLE action_effects ADD COLUMN term_days integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN action_effects.term_days IS 'Calendar days of the term of the service when it was measured; 0: it is about no single service, or it was measured before this was kept';

-- How authorities answer is counted by a job and kept, since counting a year of cases for a public page takes too long.
CREATE TABLE feedback_replies (
    owner text CONSTRAINT feedback_replies_pkey PRIMARY KEY,
    due integer NOT NULL,
    in_time integer NOT NULL,
    overdue integer NOT NULL,
    solved integer NOT NULL,
    unsolved integer NOT NULL
);
COMMENT ON TABLE feedback_replies IS 'How each authority answers what people say, as the job feedback.replies last counted it';
COMMENT ON COLUMN feedback_replies.due IS 'Cases whose term ended within the last twelve months';
COMMENT ON COLUMN feedback_replies.in_time IS 'Of them: answered by their due date, and not sent back since';
