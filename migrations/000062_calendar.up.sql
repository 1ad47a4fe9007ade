SET lock_timeout = '500ms';

CREATE TABLE moved_days (
    id bigint GENERATED ALWAYS AS IDENTITY,
    day date NOT NULL,
    works boolean NOT NULL,
    why jsonb NOT NULL,
    entered_by bigint,
    entered_at timestamptz NOT NULL DEFAULT now(),
    withdrawn_by bigint,
    withdrawn_at timestamptz,
    recount_at timestamptz,
    recounted_at timestamptz,
    reached bigint NOT NULL DEFAULT 0,
    moved integer NOT NULL DEFAULT 0,
    CONSTRAINT moved_days_pkey PRIMARY KEY (id),
    CONSTRAINT moved_days_entered_by_fkey FOREIGN KEY (entered_by) REFERENCES accounts (id),
    CONSTRAINT moved_days_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES accounts (id),
    CONSTRAINT moved_days_withdrawn CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL)),
    CONSTRAINT moved_days_recounted CHECK (recounted_at IS NULL OR recount_at IS NOT NULL)
);
COMMENT ON TABLE moved_days IS 'Days that are off, or worked, otherwise than their date and day of the week say; the holidays of the Labour Code are not among them';
COMMENT ON COLUMN moved_days.why IS 'The reason, as people read it, in each language';
COMMENT ON COLUMN moved_days.entered_by IS 'Who entered it; empty for what came with the program';
COMMENT ON COLUMN moved_days.recount_at IS 'When terms of open cases had to be counted anew, because this made a working day a day off';
COMMENT ON COLUMN moved_days.reached IS 'The last case that was looked at then';
COMMENT ON COLUMN moved_days.moved IS 'How many cases were given a later date';
CREATE UNIQUE INDEX moved_days_day_key ON moved_days (day) WHERE withdrawn_at IS NULL;
CREATE INDEX moved_days_entered_by_idx ON moved_days (entered_by);
CREATE INDEX moved_days_withdrawn_by_idx ON moved_days (withdrawn_by);

-- The two hayits move with the moon: announced for 2025 and 2026, expected for 2027.
INSERT INTO moved_days (day, works, why)
SELECT day, false, CASE hayit
    WHEN 'ramazon' THEN jsonb_build_object('uz', 'Ramazon hayit' || e.uz, 'ru', 'Рамазан хайит' || e.ru, 'en', 'Ramazon hayit (Eid al-Fitr)' || e.en)
    ELSE jsonb_build_object('uz', 'Qurbon hayit' || e.uz, 'ru', 'Курбан хайит' || e.ru, 'en', 'Qurbon hayit (Eid al-Adha)' || e.en) END
FROM (VALUES (date '2025-03-31', 'ramazon', false), ('2025-06-06', 'qurbon', false), ('2026-03-20', 'ramazon', false), ('2026-05-27', 'qurbon', false),
    ('2027-03-10', 'ramazon', true), ('2027-05-17', 'qurbon', true)) AS seed (day, hayit, expected)
CROSS JOIN LATERAL (SELECT CASE WHEN expected THEN ', kutilmoqda' ELSE '' END AS uz, CASE WHEN expected THEN ', ожидается' ELSE '' END AS ru,
    CASE WHEN expected THEN ', expected' ELSE '' END AS en) e;

-- Working time between two moments in minutes: Monday to Friday from nine to six in Tashkent (UTC+5), without the holidays
-- of the Labour Code and by the moved days, as internal/workday counts it. Minutes since Monday, 3 January 2000, their
-- difference, and the days in between that are not what their day of the week says.
CREATE OR REPLACE FUNCTION office_minutes(from_at timestamptz, to_at timestamptz) RETURNS double precision LANGUAGE sql STABLE PARALLEL SAFE
RETURN (
    SELECT greatest(0, max(until.total) FILTER (WHERE until.late) - max(until.total) FILTER (WHERE NOT until.late) + (
        SELECT coalesce(sum(odd.sign * greatest(0, extract(epoch FROM
            least(to_at AT TIME ZONE interval '5 hours', odd.day + interval '18 hours') - greatest(from_at AT TIME ZONE interval '5 hours', odd.day + interval '9 hours'))) / 60), 0)::double precision
        FROM (
            SELECT m.day, CASE WHEN m.works THEN 1 ELSE -1 END AS sign FROM moved_days m
            WHERE m.withdrawn_at IS NULL AND m.works = (extract(isodow FROM m.day) > 5)
                AND m.day BETWEEN (from_at AT TIME ZONE interval '5 hours')::date AND (to_at AT TIME ZONE interval '5 hours')::date
            UNION ALL
            SELECT holiday.day, -1 FROM (
                SELECT make_date(year, month, day) AS day
                FROM generate_series(extract(year FROM from_at AT TIME ZONE interval '5 hours')::int, extract(year FROM to_at AT TIME ZONE interval '5 hours')::int) AS years (year)
                CROSS JOIN (VALUES (1, 1), (3, 8), (3, 21), (5, 9), (9, 1), (10, 1), (12, 8)) AS fixed (month, day)
            ) holiday
            WHERE holiday.day BETWEEN (from_at AT TIME ZONE interval '5 hours')::date AND (to_at AT TIME ZONE interval '5 hours')::date
                AND extract(isodow FROM holiday.day) < 6
                AND NOT EXISTS (SELECT FROM moved_days m WHERE m.day = holiday.day AND m.withdrawn_at IS NULL)
        ) odd
    ))
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
COMMENT ON FUNCTION office_minutes IS 'Working minutes between two moments, by the working-day calendar';
