SET lock_timeout = '500ms';

DROP TABLE portal_mode;
