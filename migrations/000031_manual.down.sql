SET lock_timeout = '500ms';

DROP TABLE manual_periods;
