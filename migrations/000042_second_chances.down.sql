SET lock_timeout = '500ms';

DROP INDEX disputes_above_idx;
DROP INDEX disputes_late_idx;
ALTER TABLE disputes DROP COLUMN escalated_at;
ALTER TABLE disputes DROP COLUMN region;

ALTER TABLE drafts DROP COLUMN undo;
