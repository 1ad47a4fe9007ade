SET lock_timeout = '500ms';

DROP TABLE admin_tokens;
DROP TABLE role_grants;
DELETE FROM officials WHERE role = 'administrator';
ALTER TABLE officials
    DROP CONSTRAINT officials_role_known,
    ADD CONSTRAINT officials_role_known CHECK (role IN ('specialist', 'head', 'taskforce', 'editor', 'finance')),
    DROP CONSTRAINT officials_authority_by_role,
    ADD CONSTRAINT officials_authority_by_role CHECK ((role IN ('taskforce', 'editor', 'finance')) = (authority = ''));
