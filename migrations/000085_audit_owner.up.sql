SET lock_timeout = '500ms';

-- The portal's own role can't write the ends of the audit's chains: only the trigger does, with the rights of its owner.
ALTER FUNCTION audit_chain() SECURITY DEFINER SET search_path = public, pg_temp;
