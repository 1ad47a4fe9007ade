SET lock_timeout = '500ms';

DROP TABLE worklist_views;
DROP INDEX mandates_name_idx;
DROP INDEX accounts_name_idx;
DROP FUNCTION name_query;
DROP FUNCTION name_words;
CREATE INDEX applications_open_idx ON applications (authority, due_at, id) INCLUDE (region, step, assignee, warn_at)
    WHERE state IN ('new', 'in-process', 'to-be-corrected', 'awaiting-payment', 'appealed');
DROP INDEX applications_service_idx;
DROP INDEX applications_region_idx;
DROP INDEX applications_work_idx;
