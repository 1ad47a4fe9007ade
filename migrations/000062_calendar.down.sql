SET lock_timeout = '500ms';

CREATE OR REPLACE FUNCTION office_minutes(from_at timestamptz, to_at timestamptz) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT greatest(0, max(until.total) FILTER (WHERE until.late) - max(until.total) FILTER (WHERE NOT until.late))
    FROM (
        SELECT side.late, 540.0 * (side.day / 7 * 5 + least(side.day % 7, 5))
            + CASE WHEN side.day % 7 < 5 THEN least(greatest(side.minute - 540, 0), 540) ELSE 0 END AS total
        FROM (
            SELECT late, (at AT TIME ZONE interval '5 hours')::date - date '2000-01-03' AS day,
                extract(epoch FROM (at AT TIME ZONE interval '5 hours')::time)::double precision / 60 AS minute
            FROM (VALUES (false, from_at), (true, to_at)) AS ends (late, at)
        ) side
    ) until
);
COMMENT ON FUNCTION office_minutes IS 'Working minutes between two moments, holidays not taken off';

DROP TABLE moved_days;
