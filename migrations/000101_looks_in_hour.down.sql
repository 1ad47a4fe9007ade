SET lock_timeout = '500ms';

DROP INDEX audit_entries_looks_idx;
