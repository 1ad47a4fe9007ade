SET lock_timeout = '500ms';

CREATE TABLE messages (
    id bigint GENERATED ALWAYS AS IDENTITY,
    account_id bigint NOT NULL,
    event text NOT NULL,
    application_id bigint,
    number text NOT NULL DEFAULT '',
    args jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    read_at timestamptz,
    CONSTRAINT messages_pkey PRIMARY KEY (id),
    CONSTRAINT messages_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id)
);
COMMENT ON TABLE messages IS 'Inbox: events with arguments, put into words when read, in the reader''s language';
COMMENT ON COLUMN messages.number IS 'Number of the application, so that the inbox needs no join';
CREATE INDEX messages_account_id_idx ON messages (account_id, id DESC);
CREATE INDEX messages_unread_idx ON messages (account_id) WHERE read_at IS NULL;
CREATE INDEX messages_application_id_idx ON messages (application_id) WHERE application_id IS NOT NULL;
