SET lock_timeout = '500ms';

ALTER TABLE visits DROP COLUMN missed, DROP COLUMN asked_why, DROP COLUMN asked_at, DROP COLUMN reminded_at, DROP COLUMN inspector;
