SET lock_timeout = '500ms';

DROP FUNCTION refuse_change();
DROP TABLE heartbeats;
