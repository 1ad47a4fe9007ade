SET lock_timeout = '500ms';

ALTER TABLE bookings DROP COLUMN noted_at, DROP COLUMN noted_by, DROP COLUMN came, DROP COLUMN reminded;
