SET lock_timeout = '500ms';

DROP FUNCTION erase_application(bigint);
DROP FUNCTION retention_kept(applications, timestamptz);
DROP FUNCTION retention_end(applications);
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TABLE retentions;
DROP TABLE retention_terms;
