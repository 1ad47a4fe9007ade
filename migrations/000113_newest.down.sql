SET lock_timeout = '500ms';

DROP INDEX applications_newest_idx;
