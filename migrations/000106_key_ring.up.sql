SET lock_timeout = '500ms';

CREATE TABLE key_rings (
    one boolean NOT NULL DEFAULT true CONSTRAINT key_rings_pkey PRIMARY KEY CONSTRAINT key_rings_one_check CHECK (one),
    sealing bytea NOT NULL,
    indexing bytea NOT NULL,
    row integer NOT NULL,
    made_at timestamptz NOT NULL
);
COMMENT ON TABLE key_rings IS 'The keys with which numbers of people are sealed, each set wrapped by a key that is never in the database: one row';
COMMENT ON COLUMN key_rings.sealing IS 'Wrapped keyset of Tink (AEAD) that seals values';
COMMENT ON COLUMN key_rings.indexing IS 'Wrapped keyset of Tink (PRF) that makes the index of equal values';
COMMENT ON COLUMN key_rings.row IS 'How often the ring was changed: replicas read it again when this did';
COMMENT ON COLUMN key_rings.made_at IS 'From an hour after it on no plain number stays beside a sealed one: see internal/keyring';

CREATE TABLE ring_keys (
    purpose text NOT NULL CONSTRAINT ring_keys_purpose_check CHECK (purpose IN ('sealing', 'index')),
    id bigint NOT NULL,
    made_at timestamptz NOT NULL,
    first_at timestamptz,
    retired_at timestamptz,
    CONSTRAINT ring_keys_pkey PRIMARY KEY (purpose, id)
);
COMMENT ON TABLE ring_keys IS 'What keys the ring has had: an inventory without the keys themselves';
COMMENT ON COLUMN ring_keys.id IS 'The name of the key in front of what it sealed (Tink)';
COMMENT ON COLUMN ring_keys.first_at IS 'Since when it seals what is written; empty: every replica has to know it first';
COMMENT ON COLUMN ring_keys.retired_at IS 'When it left the ring: nothing opens what it sealed any more';

-- Numbers of people: sealed, with an index beside it by which rows find each other. The plain column stays for the former
-- release, which may serve beside this one for an hour; then it is empty in every row.
ALTER TABLE accounts ALTER COLUMN pinfl DROP NOT NULL, ALTER COLUMN pinfl DROP DEFAULT,
    ADD COLUMN pinfl_sealed bytea, ADD COLUMN pinfl_index bytea,
    ADD CONSTRAINT accounts_pinfl_sealed CHECK ((pinfl_sealed IS NULL) = (pinfl_index IS NULL));
COMMENT ON COLUMN accounts.pinfl IS 'Plain, of a former release: sealed and emptied by the program';
COMMENT ON COLUMN accounts.pinfl_sealed IS 'The PINFL, sealed for this row (internal/keyring); empty for people without one';
COMMENT ON COLUMN accounts.pinfl_index IS 'By what an equal PINFL is found, here and in other tables: a keyed hash';
CREATE INDEX accounts_pinfl_index_idx ON accounts (pinfl_index) WHERE pinfl_index IS NOT NULL;
CREATE INDEX accounts_pinfl_plain_idx ON accounts (id) WHERE pinfl <> '';

ALTER TABLE mandates ALTER COLUMN subject DROP NOT NULL,
    ADD COLUMN subject_sealed bytea, ADD COLUMN subject_index bytea,
    ADD CONSTRAINT mandates_subject_sealed CHECK ((subject_sealed IS NULL) = (subject_index IS NULL)),
    ADD CONSTRAINT mandates_right_index_key UNIQUE (account_id, kind, subject_index, ground, number);
COMMENT ON COLUMN mandates.subject IS 'Plain, of a former release: sealed and emptied by the program';
COMMENT ON COLUMN mandates.subject_sealed IS 'For whom: the PINFL of a person or the TIN of a company, sealed for this row';
COMMENT ON COLUMN mandates.subject_index IS 'By what an equal number is found, here and in other tables: a keyed hash';
CREATE INDEX mandates_subject_index_idx ON mandates (kind, subject_index);
CREATE INDEX mandates_subject_plain_idx ON mandates (id) WHERE subject <> '';

ALTER TABLE disputes ALTER COLUMN subject DROP NOT NULL,
    ADD COLUMN subject_sealed bytea, ADD COLUMN subject_index bytea,
    ADD CONSTRAINT disputes_subject_sealed CHECK ((subject_sealed IS NULL) = (subject_index IS NULL));
COMMENT ON COLUMN disputes.subject IS 'Plain, of a former release: sealed and emptied by the program';
COMMENT ON COLUMN disputes.subject_sealed IS 'What the record is kept by: the PINFL of a person or the TIN of a company, sealed for this row';
COMMENT ON COLUMN disputes.subject_index IS 'By what an equal number is found, here and in other tables: a keyed hash';
CREATE UNIQUE INDEX disputes_open_index_key ON disputes (register, subject_index, field) WHERE state = 'open';
CREATE INDEX disputes_subject_index_idx ON disputes (subject_index, id DESC);
CREATE INDEX disputes_subject_plain_idx ON disputes (id) WHERE subject <> '';
