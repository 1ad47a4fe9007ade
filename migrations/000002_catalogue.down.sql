SET lock_timeout = '5s';

ALTER TABLE services DROP CONSTRAINT services_current_version_fkey;
DROP TABLE service_versions;
DROP TABLE services;
DROP FUNCTION service_versions_keep();
DROP FUNCTION services_published();
