SET lock_timeout = '5s';

DROP TABLE sign_in_attempts;
DROP TABLE sessions;
