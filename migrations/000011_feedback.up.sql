SET lock_timeout = '500ms';

CREATE TABLE feedback_terms (
    reason text CONSTRAINT feedback_terms_pkey PRIMARY KEY,
    days int NOT NULL CONSTRAINT feedback_terms_days CHECK (days > 0),
    reopen_days int NOT NULL CONSTRAINT feedback_terms_reopen CHECK (reopen_days >= 0)
);
COMMENT ON TABLE feedback_terms IS 'How many calendar days an authority has to answer, and the author to say that the answer did not help. Changed by an order, not by a release';
INSERT INTO feedback_terms (reason, days, reopen_days) VALUES ('low-mark', 15, 28), ('concern', 15, 28), ('corruption', 15, 28);

CREATE TABLE feedback_entries (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT feedback_entries_pkey PRIMARY KEY,
    token text NOT NULL CONSTRAINT feedback_entries_token UNIQUE,
    receipt text NOT NULL CONSTRAINT feedback_entries_receipt UNIQUE,
    kind text NOT NULL CONSTRAINT feedback_entries_kind CHECK (kind IN ('rating', 'suggestion', 'concern', 'corruption')),
    account_id bigint CONSTRAINT feedback_entries_account REFERENCES accounts,
    application_id bigint CONSTRAINT feedback_entries_application REFERENCES applications,
    service_code text NOT NULL DEFAULT '',
    service_version_id bigint CONSTRAINT feedback_entries_version REFERENCES service_versions,
    authority text NOT NULL,
    region text NOT NULL DEFAULT '',
    page text NOT NULL DEFAULT '',
    step text NOT NULL DEFAULT '',
    legality smallint CONSTRAINT feedback_entries_legality CHECK (legality BETWEEN 1 AND 5),
    quality smallint CONSTRAINT feedback_entries_quality CHECK (quality BETWEEN 1 AND 5),
    timeliness smallint CONSTRAINT feedback_entries_timeliness CHECK (timeliness BETWEEN 1 AND 5),
    accessibility smallint CONSTRAINT feedback_entries_accessibility CHECK (accessibility BETWEEN 1 AND 5),
    comment text NOT NULL DEFAULT '' CONSTRAINT feedback_entries_comment CHECK (char_length(comment) <= 3000),
    lang text NOT NULL,
    contact text NOT NULL DEFAULT '' CONSTRAINT feedback_entries_contact CHECK (char_length(contact) <= 200),
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE feedback_entries IS 'What people said, as they said it. Nothing here is ever changed';
COMMENT ON COLUMN feedback_entries.token IS 'Drawn with the form: the same form sent twice is one entry';
COMMENT ON COLUMN feedback_entries.receipt IS 'Secret part of the address at which somebody without an account reads the answer';
COMMENT ON COLUMN feedback_entries.account_id IS 'Where the answer goes. Never shown to officials; empty for those who wrote without a name';
COMMENT ON COLUMN feedback_entries.authority IS 'Whom it is about; of a page without a service, who runs the portal';
COMMENT ON COLUMN feedback_entries.region IS 'SOATO of the region, empty when it is about no territory';
COMMENT ON COLUMN feedback_entries.lang IS 'Written form in which the page was read, so that the answer can be in the same';
CREATE UNIQUE INDEX feedback_entries_one_rating ON feedback_entries (application_id) WHERE kind = 'rating';
CREATE INDEX feedback_entries_account_idx ON feedback_entries (account_id, id) WHERE account_id IS NOT NULL;
CREATE INDEX feedback_entries_application_idx ON feedback_entries (application_id) WHERE application_id IS NOT NULL;
CREATE INDEX feedback_entries_version_idx ON feedback_entries (service_version_id) WHERE service_version_id IS NOT NULL;
CREATE INDEX feedback_entries_created ON feedback_entries USING brin (created_at);
CREATE TRIGGER feedback_entries_append_only BEFORE UPDATE OR DELETE ON feedback_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE feedback_cases (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT feedback_cases_pkey PRIMARY KEY,
    entry_id bigint NOT NULL CONSTRAINT feedback_cases_entry UNIQUE REFERENCES feedback_entries,
    number text NOT NULL CONSTRAINT feedback_cases_number UNIQUE,
    reason text NOT NULL CONSTRAINT feedback_cases_reason REFERENCES feedback_terms,
    owner text NOT NULL,
    supervisor text NOT NULL DEFAULT '',
    region text NOT NULL DEFAULT '',
    service_code text NOT NULL DEFAULT '',
    state text NOT NULL CONSTRAINT feedback_cases_state CHECK (state IN ('open', 'answered', 'reopened', 'closed')),
    opened_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    answered_at timestamptz,
    reopen_until timestamptz,
    row int NOT NULL DEFAULT 1
);
COMMENT ON TABLE feedback_cases IS 'A low mark, a concern or a report of corruption that must be answered by a date';
COMMENT ON COLUMN feedback_cases.owner IS 'The authority that must answer. Of a report of corruption: the body above the one it is about';
COMMENT ON COLUMN feedback_cases.supervisor IS 'The authority above, which sees the case and may answer it; empty when there is none';
COMMENT ON COLUMN feedback_cases.row IS 'Version for optimistic locking: an answer to an older one is a conflict';
CREATE INDEX feedback_cases_reason_idx ON feedback_cases (reason);
CREATE INDEX feedback_cases_open_owner ON feedback_cases (owner, due_at, id) WHERE state IN ('open', 'reopened');
CREATE INDEX feedback_cases_open_supervisor ON feedback_cases (supervisor, due_at, id) WHERE state IN ('open', 'reopened');
CREATE INDEX feedback_cases_owner ON feedback_cases (owner, due_at, id);
CREATE INDEX feedback_cases_supervisor ON feedback_cases (supervisor, due_at, id) WHERE supervisor <> '';

CREATE TABLE feedback_events (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT feedback_events_pkey PRIMARY KEY,
    case_id bigint NOT NULL CONSTRAINT feedback_events_case REFERENCES feedback_cases,
    kind text NOT NULL CONSTRAINT feedback_events_kind CHECK (kind IN ('opened', 'answered', 'rated', 'reopened')),
    official_id bigint CONSTRAINT feedback_events_official REFERENCES accounts,
    authority text NOT NULL DEFAULT '',
    body text NOT NULL DEFAULT '' CONSTRAINT feedback_events_body CHECK (char_length(body) <= 3000),
    mark smallint CONSTRAINT feedback_events_mark CHECK (mark BETWEEN 1 AND 5),
    at timestamptz NOT NULL
);
COMMENT ON TABLE feedback_events IS 'What happened to a case: opened, answered, the answer rated, reopened. Append-only';
CREATE INDEX feedback_events_case_idx ON feedback_events (case_id, id);
CREATE INDEX feedback_events_official_idx ON feedback_events (official_id) WHERE official_id IS NOT NULL;
CREATE TRIGGER feedback_events_append_only BEFORE UPDATE OR DELETE ON feedback_events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE UNLOGGED TABLE feedback_limits (
    key text CONSTRAINT feedback_limits_pkey PRIMARY KEY,
    tat timestamptz NOT NULL
);
COMMENT ON TABLE feedback_limits IS 'How much one sender may write (GCRA): key is a hash of account or address, tat the theoretical arrival time of the next. May be lost in a crash';
CREATE INDEX feedback_limits_tat ON feedback_limits (tat);

-- Feedback reads cases only through this view, so that casework may change its tables.
CREATE VIEW feedback_applications AS
SELECT id, number, account_id, service, service_version_id, authority, region, submitted_at, closed_at FROM applications;
COMMENT ON VIEW feedback_applications IS 'What feedback knows of an application: whose, about which service, of which office';
