SET lock_timeout = '500ms';

DROP TABLE takeouts;
