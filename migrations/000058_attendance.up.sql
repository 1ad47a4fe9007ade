SET lock_timeout = '500ms';

ALTER TABLE bookings ADD COLUMN reminded smallint NOT NULL DEFAULT 0;
ALTER TABLE bookings ADD COLUMN came boolean;
ALTER TABLE bookings ADD COLUMN noted_by bigint;
ALTER TABLE bookings ADD COLUMN noted_at timestamptz;
ALTER TABLE bookings ADD CONSTRAINT bookings_noted_by_fkey FOREIGN KEY (noted_by) REFERENCES accounts (id);
ALTER TABLE bookings ADD CONSTRAINT bookings_reminded_check CHECK (reminded BETWEEN 0 AND 2);
ALTER TABLE bookings ADD CONSTRAINT bookings_noted_check CHECK ((came IS NULL) = (noted_by IS NULL) AND (came IS NULL) = (noted_at IS NULL));
COMMENT ON COLUMN bookings.reminded IS 'How many of the two reminders (the day before, two hours before) were given or came too late to be given';
COMMENT ON COLUMN bookings.came IS 'Whether the holder came; empty until an official of the office has noted it';
CREATE INDEX bookings_to_remind_idx ON bookings (at) WHERE reminded < 2 AND released_at IS NULL AND application_id IS NOT NULL;
CREATE INDEX bookings_noted_by_idx ON bookings (noted_by) WHERE noted_by IS NOT NULL;
-- What is over needs no reminder any more.
UPDATE bookings SET reminded = 2 WHERE at < now();
