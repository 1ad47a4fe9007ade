SET lock_timeout = '500ms';

DROP TABLE audit_checks;
DROP TABLE backups;
