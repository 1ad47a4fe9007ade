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
