SET lock_timeout = '500ms';

DROP TABLE audit_roots;
