SET lock_timeout = '5s';

CREATE TABLE number_keys (
    id boolean NOT NULL DEFAULT true,
    key bytea NOT NULL,
    CONSTRAINT number_keys_pkey PRIMARY KEY (id),
    CONSTRAINT number_keys_one_check CHECK (id)
);
COMMENT ON TABLE number_keys IS 'The key under which the sequence of applications becomes numbers without a guessable order; it must never change';
INSERT INTO number_keys (key) SELECT sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'));
CREATE TRIGGER number_keys_fixed BEFORE UPDATE OR DELETE ON number_keys FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE SEQUENCE application_numbers AS bigint MAXVALUE 90000000 CACHE 1;
COMMENT ON SEQUENCE application_numbers IS 'Position of an application''s number before the permutation; gaps are harmless';

CREATE TABLE applications (
    id bigint GENERATED ALWAYS AS IDENTITY,
    number text NOT NULL,
    code text NOT NULL,
    account_id bigint NOT NULL,
    service_version_id bigint NOT NULL,
    service text NOT NULL,
    process text NOT NULL,
    authority text NOT NULL,
    region text NOT NULL DEFAULT '',
    lang text NOT NULL,
    state text NOT NULL,
    step text NOT NULL,
    resume text NOT NULL DEFAULT '',
    assignee bigint,
    prepared_by bigint,
    decided_by bigint,
    proposal text NOT NULL DEFAULT '',
    automatic boolean NOT NULL DEFAULT true,
    cause text NOT NULL DEFAULT '',
    row integer NOT NULL DEFAULT 1,
    submitted_at timestamptz NOT NULL,
    term_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    warn_at timestamptz NOT NULL,
    stopped_at timestamptz,
    closed_at timestamptz,
    CONSTRAINT applications_pkey PRIMARY KEY (id),
    CONSTRAINT applications_number_key UNIQUE (number),
    CONSTRAINT applications_number_check CHECK (number ~ '^[0-9]{9}$'),
    CONSTRAINT applications_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT applications_service_version_id_fkey FOREIGN KEY (service_version_id) REFERENCES service_versions (id),
    CONSTRAINT applications_assignee_fkey FOREIGN KEY (assignee) REFERENCES accounts (id),
    CONSTRAINT applications_prepared_by_fkey FOREIGN KEY (prepared_by) REFERENCES accounts (id),
    CONSTRAINT applications_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES accounts (id),
    CONSTRAINT applications_state_check CHECK (state IN ('new', 'in-process', 'to-be-corrected', 'awaiting-payment', 'appealed', 'done', 'refused', 'withdrawn', 'lapsed')),
    CONSTRAINT applications_closed_check CHECK ((state IN ('done', 'refused', 'withdrawn', 'lapsed')) = (closed_at IS NOT NULL))
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.01);
COMMENT ON TABLE applications IS 'Cases: the small hot row that queues and states touch; answers and facts are in application_payloads';
COMMENT ON COLUMN applications.code IS 'To follow the case signed out, together with the number';
COMMENT ON COLUMN applications.service_version_id IS 'A case lives and dies under the rules it began with';
COMMENT ON COLUMN applications.resume IS 'Step at which it goes on after a payment';
COMMENT ON COLUMN applications.automatic IS 'No official took part so far: level B of automation counts these among the closed';
COMMENT ON COLUMN applications.cause IS 'Why it is with people or was ended, as a code';
COMMENT ON COLUMN applications.row IS 'Version of the row: an action names the one it saw';
COMMENT ON COLUMN applications.term_at IS 'The authority''s due date; it moves while the clock stands still';
COMMENT ON COLUMN applications.due_at IS 'By when whoever must act now must act';
COMMENT ON COLUMN applications.warn_at IS 'When 80 % of the time has gone';
COMMENT ON COLUMN applications.stopped_at IS 'Since when the authority''s clock stands still';
CREATE INDEX applications_account_id_idx ON applications (account_id, id DESC);
CREATE INDEX applications_service_version_id_idx ON applications (service_version_id);
CREATE INDEX applications_open_idx ON applications (authority, due_at, id) INCLUDE (region, step, assignee, warn_at)
    WHERE state IN ('new', 'in-process', 'to-be-corrected', 'awaiting-payment', 'appealed');
