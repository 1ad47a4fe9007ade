SET lock_timeout = '500ms';

ALTER TABLE offices DROP CONSTRAINT offices_break_check, DROP COLUMN row, DROP COLUMN break_to, DROP COLUMN break_from;
DELETE FROM bookings WHERE application_id IS NULL;
ALTER TABLE bookings DROP CONSTRAINT bookings_holder_check, DROP COLUMN held_until, DROP COLUMN draft_id;
ALTER TABLE bookings ALTER COLUMN application_id SET NOT NULL;
