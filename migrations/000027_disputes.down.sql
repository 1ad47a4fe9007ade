SET lock_timeout = '500ms';

DROP TABLE agreements;
DROP TABLE disputes;
