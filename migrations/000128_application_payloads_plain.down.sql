SET lock_timeout = '500ms';

DROP INDEX application_payloads_plain_idx;
