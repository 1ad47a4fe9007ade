SET lock_timeout = '500ms';

DROP TABLE change_problems;
DROP TABLE changes;
DROP INDEX application_events_resubmit_idx;
