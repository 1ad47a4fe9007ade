SET lock_timeout = '500ms';

-- The chains prove themselves only to somebody who has seen their ends: whoever owns the database can write all of a chain
-- anew. A root is those ends, signed with a key that the database has never seen.
CREATE TABLE audit_roots (
    number bigint NOT NULL,
    at timestamptz NOT NULL,
    heads jsonb NOT NULL,
    prev bytea NOT NULL,
    hash bytea NOT NULL,
    key text NOT NULL,
    signature bytea NOT NULL,
    CONSTRAINT audit_roots_pkey PRIMARY KEY (number)
);
COMMENT ON TABLE audit_roots IS 'Each hour the ends of the audit chains, signed; append-only, and chained itself';
COMMENT ON COLUMN audit_roots.heads IS 'Chain, number of its last entry and the hash of that in hex, in the order of the chains';
COMMENT ON COLUMN audit_roots.key IS 'Name of the key that signed: the beginning of the hash of its public half';
CREATE TRIGGER audit_roots_append_only BEFORE UPDATE OR DELETE ON audit_roots FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_roots_no_truncate BEFORE TRUNCATE ON audit_roots FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
