SET lock_timeout = '500ms';

DROP INDEX drafts_plain_idx;
