SET lock_timeout = '500ms';

DROP TABLE action_effects;
DROP TABLE action_entries;
DROP TABLE actions;
