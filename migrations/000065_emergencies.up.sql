SET lock_timeout = '500ms';

CREATE TABLE emergencies (
    id bigint GENERATED ALWAYS AS IDENTITY,
    official_id bigint NOT NULL,
    application_id bigint NOT NULL,
    authority text NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    CONSTRAINT emergencies_pkey PRIMARY KEY (id),
    CONSTRAINT emergencies_official_id_fkey FOREIGN KEY (official_id) REFERENCES accounts (id),
    CONSTRAINT emergencies_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id) ON DELETE CASCADE,
    CONSTRAINT emergencies_until_check CHECK (until > at)
);
COMMENT ON TABLE emergencies IS 'Cases that an official opened outside his scope because somebody could not wait; the heads and the applicant were told';
COMMENT ON COLUMN emergencies.authority IS 'Of the official, at that time';
COMMENT ON COLUMN emergencies.until IS 'Until when he may read the case';
CREATE INDEX emergencies_official_id_idx ON emergencies (official_id, application_id, until);
CREATE INDEX emergencies_application_id_idx ON emergencies (application_id);
