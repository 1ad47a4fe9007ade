SET lock_timeout = '500ms';

ALTER TABLE messages DROP CONSTRAINT messages_once;
ALTER TABLE messages DROP COLUMN occasion;
