SET lock_timeout = '500ms';

DROP VIEW report_feedback_cases;
DROP VIEW report_feedback;
DROP VIEW report_waiting;
DROP TABLE report_refreshes;
DROP MATERIALIZED VIEW report_applications;
