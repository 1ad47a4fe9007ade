SET lock_timeout = '500ms';

DROP INDEX applications_sent_idx;
