SET lock_timeout = '500ms';

-- Unlogged: what may be read for ten minutes stands in no archive and no backup. After a crash registers are asked again.
CREATE UNLOGGED TABLE register_copies (
    asker bytea NOT NULL,
    fields text[] NOT NULL,
    register text NOT NULL,
    key text NOT NULL,
    value jsonb NOT NULL,
    source text NOT NULL,
    fetched_at timestamptz NOT NULL,
    asked_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT register_copies_pkey PRIMARY KEY (asker, fields)
) WITH (autovacuum_vacuum_scale_factor = 0.01);
COMMENT ON TABLE register_copies IS 'What registers said a while ago, for other applications of the same person; a job deletes each when its time is over';
COMMENT ON COLUMN register_copies.asker IS 'Hash of register, key of the record and person who asked: nobody is answered with what a register told another';
COMMENT ON COLUMN register_copies.fields IS 'What of the record was asked, in order; empty is all of it';
COMMENT ON COLUMN register_copies.value IS 'The record; empty when the register has none';
COMMENT ON COLUMN register_copies.fetched_at IS 'As of when the register says it is';
COMMENT ON COLUMN register_copies.asked_at IS 'When it was asked: a decision takes no answer to a question that is older than its application';
CREATE INDEX register_copies_expires_at_idx ON register_copies (expires_at);
