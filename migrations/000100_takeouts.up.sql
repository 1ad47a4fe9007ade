SET lock_timeout = '500ms';

CREATE TABLE takeouts (
    id         bigint GENERATED ALWAYS AS IDENTITY,
    account_id bigint NOT NULL,
    lang       text NOT NULL,
    ordered_at timestamptz NOT NULL,
    done       smallint NOT NULL DEFAULT 0,
    parts      smallint NOT NULL,
    ready_at   timestamptz,
    failed_at  timestamptz,
    file       bytea,
    CONSTRAINT takeouts_pkey PRIMARY KEY (id),
    CONSTRAINT takeouts_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT takeouts_ready_check CHECK ((ready_at IS NULL) = (file IS NULL) AND (ready_at IS NULL OR failed_at IS NULL))
);
COMMENT ON TABLE takeouts IS 'Copies of all that the portal keeps about a person, made when that person asks and removed a day later (takeout.Kept)';
COMMENT ON COLUMN takeouts.lang IS 'Language in which it is written and its fields are explained';
COMMENT ON COLUMN takeouts.done IS 'How many of its parts have been read so far';
COMMENT ON COLUMN takeouts.file IS 'ZIP; compressed already, so that PostgreSQL need not try';
ALTER TABLE takeouts ALTER COLUMN file SET STORAGE EXTERNAL;
CREATE INDEX takeouts_account_id_idx ON takeouts (account_id, ordered_at DESC);
CREATE UNIQUE INDEX takeouts_one_at_a_time ON takeouts (account_id) WHERE ready_at IS NULL AND failed_at IS NULL;
CREATE INDEX takeouts_ordered_at_idx ON takeouts (ordered_at);
