SET lock_timeout = '5s';
DROP TABLE signing_keys;
DROP TABLE documents;
DROP TABLE upload_chunks;
DROP TABLE uploads;
