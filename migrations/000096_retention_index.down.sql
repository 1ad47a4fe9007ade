SET lock_timeout = '500ms';

DROP INDEX applications_ended_idx;
