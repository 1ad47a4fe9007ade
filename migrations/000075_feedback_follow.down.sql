SET lock_timeout = '500ms';

DROP TABLE feedback_notes;
DROP INDEX feedback_events_said;
-- The table is append-only for the program; a kind that the older program does not know can't stay.
ALTER TABLE feedback_events DISABLE TRIGGER feedback_events_append_only;
DELETE FROM feedback_events WHERE kind IN ('escalated', 'asked', 'solved');
UPDATE feedback_events SET kind = 'reopened' WHERE kind = 'unsolved';
ALTER TABLE feedback_events ENABLE TRIGGER feedback_events_append_only;
ALTER TABLE feedback_events DROP CONSTRAINT feedback_events_kind;
ALTER TABLE feedback_events ADD CONSTRAINT feedback_events_kind CHECK (kind IN ('opened', 'answered', 'rated', 'reopened')) NOT VALID;
ALTER TABLE feedback_events VALIDATE CONSTRAINT feedback_events_kind;
COMMENT ON TABLE feedback_events IS 'What happened to a case: opened, answered, the answer rated, reopened. Append-only';
DROP INDEX feedback_cases_answered;
DROP INDEX feedback_cases_unasked;
DROP INDEX feedback_cases_late;
ALTER TABLE feedback_cases DROP COLUMN escalated, DROP COLUMN asked_at;
ALTER TABLE feedback_terms DROP CONSTRAINT feedback_terms_asking, DROP CONSTRAINT feedback_terms_escalation;
ALTER TABLE feedback_terms DROP COLUMN ask_days, DROP COLUMN escalate_days;
UPDATE feedback_terms SET reopen_days = 28 WHERE reopen_days = 42;
COMMENT ON COLUMN feedback_terms.reopen_days IS NULL;
