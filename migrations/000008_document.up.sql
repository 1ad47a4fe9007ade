SET lock_timeout = '5s';

CREATE TABLE uploads (
    id text NOT NULL,
    account_id bigint NOT NULL,
    draft_id bigint,
    application_id bigint,
    field text NOT NULL,
    name text NOT NULL,
    type text NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT uploads_pkey PRIMARY KEY (id),
    CONSTRAINT uploads_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT uploads_size_check CHECK (size > 0 AND size <= 20971520)
);
COMMENT ON TABLE uploads IS 'Files of applicants; the bytes are in upload_chunks';
COMMENT ON COLUMN uploads.id IS 'Random, 128 bits: unguessable in a path';
COMMENT ON COLUMN uploads.name IS 'As the applicant''s device called it: shown, never a path';
CREATE INDEX uploads_account_id_idx ON uploads (account_id);
CREATE INDEX uploads_draft_id_idx ON uploads (draft_id) WHERE draft_id IS NOT NULL;
CREATE INDEX uploads_application_id_idx ON uploads (application_id) WHERE application_id IS NOT NULL;

CREATE TABLE upload_chunks (
    upload_id text NOT NULL,
    n integer NOT NULL,
    data bytea NOT NULL,
    CONSTRAINT upload_chunks_pkey PRIMARY KEY (upload_id, n),
    CONSTRAINT upload_chunks_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES uploads (id) ON DELETE CASCADE
);
COMMENT ON TABLE upload_chunks IS 'Bytes of uploads in pieces of 256 KB: written and read with constant memory';
ALTER TABLE upload_chunks ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE TABLE documents (
    id bigint GENERATED ALWAYS AS IDENTITY,
    number text NOT NULL,
    application_id bigint NOT NULL,
    application text NOT NULL,
    account_id bigint NOT NULL,
    kind text NOT NULL,
    title jsonb NOT NULL,
    authority jsonb NOT NULL,
    holder text NOT NULL,
    lang text NOT NULL,
    lines jsonb NOT NULL,
    code text NOT NULL,
    issued_at timestamptz NOT NULL,
    valid_until timestamptz,
    revoked_at timestamptz,
    revoked_why text NOT NULL DEFAULT '',
    CONSTRAINT documents_pkey PRIMARY KEY (id),
    CONSTRAINT documents_number_key UNIQUE (number),
    CONSTRAINT documents_code_key UNIQUE (code),
    CONSTRAINT documents_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id)
);
COMMENT ON TABLE documents IS 'Issued results with their frozen content; the PDF is rendered on demand';
COMMENT ON COLUMN documents.code IS 'Verification code of 128 bits: who has it has the paper';
CREATE INDEX documents_application_id_idx ON documents (application_id);
CREATE INDEX documents_account_id_idx ON documents (account_id, id DESC);

CREATE TABLE signing_keys (
    id bigint GENERATED ALWAYS AS IDENTITY,
    public bytea NOT NULL,
    private bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT signing_keys_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE signing_keys IS 'Ed25519 keys that sign the QR code of results, so that it can be verified offline; the newest signs';
