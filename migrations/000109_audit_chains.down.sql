SET lock_timeout = '500ms';

CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
-- The end of a chain with entries stays: it is what proves them.
DELETE FROM audit_heads WHERE chain > 15 AND seq = 0;
COMMENT ON COLUMN audit_entries.chain IS NULL;
