SET lock_timeout = '500ms';

-- Four weeks after an answer its reader is asked whether it is solved. The case can be sent back until two weeks later:
-- who is asked must be able to say no.
ALTER TABLE feedback_terms ADD COLUMN ask_days int NOT NULL DEFAULT 28, ADD COLUMN escalate_days int NOT NULL DEFAULT 5;
UPDATE feedback_terms SET reopen_days = ask_days + 14 WHERE reopen_days <= ask_days;
ALTER TABLE feedback_terms ADD CONSTRAINT feedback_terms_asking CHECK (ask_days > 0 AND ask_days < reopen_days) NOT VALID;
ALTER TABLE feedback_terms VALIDATE CONSTRAINT feedback_terms_asking;
ALTER TABLE feedback_terms ADD CONSTRAINT feedback_terms_escalation CHECK (escalate_days > 0) NOT VALID;
ALTER TABLE feedback_terms VALIDATE CONSTRAINT feedback_terms_escalation;
COMMENT ON COLUMN feedback_terms.reopen_days IS 'The one window in which an author can send a case back, counted from the answer; each answer writes it out as reopen_until';
COMMENT ON COLUMN feedback_terms.ask_days IS 'How many days after an answer its reader is asked whether it is solved';
COMMENT ON COLUMN feedback_terms.escalate_days IS 'How many days after the due date, at which the heads of the owner are told, those of the supervisor are told as well';

UPDATE feedback_cases c SET reopen_until = c.answered_at + make_interval(days => t.reopen_days)
    FROM feedback_terms t WHERE t.reason = c.reason AND c.state IN ('answered', 'closed') AND c.reopen_until > now();

ALTER TABLE feedback_cases ADD COLUMN escalated smallint NOT NULL DEFAULT 0, ADD COLUMN asked_at timestamptz;
ALTER TABLE feedback_cases ADD CONSTRAINT feedback_cases_escalated CHECK (escalated BETWEEN 0 AND 2) NOT VALID;
ALTER TABLE feedback_cases VALIDATE CONSTRAINT feedback_cases_escalated;
COMMENT ON COLUMN feedback_cases.escalated IS 'How far it went up because it is late: 1 the heads of the owner were told, 2 those of the supervisor too; 0 again with each new due date';
COMMENT ON COLUMN feedback_cases.asked_at IS 'When the author was asked whether the answer that stands has solved it';
CREATE INDEX feedback_cases_late ON feedback_cases (due_at, id) WHERE state IN ('open', 'reopened') AND escalated < 2;
CREATE INDEX feedback_cases_unasked ON feedback_cases (reopen_until, id) WHERE state IN ('answered', 'closed') AND asked_at IS NULL;
CREATE INDEX feedback_cases_answered ON feedback_cases (answered_at) WHERE state IN ('answered', 'closed');

ALTER TABLE feedback_events DROP CONSTRAINT feedback_events_kind;
ALTER TABLE feedback_events ADD CONSTRAINT feedback_events_kind
    CHECK (kind IN ('opened', 'answered', 'rated', 'reopened', 'escalated', 'asked', 'solved', 'unsolved')) NOT VALID;
ALTER TABLE feedback_events VALIDATE CONSTRAINT feedback_events_kind;
COMMENT ON TABLE feedback_events IS 'What happened to a case: opened, answered, the answer rated, reopened, gone up because it is late, asked whether it is solved, and the answer to that. Append-only';
CREATE INDEX feedback_events_said ON feedback_events (at) WHERE kind IN ('solved', 'unsolved');

CREATE TABLE feedback_notes (
    id bigint GENERATED ALWAYS AS IDENTITY,
    case_id bigint NOT NULL,
    official_id bigint NOT NULL,
    authority text NOT NULL,
    body text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT feedback_notes_pkey PRIMARY KEY (id),
    CONSTRAINT feedback_notes_case_id_fkey FOREIGN KEY (case_id) REFERENCES feedback_cases (id),
    CONSTRAINT feedback_notes_official_id_fkey FOREIGN KEY (official_id) REFERENCES accounts (id),
    CONSTRAINT feedback_notes_body_check CHECK (body <> '' AND char_length(body) <= 3000)
);
COMMENT ON TABLE feedback_notes IS 'What officials write about a case for each other. A table of its own, so that no page of its author can show it. Append-only';
CREATE UNIQUE INDEX feedback_notes_once ON feedback_notes (case_id, official_id, md5(body));
CREATE INDEX feedback_notes_case_id_idx ON feedback_notes (case_id, id);
CREATE INDEX feedback_notes_official_id_idx ON feedback_notes (official_id);
CREATE TRIGGER feedback_notes_append_only BEFORE UPDATE OR DELETE ON feedback_notes
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
