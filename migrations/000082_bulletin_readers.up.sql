SET lock_timeout = '500ms';

CREATE TABLE bulletin_readers (
    account_id bigint NOT NULL,
    since timestamptz NOT NULL,
    CONSTRAINT bulletin_readers_pkey PRIMARY KEY (account_id),
    CONSTRAINT bulletin_readers_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id)
);
COMMENT ON TABLE bulletin_readers IS 'Members of the task force who want to be told when a bulletin appears';
