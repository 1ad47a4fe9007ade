SET lock_timeout = '500ms';

DROP INDEX applications_consents_idx;
ALTER TABLE consents DROP COLUMN asked_at, DROP COLUMN assignee;
