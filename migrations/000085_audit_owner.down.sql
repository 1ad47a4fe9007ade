SET lock_timeout = '500ms';

GRANT EXECUTE ON FUNCTION audit_chain() TO PUBLIC;
ALTER FUNCTION audit_chain() SECURITY INVOKER RESET search_path;
