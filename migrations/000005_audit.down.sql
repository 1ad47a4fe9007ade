SET lock_timeout = '500ms';
DROP TABLE audit_entries;
DROP TABLE audit_heads;
DROP FUNCTION audit_chain;
DROP FUNCTION audit_hash;
