SET lock_timeout = '500ms';

-- A time that somebody chose in a form is theirs for a while: a booking without an application yet.
ALTER TABLE bookings ALTER COLUMN application_id DROP NOT NULL;
ALTER TABLE bookings ADD COLUMN draft_id bigint;
ALTER TABLE bookings ADD COLUMN held_until timestamptz;
ALTER TABLE bookings ADD CONSTRAINT bookings_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES drafts (id) ON DELETE CASCADE;
ALTER TABLE bookings ADD CONSTRAINT bookings_holder_check
    CHECK ((application_id IS NULL) = (draft_id IS NOT NULL) AND (draft_id IS NULL) = (held_until IS NULL));
COMMENT ON COLUMN bookings.draft_id IS 'The form in which the time was chosen, until it is sent';
COMMENT ON COLUMN bookings.held_until IS 'Until when a chosen time is kept for its draft; after that whoever comes first may have it';
CREATE INDEX bookings_draft_id_idx ON bookings (draft_id) WHERE draft_id IS NOT NULL;
CREATE INDEX bookings_held_until_idx ON bookings (held_until) WHERE held_until IS NOT NULL;

ALTER TABLE offices ADD COLUMN break_from smallint NOT NULL DEFAULT 780;
ALTER TABLE offices ADD COLUMN break_to smallint NOT NULL DEFAULT 840;
ALTER TABLE offices ADD COLUMN row integer NOT NULL DEFAULT 1;
ALTER TABLE offices ADD CONSTRAINT offices_break_check CHECK (break_from >= 0 AND break_from <= break_to AND break_to <= 1440);
COMMENT ON COLUMN offices.break_from IS 'Minutes after midnight at which nobody is received any more; the same as break_to for no break';
COMMENT ON COLUMN offices.row IS 'Version of the row: two officials cannot overwrite each other silently';