CREATE INDEX applications_assignee_idx ON applications (assignee, due_at, id) WHERE assignee IS NOT NULL AND closed_at IS NULL;
CREATE INDEX applications_lapse_idx ON applications (due_at, id) WHERE state IN ('to-be-corrected', 'awaiting-payment');
CREATE INDEX applications_closed_idx ON applications (authority, closed_at DESC, id DESC) WHERE closed_at IS NOT NULL;
CREATE INDEX applications_prepared_by_idx ON applications (prepared_by) WHERE prepared_by IS NOT NULL;
CREATE INDEX applications_decided_by_idx ON applications (decided_by) WHERE decided_by IS NOT NULL;

CREATE TABLE drafts (
    id bigint GENERATED ALWAYS AS IDENTITY,
    account_id bigint NOT NULL,
    service text NOT NULL,
    service_version_id bigint NOT NULL,
    answers jsonb NOT NULL DEFAULT '{}',
    facts jsonb NOT NULL DEFAULT '{}',
    company text NOT NULL DEFAULT '',
    token text NOT NULL,
    row integer NOT NULL DEFAULT 1,
    consent_at timestamptz,
    reminded_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    application_id bigint,
    CONSTRAINT drafts_pkey PRIMARY KEY (id),
    CONSTRAINT drafts_token_key UNIQUE (token),
    CONSTRAINT drafts_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT drafts_service_version_id_fkey FOREIGN KEY (service_version_id) REFERENCES service_versions (id),
    CONSTRAINT drafts_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id)
);
COMMENT ON TABLE drafts IS 'Applications being filled in; a sent one stays, without its answers, so that a second click finds what the first made';
CREATE UNIQUE INDEX drafts_open_key ON drafts (account_id, service) WHERE application_id IS NULL;
CREATE INDEX drafts_account_id_idx ON drafts (account_id);
CREATE INDEX drafts_service_version_id_idx ON drafts (service_version_id);
CREATE INDEX drafts_application_id_idx ON drafts (application_id) WHERE application_id IS NOT NULL;
CREATE INDEX drafts_expires_at_idx ON drafts (expires_at) WHERE application_id IS NULL;

CREATE TABLE application_payloads (
    application_id bigint NOT NULL,
    token text NOT NULL,
    answers jsonb NOT NULL,
    facts jsonb NOT NULL DEFAULT '{}',
    company text NOT NULL DEFAULT '',
    reason jsonb NOT NULL DEFAULT '{}',
    marks jsonb NOT NULL DEFAULT '[]',
    CONSTRAINT application_payloads_pkey PRIMARY KEY (application_id),
    CONSTRAINT application_payloads_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT application_payloads_token_key UNIQUE (token)
);
COMMENT ON TABLE application_payloads IS 'What was asked and what the registers said; apart from the hot row';
COMMENT ON COLUMN application_payloads.token IS 'Of the submission: one application per token, whatever is clicked or retried';
COMMENT ON COLUMN application_payloads.facts IS 'By register: record, source, time of the last reading';
COMMENT ON COLUMN application_payloads.reason IS 'Why refused, sent back or handed to an official, in three languages';

