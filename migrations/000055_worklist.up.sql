SET lock_timeout = '500ms';

-- The worklist reads its pages and its counts from these indexes alone; only open cases stand in them.
CREATE INDEX applications_work_idx ON applications (authority, due_at, id) INCLUDE (region, state, step, assignee, warn_at, cause, service)
    WHERE state IN ('new', 'in-process', 'to-be-corrected', 'awaiting-payment', 'appealed');
CREATE INDEX applications_region_idx ON applications (authority, region, due_at, id) INCLUDE (state, step, assignee, warn_at, cause)
    WHERE state IN ('new', 'in-process', 'to-be-corrected', 'awaiting-payment', 'appealed');
CREATE INDEX applications_service_idx ON applications (authority, service)
    WHERE state IN ('new', 'in-process', 'to-be-corrected', 'awaiting-payment', 'appealed');
DROP INDEX applications_open_idx;

CREATE FUNCTION name_words(name text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN to_tsvector('pg_catalog.simple'::regconfig, translate(replace(replace(replace(replace(replace(replace(replace(replace(
    lower(translate(name, 'АБВГҒДЕЁЖЗИЙКҚЛМНОЎПРСТУФХҲЦЧШЩЪЫЬЭЮЯ', 'абвгғдеёжзийкқлмноўпрстуфхҳцчшщъыьэюя')),
    'ё', 'yo'), 'ю', 'yu'), 'я', 'ya'), 'ц', 'ts'), 'ч', 'ch'), 'ш', 'sh'), 'щ', 'sh'), 'ye', 'e'),
    'абвгғдеэжзийыкқлмноўпрстуфхҳqxwʻʼ''’‘`´ъь', 'abvggdeejziyikklmnooprstufhhkhv'));
COMMENT ON FUNCTION name_words IS 'Words of a name as they are searched: Cyrillic as Latin, x as h, q as k, no apostrophes';

CREATE FUNCTION name_query(typed text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT string_agg(quote_literal(lexeme) || ':*', ' & ')::tsquery FROM unnest(name_words(typed)));
COMMENT ON FUNCTION name_query IS 'Finds names of which each word that was typed begins a word; empty when no word was typed';

-- The index keeps no copy of a name in a column: names stay where they are.
CREATE INDEX accounts_name_idx ON accounts USING gin (name_words(name));
CREATE INDEX mandates_name_idx ON mandates USING gin (name_words(name));

CREATE TABLE worklist_views (
    id         bigint GENERATED ALWAYS AS IDENTITY,
    account_id bigint NOT NULL,
    name       text NOT NULL,
    query      text NOT NULL,
    standard   boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    removed_at timestamptz,
    CONSTRAINT worklist_views_pkey PRIMARY KEY (id),
    CONSTRAINT worklist_views_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT worklist_views_name_length CHECK (char_length(name) BETWEEN 1 AND 60),
    CONSTRAINT worklist_views_query_length CHECK (char_length(query) <= 500)
);
COMMENT ON TABLE worklist_views IS 'Views of the worklist that an official keeps for himself; what was typed into the search is not kept';
COMMENT ON COLUMN worklist_views.query IS 'State of the worklist as it stands in the address';
COMMENT ON COLUMN worklist_views.standard IS 'The one with which the worklist opens';
COMMENT ON COLUMN worklist_views.removed_at IS 'Removed ones can be restored';
CREATE UNIQUE INDEX worklist_views_name_key ON worklist_views (account_id, lower(name)) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX worklist_views_standard_key ON worklist_views (account_id) WHERE standard;
CREATE INDEX worklist_views_account_id_idx ON worklist_views (account_id);
