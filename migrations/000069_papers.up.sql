SET lock_timeout = '500ms';

CREATE TABLE seals (
    id bigint GENERATED ALWAYS AS IDENTITY,
    chain bytea[] NOT NULL,
    print bytea GENERATED ALWAYS AS (sha256(chain[1])) STORED,
    created_at timestamptz NOT NULL,
    CONSTRAINT seals_pkey PRIMARY KEY (id),
    CONSTRAINT seals_print_key UNIQUE (print),
    CONSTRAINT seals_chain_check CHECK (cardinality(chain) > 0)
);
COMMENT ON TABLE seals IS 'Certificates with which PDF files of papers were ever signed, for everybody to see; the keys are not here';
COMMENT ON COLUMN seals.chain IS 'Certificates in DER: of the seal, then of those above it';
COMMENT ON COLUMN seals.print IS 'Fingerprint of the certificate of the seal';

-- What stands on a paper is kept in each written form, so that its holder has it in the language of the page. Papers of
-- before keep the one that they were issued in.
UPDATE documents SET lines = jsonb_build_object(lang, lines);
COMMENT ON COLUMN documents.lines IS 'Facts on the paper in words, by written form; that of the column lang is always there';

-- The public register of licences and permits: a company is named in it, a person never is. Papers of before name one
-- only where the register of companies said what form it has.
ALTER TABLE documents ADD COLUMN company text NOT NULL DEFAULT '';
COMMENT ON COLUMN documents.company IS 'TIN of the legal entity that holds it; empty: a person does, sole traders too';
UPDATE documents d SET company = a.facts #>> '{company,key}' FROM application_payloads a
    WHERE a.application_id = d.application_id AND a.facts #>> '{company,value,name}' = d.holder AND a.facts #>> '{company,key}' <> ''
        AND a.facts #>> '{company,value,form}' NOT IN ('', 'sole-trader');
-- It is walked along these, the newest first.
CREATE INDEX documents_permit_idx ON documents (id) WHERE kind IN ('licence', 'permit');
CREATE INDEX documents_permit_office_idx ON documents (office, id) WHERE kind IN ('licence', 'permit');
CREATE INDEX documents_permit_stopped_idx ON documents (id) WHERE kind IN ('licence', 'permit') AND (revoked_at IS NOT NULL OR suspended_at IS NOT NULL);
CREATE INDEX documents_permit_company_idx ON documents USING gin (name_words(holder)) WHERE kind IN ('licence', 'permit') AND company <> '';
