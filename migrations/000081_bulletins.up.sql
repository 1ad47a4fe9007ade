SET lock_timeout = '500ms';

-- What a bulletin counts at the end of a month: open applications whose term was over then.
CREATE VIEW report_terms AS
SELECT id, service, authority, region, submitted_at, closed_at, term_at, stopped_at FROM applications;
COMMENT ON VIEW report_terms IS 'From when to when applications were open, and by when they should have ended';

CREATE TABLE bulletins (
    month date NOT NULL,
    edition integer NOT NULL,
    id text NOT NULL,
    content jsonb NOT NULL,
    taken_at timestamptz NOT NULL,
    made_by bigint,
    CONSTRAINT bulletins_pkey PRIMARY KEY (month, edition),
    CONSTRAINT bulletins_id_key UNIQUE (id),
    CONSTRAINT bulletins_month_check CHECK (extract(day FROM month) = 1),
    CONSTRAINT bulletins_edition_check CHECK (edition >= 1),
    CONSTRAINT bulletins_id_check CHECK (id = encode(sha256(convert_to(content::text, 'UTF8')), 'hex')),
    CONSTRAINT bulletins_made_by_check CHECK ((edition = 1) = (made_by IS NULL)),
    CONSTRAINT bulletins_made_by_fkey FOREIGN KEY (made_by) REFERENCES accounts (id)
);
COMMENT ON TABLE bulletins IS 'The figures of a month as they were when they were counted. Append-only: a correction is another edition';
COMMENT ON COLUMN bulletins.id IS 'SHA-256 of the content as text: whoever has the file can see that it is this one';
COMMENT ON COLUMN bulletins.content IS 'Rows of every level with the definitions and names of the time; its schema number says how to read it';
COMMENT ON COLUMN bulletins.made_by IS 'Who made a corrected edition; the first is made by the program';
CREATE INDEX bulletins_made_by_idx ON bulletins (made_by) WHERE made_by IS NOT NULL;
CREATE TRIGGER bulletins_append_only BEFORE UPDATE OR DELETE ON bulletins FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER bulletins_no_truncate BEFORE TRUNCATE ON bulletins FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
