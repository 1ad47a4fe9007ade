SET lock_timeout = '500ms';

-- Editors keep the words of the whole portal; like the task force they belong to no authority.
ALTER TABLE officials
    DROP CONSTRAINT officials_role_known,
    ADD CONSTRAINT officials_role_known CHECK (role IN ('specialist', 'head', 'taskforce', 'editor')),
    DROP CONSTRAINT officials_authority_by_role,
    ADD CONSTRAINT officials_authority_by_role CHECK ((role IN ('taskforce', 'editor')) = (authority = ''));

CREATE TABLE synonyms (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT synonyms_pkey PRIMARY KEY,
    words text NOT NULL CONSTRAINT synonyms_words_length CHECK (char_length(words) BETWEEN 1 AND 100),
    means text NOT NULL CONSTRAINT synonyms_means_length CHECK (char_length(means) BETWEEN 1 AND 100),
    key text NOT NULL,
    number int NOT NULL CONSTRAINT synonyms_number_positive CHECK (number > 0),
    removed boolean NOT NULL,
    held boolean NOT NULL,
    seed text CONSTRAINT synonyms_seed_unique UNIQUE
);
CREATE UNIQUE INDEX synonyms_key_unique ON synonyms (key) WHERE NOT removed;
CREATE INDEX synonyms_key_idx ON synonyms (key COLLATE "C", id);
COMMENT ON TABLE synonyms IS 'What people say and what they mean by it, as the search knows it now. Removed ones stay, so that they can be restored';
COMMENT ON COLUMN synonyms.key IS 'Both sides as the search folds them: the same pair in another script or case is the same pair';
COMMENT ON COLUMN synonyms.number IS 'The latest version of this synonym; a change made on an older one is a conflict';
COMMENT ON COLUMN synonyms.held IS 'An editor changed it: an import of the built-in list leaves it alone';
COMMENT ON COLUMN synonyms.seed IS 'Key under which the built-in list has it; empty when editors added it';

CREATE TABLE synonym_versions (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT synonym_versions_pkey PRIMARY KEY,
    synonym_id bigint NOT NULL CONSTRAINT synonym_versions_synonym_fkey REFERENCES synonyms (id),
    number int NOT NULL,
    words text NOT NULL,
    means text NOT NULL,
    removed boolean NOT NULL,
    origin text NOT NULL CONSTRAINT synonym_versions_origin_known CHECK (origin IN ('seed', 'editor')),
    author text NOT NULL,
    note text NOT NULL CONSTRAINT synonym_versions_note_length CHECK (char_length(note) <= 300),
    at timestamptz NOT NULL,
    CONSTRAINT synonym_versions_number_unique UNIQUE (synonym_id, number)
);
COMMENT ON TABLE synonym_versions IS 'Every change of a synonym with its author. Writers wait for each other, so that the highest id is the version of the whole list';
CREATE TRIGGER synonym_versions_append_only BEFORE UPDATE OR DELETE ON synonym_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER synonym_versions_no_truncate BEFORE TRUNCATE ON synonym_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER synonyms_published AFTER INSERT ON synonym_versions FOR EACH STATEMENT EXECUTE FUNCTION services_published();

CREATE TABLE search_counts (
    day date NOT NULL,
    query text NOT NULL CONSTRAINT search_counts_query_length CHECK (char_length(query) BETWEEN 1 AND 60),
    lang text NOT NULL,
    searches int NOT NULL,
    empty int NOT NULL,
    CONSTRAINT search_counts_pkey PRIMARY KEY (day, query, lang)
);
COMMENT ON TABLE search_counts IS 'What was searched for on a day and how often, by nobody in particular: no person, address or session stands here';
COMMENT ON COLUMN search_counts.query IS 'Folded words. What could name a person is left out before it comes here';
COMMENT ON COLUMN search_counts.empty IS 'How many of the searches found nothing';

CREATE TABLE search_clicks (
    day date NOT NULL,
    query text NOT NULL CONSTRAINT search_clicks_query_length CHECK (char_length(query) BETWEEN 1 AND 60),
    service text NOT NULL,
    clicks int NOT NULL,
    CONSTRAINT search_clicks_pkey PRIMARY KEY (day, query, service)
);
COMMENT ON TABLE search_clicks IS 'Which services were opened from the results of a search, by day';
