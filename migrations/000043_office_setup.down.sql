SET lock_timeout = '500ms';

DROP INDEX bookings_displaced_idx;
ALTER TABLE bookings DROP COLUMN told_displaced, DROP COLUMN displaced_at;
DROP TABLE office_changes;
ALTER TABLE offices DROP CONSTRAINT offices_closed_check, DROP CONSTRAINT offices_week_check;
ALTER TABLE offices DROP COLUMN email, DROP COLUMN phone, DROP COLUMN closed, DROP COLUMN week;
