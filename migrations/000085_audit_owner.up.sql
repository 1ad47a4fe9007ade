SET lock_timeout = '500ms';

-- The portal's own role can't write the ends of the audit's chains: only the trigger does, with the rights of its owner.
-- Nobody may hang it on a table of his own.
REVOKE EXECUTE ON FUNCTION audit_chain() FROM PUBLIC;
ALTER FUNCTION audit_chain() SECURITY DEFINER SET search_path = public, pg_temp;
