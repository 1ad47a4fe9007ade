SET lock_timeout = '500ms';

-- Sixteen chains instead of one: an entry holds the head of its chain until its transaction ends, and one chain would
-- make every write of the portal wait for the one before.
CREATE TABLE audit_heads (
    chain smallint NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_heads_pkey PRIMARY KEY (chain)
);
COMMENT ON TABLE audit_heads IS 'The last entry of each audit chain';
INSERT INTO audit_heads (chain, seq, hash) SELECT n, 0, ''::bytea FROM generate_series(0, 15) AS n;

CREATE TABLE audit_entries (
    id bigint GENERATED ALWAYS AS IDENTITY,
    chain smallint NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    kind text NOT NULL,
    actor bigint NOT NULL,
    action text NOT NULL,
    object text NOT NULL,
    detail jsonb NOT NULL,
    prev bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_entries_pkey PRIMARY KEY (id),
    CONSTRAINT audit_entries_chain_seq_key UNIQUE (chain, seq),
    CONSTRAINT audit_entries_kind_check CHECK (kind IN ('citizen', 'official', 'machine'))
);
COMMENT ON TABLE audit_entries IS 'Who did and who saw what; append-only, each row hashed with the row before it in its chain';
COMMENT ON COLUMN audit_entries.actor IS 'Account id, 0 for the machine; no foreign key, because the record outlives accounts';
COMMENT ON COLUMN audit_entries.at IS 'Clock of the database, not of the program: an actor cannot choose it';
CREATE INDEX audit_entries_object_idx ON audit_entries (object, id);
CREATE INDEX audit_entries_actor_idx ON audit_entries (actor, id);

CREATE FUNCTION audit_hash(chain smallint, seq bigint, at timestamptz, kind text, actor bigint, action text, object text, detail jsonb, prev bytea)
RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(prev || convert_to(concat_ws(E'\x1f', chain, seq, extract(epoch FROM at), kind, actor, action, object, detail::text), 'UTF8'))
$$;
COMMENT ON FUNCTION audit_hash IS 'Hash of an audit entry over its fields and the hash before it';

CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head audit_heads%ROWTYPE;
BEGIN
    NEW.chain := (hashtext(NEW.object) & 15)::smallint;
    SELECT * INTO head FROM audit_heads h WHERE h.chain = NEW.chain FOR UPDATE;
    NEW.seq := head.seq + 1;
    NEW.prev := head.hash;
    NEW.at := clock_timestamp();
    NEW.hash := audit_hash(NEW.chain, NEW.seq, NEW.at, NEW.kind, NEW.actor, NEW.action, NEW.object, NEW.detail, NEW.prev);
    UPDATE audit_heads h SET seq = NEW.seq, hash = NEW.hash WHERE h.chain = NEW.chain;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION audit_chain IS 'Trigger that gives an audit entry its place in the chain';
CREATE TRIGGER audit_entries_chain BEFORE INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION audit_chain();
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
