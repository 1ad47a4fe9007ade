SET lock_timeout = '500ms';

CREATE TABLE opinions (
    id bigint GENERATED ALWAYS AS IDENTITY,
    application_id bigint NOT NULL,
    authority text NOT NULL,
    region text NOT NULL DEFAULT '',
    question text NOT NULL,
    asked_by bigint NOT NULL,
    asked_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    reminded_at timestamptz,
    answer text NOT NULL DEFAULT '',
    answered_by bigint,
    answered_at timestamptz,
    withdrawn_at timestamptz,
    CONSTRAINT opinions_pkey PRIMARY KEY (id),
    CONSTRAINT opinions_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT opinions_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES accounts (id),
    CONSTRAINT opinions_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES accounts (id),
    CONSTRAINT opinions_region_check CHECK (region ~ '^([0-9]{4})?$'),
    CONSTRAINT opinions_answered_check CHECK ((answered_at IS NULL) = (answered_by IS NULL) AND (answered_at IS NULL) = (answer = '')),
    CONSTRAINT opinions_over_check CHECK (answered_at IS NULL OR withdrawn_at IS NULL)
);
COMMENT ON TABLE opinions IS 'What officials who have a case asked other offices about it, and what those answered: the clock of the case runs on, and nothing waits for an answer';
COMMENT ON COLUMN opinions.region IS 'SOATO of the region whose office was asked; empty: any office of the authority';
COMMENT ON COLUMN opinions.reminded_at IS 'When both sides were told that the answer is late';
COMMENT ON COLUMN opinions.withdrawn_at IS 'When it was taken back, or the case ended without it';
CREATE UNIQUE INDEX opinions_one_open ON opinions (application_id, authority) WHERE answered_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX opinions_application_id_idx ON opinions (application_id, id);
CREATE INDEX opinions_asked_idx ON opinions (authority, due_at, application_id) INCLUDE (region) WHERE answered_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX opinions_late_idx ON opinions (due_at) WHERE answered_at IS NULL AND withdrawn_at IS NULL AND reminded_at IS NULL;
CREATE INDEX opinions_asked_by_idx ON opinions (asked_by);
CREATE INDEX opinions_answered_by_idx ON opinions (answered_by) WHERE answered_by IS NOT NULL;
