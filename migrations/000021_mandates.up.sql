SET lock_timeout = '500ms';

CREATE TABLE mandates (
    id bigint GENERATED ALWAYS AS IDENTITY,
    account_id bigint NOT NULL,
    ground text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    name text NOT NULL,
    number text NOT NULL DEFAULT '',
    scope text[] NOT NULL DEFAULT '{}',
    until date,
    taken_at timestamptz NOT NULL,
    checked_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT mandates_pkey PRIMARY KEY (id),
    CONSTRAINT mandates_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT mandates_right_key UNIQUE (account_id, kind, subject, ground, number),
    CONSTRAINT mandates_ground_check CHECK (ground IN ('parent', 'director', 'attorney')),
    CONSTRAINT mandates_subject_check CHECK (kind = 'person' AND subject ~ '^[0-9]{14}$' OR kind = 'company' AND subject ~ '^[0-9]{9}$')
);
COMMENT ON TABLE mandates IS 'Rights to act for somebody else, each as its register confirmed it: who may act, for whom, on what ground';
COMMENT ON COLUMN mandates.account_id IS 'Who may act';
COMMENT ON COLUMN mandates.subject IS 'For whom: the PINFL of a person or the TIN of a company, plain for now like accounts.pinfl and to be sealed with it';
COMMENT ON COLUMN mandates.number IS 'Of a power of attorney';
COMMENT ON COLUMN mandates.scope IS 'Categories of services that a power of attorney is for; none: all of them';
COMMENT ON COLUMN mandates.until IS 'The last day: before a child comes of age, of a power of attorney';
COMMENT ON COLUMN mandates.checked_at IS 'When the register confirmed it last';
COMMENT ON COLUMN mandates.ended_at IS 'When the register was found to confirm it no longer; empty again once it does';
CREATE INDEX mandates_subject_idx ON mandates (kind, subject);

ALTER TABLE sessions ADD COLUMN mandate_id bigint CONSTRAINT sessions_mandate_id_fkey REFERENCES mandates (id);
COMMENT ON COLUMN sessions.mandate_id IS 'For whom the person acts on this device now; empty: for himself';
CREATE INDEX sessions_mandate_id_idx ON sessions (mandate_id) WHERE mandate_id IS NOT NULL;

ALTER TABLE drafts ADD COLUMN mandate_id bigint CONSTRAINT drafts_mandate_id_fkey REFERENCES mandates (id);
COMMENT ON COLUMN drafts.mandate_id IS 'For whom the application is, under which right; empty: for the person of the account';
CREATE INDEX drafts_mandate_id_idx ON drafts (mandate_id) WHERE mandate_id IS NOT NULL;
DROP INDEX drafts_open_key;
CREATE UNIQUE INDEX drafts_open_key ON drafts (account_id, service, mandate_id) NULLS NOT DISTINCT WHERE application_id IS NULL;

ALTER TABLE applications ADD COLUMN mandate_id bigint CONSTRAINT applications_mandate_id_fkey REFERENCES mandates (id);
COMMENT ON COLUMN applications.mandate_id IS 'For whom the application was sent, under which right; empty: for the person of the account';
CREATE INDEX applications_mandate_id_idx ON applications (mandate_id, id DESC) WHERE mandate_id IS NOT NULL;
