SET lock_timeout = '500ms';

DROP VIEW feedback_applications;
DROP TABLE feedback_limits;
DROP TABLE feedback_events;
DROP TABLE feedback_cases;
DROP TABLE feedback_entries;
DROP TABLE feedback_terms;
