SET lock_timeout = '500ms';

CREATE TABLE absences (
    id bigint GENERATED ALWAYS AS IDENTITY,
    official_id bigint NOT NULL,
    deputy_id bigint NOT NULL,
    authority text NOT NULL,
    from_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL,
    made_by bigint NOT NULL,
    made_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT absences_pkey PRIMARY KEY (id),
    CONSTRAINT absences_official_id_fkey FOREIGN KEY (official_id) REFERENCES accounts (id),
    CONSTRAINT absences_deputy_id_fkey FOREIGN KEY (deputy_id) REFERENCES accounts (id),
    CONSTRAINT absences_made_by_fkey FOREIGN KEY (made_by) REFERENCES accounts (id),
    CONSTRAINT absences_time_check CHECK (until_at > from_at),
    CONSTRAINT absences_deputy_check CHECK (deputy_id <> official_id)
);
COMMENT ON TABLE absences IS 'When officials are away, and who acts in the cases that they have meanwhile';
COMMENT ON COLUMN absences.authority IS 'Of both, when it was entered';
COMMENT ON COLUMN absences.until_at IS 'The beginning of the day on which the official is back';
COMMENT ON COLUMN absences.ended_at IS 'When it was called off, or the official came back earlier';
CREATE INDEX absences_official_id_idx ON absences (official_id, until_at) WHERE ended_at IS NULL;
CREATE INDEX absences_deputy_id_idx ON absences (deputy_id, until_at) WHERE ended_at IS NULL;
CREATE INDEX absences_authority_idx ON absences (authority, from_at, id) WHERE ended_at IS NULL;
CREATE INDEX absences_made_by_idx ON absences (made_by);
