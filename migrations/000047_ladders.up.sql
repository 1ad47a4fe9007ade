SET lock_timeout = '500ms';

CREATE TABLE ladders (
    application_id bigint NOT NULL,
    from_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    rung smallint NOT NULL DEFAULT 0,
    next_at timestamptz,
    CONSTRAINT ladders_pkey PRIMARY KEY (application_id),
    CONSTRAINT ladders_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id) ON DELETE CASCADE,
    CONSTRAINT ladders_rung_check CHECK (rung IN (0, 80, 100, 150))
);
COMMENT ON TABLE ladders IS 'How far the term of a case that is with people has run out, and who was told; a case that nobody of the state must act on has no row';
COMMENT ON COLUMN ladders.from_at IS 'Since when the term counts; it moves along while the clock stands still';
COMMENT ON COLUMN ladders.rung IS 'Percent of the term of which somebody was told last; 0 is none';
COMMENT ON COLUMN ladders.next_at IS 'When the next rung comes; empty while the clock stands still and after the last';
CREATE INDEX ladders_next_at_idx ON ladders (next_at) WHERE next_at IS NOT NULL;

INSERT INTO ladders (application_id, from_at, due_at, next_at)
    SELECT id, due_at - (due_at - warn_at) * 5, due_at, warn_at FROM applications WHERE state IN ('in-process', 'appealed');

ALTER TABLE messages ADD COLUMN office text NOT NULL DEFAULT '';
COMMENT ON COLUMN messages.office IS 'The authority as whose official the person is told; empty for what concerns the person';
