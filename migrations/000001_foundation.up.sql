SET lock_timeout = '500ms';

-- Readiness is asked for a write, because a full disk or a standby still answers reads (and then loses applications).
CREATE TABLE heartbeats (
    replica text PRIMARY KEY,
    at timestamptz NOT NULL
);
COMMENT ON TABLE heartbeats IS 'The last write that each running replica managed: the probe behind /readyz';

-- Tables that must never lose or change a row (audit, events, published versions) call this from a trigger.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION refuse_change() IS 'Trigger that keeps a table append-only: BEFORE UPDATE OR DELETE OR TRUNCATE';
