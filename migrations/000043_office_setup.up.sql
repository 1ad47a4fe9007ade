SET lock_timeout = '500ms';

-- What the head of an office edits: hours by weekday, days on which it is closed, how to reach it.
-- The columns opens, closes, break_from and break_to stay for programs of before, which read them while this one is
-- rolled out; they go with a later migration.
ALTER TABLE offices ADD COLUMN week jsonb NOT NULL DEFAULT '[
    {"opens": 540, "closes": 1020, "break_from": 780, "break_to": 840}, {"opens": 540, "closes": 1020, "break_from": 780, "break_to": 840},
    {"opens": 540, "closes": 1020, "break_from": 780, "break_to": 840}, {"opens": 540, "closes": 1020, "break_from": 780, "break_to": 840},
    {"opens": 540, "closes": 1020, "break_from": 780, "break_to": 840}, {}, {}]';
ALTER TABLE offices ADD COLUMN closed jsonb NOT NULL DEFAULT '[]';
ALTER TABLE offices ADD COLUMN phone text NOT NULL DEFAULT '';
ALTER TABLE offices ADD COLUMN email text NOT NULL DEFAULT '';
ALTER TABLE offices ADD CONSTRAINT offices_week_check CHECK (jsonb_array_length(week) = 7);
ALTER TABLE offices ADD CONSTRAINT offices_closed_check CHECK (jsonb_typeof(closed) = 'array');
COMMENT ON COLUMN offices.week IS 'Hours from Monday to Sunday, in minutes after midnight of Tashkent; {} for a day on which nobody is received';
COMMENT ON COLUMN offices.closed IS 'Days on which the office is closed besides, as [{"from": day, "until": day}]';
COMMENT ON COLUMN offices.address IS 'Empty texts until the owner has given it: none is invented';

UPDATE offices SET week = jsonb_build_array(d, d, d, d, d, '{}'::jsonb, '{}'::jsonb)
FROM (SELECT id AS office, jsonb_build_object('opens', opens, 'closes', closes, 'break_from', break_from, 'break_to', break_to) AS d FROM offices) AS old
WHERE office = id;
-- The seed wrote the name of the region where an address belongs.
UPDATE offices SET address = '{"uz": "", "ru": "", "en": ""}' WHERE name ->> 'uz' LIKE '%, ' || (address ->> 'uz');

CREATE TABLE office_changes (
    id         bigint GENERATED ALWAYS AS IDENTITY,
    office_id  bigint NOT NULL,
    was        jsonb NOT NULL,
    became     jsonb NOT NULL,
    reason     text NOT NULL,
    displaced  integer NOT NULL,
    changed_by bigint NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT office_changes_pkey PRIMARY KEY (id),
    CONSTRAINT office_changes_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices (id),
    CONSTRAINT office_changes_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES accounts (id),
    CONSTRAINT office_changes_reason_length CHECK (char_length(reason) BETWEEN 1 AND 500)
);
COMMENT ON TABLE office_changes IS 'Every change of the hours, places, closed days and contacts of an office; what was before can be taken up again';
COMMENT ON COLUMN office_changes.displaced IS 'Appointments that the change left without a place';
CREATE INDEX office_changes_office_id_idx ON office_changes (office_id, id DESC);
CREATE INDEX office_changes_changed_by_idx ON office_changes (changed_by);
CREATE TRIGGER office_changes_append_only BEFORE UPDATE OR DELETE ON office_changes FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE bookings ADD COLUMN displaced_at timestamptz;
ALTER TABLE bookings ADD COLUMN told_displaced boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN bookings.displaced_at IS 'Since when the office does not receive people at that time any more; the appointment stays until its holder moves it';
COMMENT ON COLUMN bookings.told_displaced IS 'Whether its holder has been told so';
CREATE INDEX bookings_displaced_idx ON bookings (office_id, at) WHERE displaced_at IS NOT NULL AND released_at IS NULL;
