SET lock_timeout = '500ms';

DROP TABLE feedback_repeats;
DROP VIEW feedback_offices;
ALTER TABLE feedback_entries DROP COLUMN office_id;
