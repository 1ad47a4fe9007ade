SET lock_timeout = '500ms';

DROP TABLE bulletins;
DROP VIEW report_terms;