CREATE TABLE application_events (
    id bigint GENERATED ALWAYS AS IDENTITY,
    application_id bigint NOT NULL,
    at timestamptz NOT NULL,
    action text NOT NULL,
    from_state text NOT NULL DEFAULT '',
    to_state text NOT NULL,
    step text NOT NULL,
    kind text NOT NULL,
    actor bigint,
    note text NOT NULL DEFAULT '',
    public boolean NOT NULL DEFAULT false,
    detail jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT application_events_pkey PRIMARY KEY (id),
    CONSTRAINT application_events_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT application_events_actor_fkey FOREIGN KEY (actor) REFERENCES accounts (id),
    CONSTRAINT application_events_kind_check CHECK (kind IN ('citizen', 'official', 'machine'))
);
COMMENT ON TABLE application_events IS 'Everything that happened to a case, append-only: history for the citizen, audit, and the source of every duration';
COMMENT ON COLUMN application_events.public IS 'Whether the applicant reads the note';
CREATE INDEX application_events_application_id_idx ON application_events (application_id, id);
CREATE INDEX application_events_actor_idx ON application_events (actor) WHERE actor IS NOT NULL;
CREATE TRIGGER application_events_append_only BEFORE UPDATE OR DELETE ON application_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER application_events_no_truncate BEFORE TRUNCATE ON application_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE assessments (
    id bigint GENERATED ALWAYS AS IDENTITY,
    application_id bigint NOT NULL,
    service_version_id bigint NOT NULL,
    at timestamptz NOT NULL,
    today date NOT NULL,
    answers jsonb NOT NULL,
    facts jsonb NOT NULL,
    assessment jsonb NOT NULL,
    CONSTRAINT assessments_pkey PRIMARY KEY (id),
    CONSTRAINT assessments_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT assessments_service_version_id_fkey FOREIGN KEY (service_version_id) REFERENCES service_versions (id)
);
COMMENT ON TABLE assessments IS 'Each evaluation with all that went into it and its trace, append-only: doing it again gives the same';
CREATE INDEX assessments_application_id_idx ON assessments (application_id, id);
CREATE INDEX assessments_service_version_id_idx ON assessments (service_version_id);
CREATE TRIGGER assessments_append_only BEFORE UPDATE OR DELETE ON assessments FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE consents (
    application_id bigint NOT NULL,
    authority text NOT NULL,
    due_at timestamptz NOT NULL,
    answer text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    answered_by bigint,
    answered_at timestamptz,
    CONSTRAINT consents_pkey PRIMARY KEY (application_id, authority),
    CONSTRAINT consents_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT consents_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES accounts (id),
    CONSTRAINT consents_answer_check CHECK (answer IN ('', 'given', 'refused', 'silent'))
);
COMMENT ON TABLE consents IS 'What each authority of several was asked and answered; silence until the due date counts as consent';
CREATE INDEX consents_waiting_idx ON consents (authority, due_at, application_id) WHERE answer = '';
CREATE INDEX consents_answered_by_idx ON consents (answered_by) WHERE answered_by IS NOT NULL;

CREATE TABLE visits (
    id bigint GENERATED ALWAYS AS IDENTITY,
    application_id bigint NOT NULL,
    at timestamptz NOT NULL,
    place text NOT NULL,
    note text NOT NULL DEFAULT '',
    passed boolean,
    result text NOT NULL DEFAULT '',
    recorded_by bigint,
    recorded_at timestamptz,
    CONSTRAINT visits_pkey PRIMARY KEY (id),
    CONSTRAINT visits_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT visits_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES accounts (id)
);
COMMENT ON TABLE visits IS 'Visits, expert examinations and exams with their recorded results';
CREATE INDEX visits_application_id_idx ON visits (application_id, id);
CREATE INDEX visits_recorded_by_idx ON visits (recorded_by) WHERE recorded_by IS NOT NULL;

CREATE TABLE appeals (
    application_id bigint NOT NULL,
    requested_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    reason text NOT NULL,
    refused_by bigint,
    outcome text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    decided_by bigint,
    decided_at timestamptz,
    CONSTRAINT appeals_pkey PRIMARY KEY (application_id),
    CONSTRAINT appeals_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT appeals_refused_by_fkey FOREIGN KEY (refused_by) REFERENCES accounts (id),
    CONSTRAINT appeals_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES accounts (id),
    CONSTRAINT appeals_outcome_check CHECK (outcome IN ('', 'upheld', 'overturned'))
);
COMMENT ON TABLE appeals IS 'Requests that a person review a refusal, each with a clock of its own; one per case';
CREATE INDEX appeals_refused_by_idx ON appeals (refused_by) WHERE refused_by IS NOT NULL;
CREATE INDEX appeals_decided_by_idx ON appeals (decided_by) WHERE decided_by IS NOT NULL;

CREATE TABLE registrations (
    application_id bigint NOT NULL,
    service text NOT NULL,
    account_id bigint NOT NULL,
    record jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT registrations_pkey PRIMARY KEY (application_id),
    CONSTRAINT registrations_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT registrations_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id)
);
COMMENT ON TABLE registrations IS 'What the portal recorded for a register or a biller once a case was granted: notices, declarations, payments of bills';
CREATE INDEX registrations_account_id_idx ON registrations (account_id);
CREATE INDEX registrations_service_idx ON registrations (service, recorded_at);

ALTER TABLE messages ADD CONSTRAINT messages_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id);
ALTER TABLE invoices ADD CONSTRAINT invoices_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id);
ALTER TABLE documents ADD CONSTRAINT documents_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id);
ALTER TABLE bookings ADD CONSTRAINT bookings_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id);
ALTER TABLE uploads ADD CONSTRAINT uploads_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES drafts (id) ON DELETE CASCADE;
ALTER TABLE uploads ADD CONSTRAINT uploads_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id);
