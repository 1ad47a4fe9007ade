SET lock_timeout = '500ms';

-- What operators look for when it is too late: when the last backup was taken, whether it was ever restored, and whether the
-- audit still is what was written.
CREATE TABLE backups (
    label text NOT NULL,
    kind text NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    bytes bigint NOT NULL,
    sound boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    restored_at timestamptz,
    CONSTRAINT backups_pkey PRIMARY KEY (label),
    CONSTRAINT backups_kind CHECK (kind IN ('full', 'diff', 'incr'))
);
CREATE INDEX backups_ended_at ON backups (ended_at);
COMMENT ON TABLE backups IS 'Backups as pgBackRest lists them; its repository is the truth, this is what the page of operations shows';
COMMENT ON COLUMN backups.label IS 'Name of the backup in the repository of pgBackRest';
COMMENT ON COLUMN backups.bytes IS 'Size of the database when it was taken';
COMMENT ON COLUMN backups.sound IS 'Whether pgBackRest found no page with a wrong checksum';
COMMENT ON COLUMN backups.restored_at IS 'When a drill last restored it and proved counts, checksums and the audit';

CREATE TABLE audit_checks (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    entries bigint NOT NULL,
    roots integer NOT NULL,
    breaks integer NOT NULL,
    signed_at timestamptz,
    CONSTRAINT audit_checks_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE audit_checks IS 'What each look through the whole audit found: portal audit verify, and the job of each night';
COMMENT ON COLUMN audit_checks.signed_at IS 'Of the newest root whose signature held; null where none was checked';
