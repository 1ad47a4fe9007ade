SET lock_timeout = '500ms';

DROP INDEX appeals_prepared_by_open_idx;
DROP INDEX appeals_refused_by_open_idx;
