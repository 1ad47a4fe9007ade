SET lock_timeout = '500ms';

CREATE TABLE disputes (
    id bigint GENERATED ALWAYS AS IDENTITY,
    number text NOT NULL,
    token text NOT NULL,
    account_id bigint NOT NULL,
    mandate_id bigint,
    register text NOT NULL,
    subject text NOT NULL,
    field text NOT NULL,
    value jsonb,
    read_at timestamptz NOT NULL,
    claim text NOT NULL,
    lang text NOT NULL,
    owner text NOT NULL,
    state text NOT NULL DEFAULT 'open',
    opened_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    answer text NOT NULL DEFAULT '',
    answered_by bigint,
    answered_at timestamptz,
    CONSTRAINT disputes_pkey PRIMARY KEY (id),
    CONSTRAINT disputes_number_key UNIQUE (number),
    CONSTRAINT disputes_token_key UNIQUE (token),
    CONSTRAINT disputes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT disputes_mandate_id_fkey FOREIGN KEY (mandate_id) REFERENCES mandates (id),
    CONSTRAINT disputes_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES accounts (id),
    CONSTRAINT disputes_state_check CHECK (state IN ('open', 'corrected', 'kept')),
    CONSTRAINT disputes_answered_check CHECK ((state = 'open') = (answered_at IS NULL))
);
COMMENT ON TABLE disputes IS 'Facts of registers that a person says are wrong: cases of the register''s owner, each with a clock';
COMMENT ON COLUMN disputes.subject IS 'What the record is kept by: the PINFL of a person or the TIN of a company, plain for now like accounts.pinfl';
COMMENT ON COLUMN disputes.value IS 'The fact as it was read when the person contested it';
COMMENT ON COLUMN disputes.token IS 'Made with the form: a double click opens one case';
COMMENT ON COLUMN disputes.answer IS 'What the owner of the register wrote to the person';
CREATE UNIQUE INDEX disputes_open_key ON disputes (register, subject, field) WHERE state = 'open';
CREATE INDEX disputes_queue_idx ON disputes (owner, due_at, id) WHERE state = 'open';
CREATE INDEX disputes_answered_idx ON disputes (owner, answered_at DESC, id DESC) WHERE state <> 'open';
CREATE INDEX disputes_account_id_idx ON disputes (account_id, id DESC);
CREATE INDEX disputes_mandate_id_idx ON disputes (mandate_id) WHERE mandate_id IS NOT NULL;
CREATE INDEX disputes_subject_idx ON disputes (subject, id DESC);
CREATE INDEX disputes_answered_by_idx ON disputes (answered_by) WHERE answered_by IS NOT NULL;

CREATE TABLE agreements (
    id bigint GENERATED ALWAYS AS IDENTITY,
    account_id bigint NOT NULL,
    mandate_id bigint,
    draft_id bigint,
    service text NOT NULL,
    service_version_id bigint NOT NULL,
    wording text NOT NULL,
    lang text NOT NULL,
    channel text NOT NULL,
    reads jsonb NOT NULL,
    given_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    CONSTRAINT agreements_pkey PRIMARY KEY (id),
    CONSTRAINT agreements_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT agreements_mandate_id_fkey FOREIGN KEY (mandate_id) REFERENCES mandates (id),
    CONSTRAINT agreements_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES drafts (id) ON DELETE SET NULL,
    CONSTRAINT agreements_service_version_id_fkey FOREIGN KEY (service_version_id) REFERENCES service_versions (id)
);
COMMENT ON TABLE agreements IS 'Consents to the reading of registers for one application, as they were given';
COMMENT ON COLUMN agreements.wording IS 'Version of the text that was agreed to';
COMMENT ON COLUMN agreements.channel IS 'Where it was given: portal';
COMMENT ON COLUMN agreements.reads IS 'The registers, each with its fields, that the person was shown';
COMMENT ON COLUMN agreements.draft_id IS 'Empty once the draft is thrown away: the consent stays on record';
CREATE INDEX agreements_account_id_idx ON agreements (account_id, id DESC);
CREATE INDEX agreements_draft_id_idx ON agreements (draft_id) WHERE draft_id IS NOT NULL;
CREATE INDEX agreements_mandate_id_idx ON agreements (mandate_id) WHERE mandate_id IS NOT NULL;
CREATE INDEX agreements_service_version_id_idx ON agreements (service_version_id);
