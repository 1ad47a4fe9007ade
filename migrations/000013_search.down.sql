SET lock_timeout = '500ms';

DROP TABLE search_clicks;
DROP TABLE search_counts;
DROP TABLE synonym_versions;
DROP TABLE synonyms;

DELETE FROM officials WHERE role = 'editor';
ALTER TABLE officials
    DROP CONSTRAINT officials_role_known,
    ADD CONSTRAINT officials_role_known CHECK (role IN ('specialist', 'head', 'taskforce')),
    DROP CONSTRAINT officials_authority_by_role,
    ADD CONSTRAINT officials_authority_by_role CHECK ((role = 'taskforce') = (authority = ''));
