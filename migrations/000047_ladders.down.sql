SET lock_timeout = '500ms';

DELETE FROM messages WHERE office <> '';
ALTER TABLE messages DROP COLUMN office;
DROP TABLE ladders;
