SET lock_timeout = '500ms';

DROP INDEX report_months_without_hours;
