SET lock_timeout = '500ms';

DELETE FROM report_refreshes WHERE name = 'report_services';
DROP TABLE report_services;
