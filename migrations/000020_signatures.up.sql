SET lock_timeout = '500ms';

CREATE TABLE signatures (
    application_id bigint NOT NULL,
    text bytea NOT NULL,
    signature bytea NOT NULL,
    root bytea,
    name text NOT NULL,
    pinfl text NOT NULL,
    tin text NOT NULL,
    serial text NOT NULL,
    issuer text NOT NULL,
    not_before timestamptz NOT NULL,
    not_after timestamptz NOT NULL,
    signed_at timestamptz NOT NULL,
    verified_at timestamptz NOT NULL,
    verified_by text NOT NULL,
    unrevoked_at timestamptz,
    CONSTRAINT signatures_pkey PRIMARY KEY (application_id),
    CONSTRAINT signatures_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT signatures_text_check CHECK (octet_length(text) > 0),
    CONSTRAINT signatures_signature_check CHECK (octet_length(signature) BETWEEN 1 AND 65536)
);
COMMENT ON TABLE signatures IS 'What applicants signed and by what: written with the application in one transaction, never changed';
COMMENT ON COLUMN signatures.text IS 'The summary of the application, to the byte that was signed';
COMMENT ON COLUMN signatures.signature IS 'Detached CMS structure in DER';
COMMENT ON COLUMN signatures.root IS 'Certificate to which the chain led, in DER; empty where a verification server keeps it';
COMMENT ON COLUMN signatures.tin IS 'Of the legal entity that the certificate names; empty for a person''s own';
COMMENT ON COLUMN signatures.signed_at IS 'As the signer''s machine or a timestamp says';
COMMENT ON COLUMN signatures.verified_by IS 'own, or the verification server';
COMMENT ON COLUMN signatures.unrevoked_at IS 'As of when the certificate is known not to be revoked; empty when nobody was asked';
CREATE TRIGGER signatures_fixed BEFORE UPDATE OR DELETE ON signatures FOR EACH ROW EXECUTE FUNCTION refuse_change();
