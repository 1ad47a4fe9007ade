SET lock_timeout = '500ms';

ALTER TABLE documents ADD COLUMN service text NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN office text NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN region text NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN suspended_at timestamptz;
ALTER TABLE documents ADD COLUMN suspended_until timestamptz;
ALTER TABLE documents ADD COLUMN suspended_why text NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN said text NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN row integer NOT NULL DEFAULT 1;
ALTER TABLE documents ADD COLUMN reminded smallint NOT NULL DEFAULT 0;
UPDATE documents d SET service = a.service, office = a.authority, region = a.region,
    reminded = CASE WHEN d.valid_until IS NULL OR d.valid_until <= d.issued_at + interval '14 days' THEN 2 WHEN d.valid_until <= d.issued_at + interval '60 days' THEN 1 ELSE 0 END
    FROM applications a WHERE a.id = d.application_id;
ALTER TABLE documents ADD CONSTRAINT documents_suspended_check CHECK (suspended_at IS NOT NULL OR suspended_until IS NULL AND suspended_why = '');
ALTER TABLE documents ADD CONSTRAINT documents_reminded_check CHECK (reminded BETWEEN 0 AND 2);
COMMENT ON COLUMN documents.office IS 'Code of the authority whose office granted it, and its region: who looks after it';
COMMENT ON COLUMN documents.suspended_until IS 'Last moment of the suspension; empty: until it is lifted';
COMMENT ON COLUMN documents.said IS 'What the office wrote to the holder when it suspended or revoked it';
COMMENT ON COLUMN documents.reminded IS 'How many of the two notices of its end were given, or came too late to be given';
-- The register of an office walks along these, the newest first; most papers are neither suspended nor revoked.
CREATE INDEX documents_office_idx ON documents (office, id);
CREATE INDEX documents_service_idx ON documents (office, service, id);
CREATE INDEX documents_stopped_idx ON documents (office, id) WHERE revoked_at IS NOT NULL OR suspended_at IS NOT NULL;
CREATE INDEX documents_ends_idx ON documents (office, valid_until) WHERE valid_until IS NOT NULL AND revoked_at IS NULL;
CREATE INDEX documents_holder_idx ON documents USING gin (name_words(holder));
CREATE INDEX documents_to_remind_idx ON documents (valid_until, id) WHERE reminded < 2 AND revoked_at IS NULL;

CREATE TABLE document_acts (
    id bigint GENERATED ALWAYS AS IDENTITY,
    document_id bigint NOT NULL,
    act text NOT NULL,
    reason text NOT NULL,
    said text NOT NULL,
    until timestamptz,
    actor bigint NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT document_acts_pkey PRIMARY KEY (id),
    CONSTRAINT document_acts_document_id_fkey FOREIGN KEY (document_id) REFERENCES documents (id),
    CONSTRAINT document_acts_actor_fkey FOREIGN KEY (actor) REFERENCES accounts (id),
    CONSTRAINT document_acts_act_check CHECK (act IN ('suspend', 'lift', 'revoke'))
);
COMMENT ON TABLE document_acts IS 'What officials did with issued results after they were issued, and why';
CREATE INDEX document_acts_document_id_idx ON document_acts (document_id, id);
CREATE INDEX document_acts_actor_idx ON document_acts (actor);
