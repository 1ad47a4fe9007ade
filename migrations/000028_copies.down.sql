SET lock_timeout = '500ms';

DROP VIEW report_copies;
DROP TABLE copies;
DROP TABLE notice_choices;
DROP TABLE contact_codes;
DROP TABLE contacts;
