SET lock_timeout = '5s';

CREATE TABLE offices (
    id bigint GENERATED ALWAYS AS IDENTITY,
    authority text NOT NULL,
    region text NOT NULL,
    name jsonb NOT NULL,
    address jsonb NOT NULL,
    opens smallint NOT NULL DEFAULT 540,
    closes smallint NOT NULL DEFAULT 1020,
    slot smallint NOT NULL DEFAULT 30,
    places smallint NOT NULL DEFAULT 2,
    CONSTRAINT offices_pkey PRIMARY KEY (id),
    CONSTRAINT offices_authority_region_key UNIQUE (authority, region),
    CONSTRAINT offices_hours_check CHECK (opens >= 0 AND opens < closes AND closes <= 1440 AND slot > 0 AND places > 0)
);
COMMENT ON TABLE offices IS 'Where an authority receives people; free times are computed from the hours and the bookings';
COMMENT ON COLUMN offices.opens IS 'Minutes after midnight, Tashkent time';
COMMENT ON COLUMN offices.slot IS 'Minutes of one appointment';
COMMENT ON COLUMN offices.places IS 'People served at once';

CREATE TABLE bookings (
    id bigint GENERATED ALWAYS AS IDENTITY,
    office_id bigint NOT NULL,
    at timestamptz NOT NULL,
    place smallint NOT NULL,
    application_id bigint NOT NULL,
    released_at timestamptz,
    CONSTRAINT bookings_pkey PRIMARY KEY (id),
    CONSTRAINT bookings_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices (id)
);
COMMENT ON TABLE bookings IS 'Appointments; a place at an office and time is given once';
CREATE UNIQUE INDEX bookings_place_key ON bookings (office_id, at, place) WHERE released_at IS NULL;
CREATE INDEX bookings_application_id_idx ON bookings (application_id);
CREATE INDEX bookings_office_id_idx ON bookings (office_id, at);
