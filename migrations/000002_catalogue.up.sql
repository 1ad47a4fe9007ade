SET lock_timeout = '5s';

CREATE TABLE services (
    id                 bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT services_pkey PRIMARY KEY,
    code               text NOT NULL CONSTRAINT services_code_form CHECK (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    current_version_id bigint,
    held               boolean NOT NULL DEFAULT false,
    CONSTRAINT services_code_unique UNIQUE (code)
);

CREATE TABLE service_versions (
    id           bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT service_versions_pkey PRIMARY KEY,
    service_id   bigint NOT NULL CONSTRAINT service_versions_service_id_fkey REFERENCES services (id),
    number       integer NOT NULL CONSTRAINT service_versions_number_positive CHECK (number > 0),
    schema       integer NOT NULL,
    definition   jsonb NOT NULL,
    checksum     text NOT NULL,
    origin       text NOT NULL CONSTRAINT service_versions_origin_known CHECK (origin IN ('seed', 'editor')),
    author       text NOT NULL,
    note         text NOT NULL,
    created_at   timestamptz NOT NULL,
    published_at timestamptz,
    CONSTRAINT service_versions_number_unique UNIQUE (service_id, number),
    CONSTRAINT service_versions_of_service UNIQUE (service_id, id)
);

ALTER TABLE services
    ADD CONSTRAINT services_current_version_fkey FOREIGN KEY (id, current_version_id) REFERENCES service_versions (service_id, id);
CREATE INDEX services_current_version_id_idx ON services (current_version_id, id);

COMMENT ON TABLE services IS 'Public services. current_version_id is the one pointer to what people see: publication moves it, roll-back moves it back.';
COMMENT ON COLUMN services.current_version_id IS 'Empty until a first version is published. Always a version of this service.';
COMMENT ON COLUMN services.held IS 'An official chose the current version, by an edit or a roll-back: an import of the built-in definitions only proposes.';
COMMENT ON TABLE service_versions IS 'Definitions of services. One that was ever published never changes and never goes, because cases live and die under the version they began with.';
COMMENT ON COLUMN service_versions.schema IS 'Form of the definition; older ones are upgraded when read.';
COMMENT ON COLUMN service_versions.checksum IS 'SHA-256 of the definition in canonical JSON: an import changes nothing when it is the same.';
COMMENT ON COLUMN service_versions.origin IS 'seed: the files built into the program; editor: an official.';
COMMENT ON COLUMN service_versions.published_at IS 'Empty for a proposal that nobody has published yet.';

CREATE FUNCTION service_versions_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' OR OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published version of a service never changes'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'service_versions_published_fixed';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER service_versions_keep BEFORE UPDATE OR DELETE ON service_versions
    FOR EACH ROW EXECUTE FUNCTION service_versions_keep();
CREATE TRIGGER service_versions_keep_all BEFORE TRUNCATE ON service_versions
    FOR EACH STATEMENT EXECUTE FUNCTION service_versions_keep();

-- Every replica listens and reads its Snapshot anew; one notice for a whole import.
CREATE FUNCTION services_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('catalogue', '');
    RETURN NULL;
END $$;
CREATE TRIGGER services_published AFTER INSERT OR UPDATE OF current_version_id ON services
    FOR EACH STATEMENT EXECUTE FUNCTION services_published();
