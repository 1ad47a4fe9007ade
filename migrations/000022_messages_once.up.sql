SET lock_timeout = '500ms';

-- Messages from before have no occasion: those that a demonstration makes of its past, and those that are told already.
ALTER TABLE messages ADD COLUMN occasion text;
ALTER TABLE messages ADD CONSTRAINT messages_once UNIQUE (account_id, event, occasion);
COMMENT ON COLUMN messages.occasion IS 'What happened, named by who tells it, such as an application and the version of its row: telling it again changes nothing';
