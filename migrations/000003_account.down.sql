SET lock_timeout = '5s';

DROP TABLE sign_ins;
DROP TABLE officials;
DROP TABLE accounts;
