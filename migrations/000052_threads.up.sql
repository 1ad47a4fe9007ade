SET lock_timeout = '500ms';

CREATE TABLE thread_messages (
    id bigint GENERATED ALWAYS AS IDENTITY,
    application_id bigint NOT NULL,
    at timestamptz NOT NULL,
    side text NOT NULL,
    account_id bigint NOT NULL,
    text text NOT NULL,
    token text NOT NULL,
    read_at timestamptz,
    CONSTRAINT thread_messages_pkey PRIMARY KEY (id),
    CONSTRAINT thread_messages_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT thread_messages_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT thread_messages_side_check CHECK (side IN ('applicant', 'office')),
    CONSTRAINT thread_messages_once UNIQUE (application_id, account_id, token)
);
COMMENT ON TABLE thread_messages IS 'What the applicant and the office of a case write to each other';
COMMENT ON COLUMN thread_messages.side IS 'Who wrote it; the other side reads it';
COMMENT ON COLUMN thread_messages.account_id IS 'Who wrote it: the applicant, who may act for him, or an official';
COMMENT ON COLUMN thread_messages.token IS 'Of the form: sent twice, it is one message';
COMMENT ON COLUMN thread_messages.read_at IS 'When the other side first opened it';
CREATE INDEX thread_messages_application_id_idx ON thread_messages (application_id, id);
CREATE INDEX thread_messages_unread_idx ON thread_messages (application_id, side) WHERE read_at IS NULL;
CREATE INDEX thread_messages_account_id_idx ON thread_messages (account_id);

CREATE TABLE thread_templates (
    id bigint GENERATED ALWAYS AS IDENTITY,
    authority text NOT NULL,
    title jsonb NOT NULL,
    text jsonb NOT NULL,
    changed_by bigint NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT thread_templates_pkey PRIMARY KEY (id),
    CONSTRAINT thread_templates_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES accounts (id)
);
COMMENT ON TABLE thread_templates IS 'Texts that officials of an authority begin a message with, in every language';
CREATE INDEX thread_templates_authority_idx ON thread_templates (authority, id);
CREATE INDEX thread_templates_changed_by_idx ON thread_templates (changed_by);

-- A file of a message belongs to the case's thread; until it is sent to no message, and is swept after a day.
ALTER TABLE uploads ADD COLUMN thread_id bigint, ADD COLUMN message_id bigint;
ALTER TABLE uploads ADD CONSTRAINT uploads_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES applications (id) NOT VALID;
ALTER TABLE uploads VALIDATE CONSTRAINT uploads_thread_id_fkey;
ALTER TABLE uploads ADD CONSTRAINT uploads_message_id_fkey FOREIGN KEY (message_id) REFERENCES thread_messages (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE uploads VALIDATE CONSTRAINT uploads_message_id_fkey;
COMMENT ON COLUMN uploads.thread_id IS 'Application about which the file was written with; its own files have application_id';
COMMENT ON COLUMN uploads.message_id IS 'Message that it was sent with';
CREATE INDEX uploads_thread_id_idx ON uploads (thread_id) WHERE thread_id IS NOT NULL;
CREATE INDEX uploads_message_id_idx ON uploads (message_id) WHERE message_id IS NOT NULL;
DROP INDEX uploads_left_idx;
CREATE INDEX uploads_left_idx ON uploads (created_at) WHERE draft_id IS NULL AND application_id IS NULL AND message_id IS NULL;
