SET lock_timeout = '500ms';

ALTER FUNCTION audit_chain() SECURITY INVOKER RESET search_path;
