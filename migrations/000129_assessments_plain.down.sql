SET lock_timeout = '500ms';

DROP INDEX assessments_plain_idx;
