SET lock_timeout = '500ms';

DROP TRIGGER applications_stale ON applications;
DROP FUNCTION note_stale;
DROP VIEW report_applications_now;
DROP TABLE report_applications;
DROP TRIGGER moved_days_count ON moved_days;
DROP FUNCTION count_working_days;
DROP TABLE report_stale;

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

DROP FUNCTION worked_until;
DROP TABLE working_days;

CREATE MATERIALIZED VIEW report_applications AS
SELECT
    a.id, a.service, a.process, a.authority, a.region, a.state,
    (a.submitted_at AT TIME ZONE interval '5 hours')::date AS day_in,
    (a.closed_at AT TIME ZONE interval '5 hours')::date AS day_out,
    a.state IN ('done', 'refused') AS decided,
    a.automatic,
    a.closed_at <= a.term_at AS in_term,
    (extract(epoch FROM a.closed_at - a.submitted_at) / 86400)::real AS days,
    EXISTS (SELECT FROM application_events e WHERE e.application_id = a.id AND e.to_state = 'to-be-corrected'
        AND e.from_state <> 'to-be-corrected') AS corrected,
    a.service_version_id AS version,
    CASE
        WHEN a.automatic THEN ''
        WHEN handed.cause IS NOT NULL THEN handed.cause
        WHEN a.cause IN ('manual', 'no-slot') THEN a.cause
        WHEN handed.appealed THEN 'appeal'
        ELSE 'track'
    END AS cause,
    coalesce(handed.hit, -1)::smallint AS hit,
    coalesce(held.minutes, 0)::real AS minutes,
    coalesce(said.ground, '') AS ground
FROM applications a
LEFT JOIN LATERAL (
    SELECT (array_agg(e.detail ->> 'cause' ORDER BY e.id) FILTER (WHERE e.action <> 'request-review'))[1] AS cause,
        (array_agg((e.detail ->> 'check')::int ORDER BY e.id) FILTER (WHERE e.action <> 'request-review'))[1] AS hit,
        bool_or(e.action = 'request-review') AS appealed
    FROM application_events e
    WHERE e.application_id = a.id AND (e.action IN ('send-on', 'send-bill') AND e.detail ? 'cause' OR e.action = 'request-review')
) handed ON NOT a.automatic
LEFT JOIN LATERAL (
    SELECT sum(office_minutes(claimed.at, handed_in.at)) AS minutes
    FROM application_events claimed
    CROSS JOIN LATERAL (
        SELECT e.at FROM application_events e
        WHERE e.application_id = claimed.application_id AND e.id > claimed.id AND e.action IN ('grant', 'refuse', 'propose-grant', 'propose-refuse',
            'approve', 'return', 'ask-correction', 'release', 'assign', 'reroute', 'recheck', 'uphold', 'overturn', 'oblige', 'withdraw')
        ORDER BY e.id LIMIT 1
    ) handed_in
    WHERE claimed.application_id = a.id AND claimed.action IN ('claim', 'assign')
) held ON NOT a.automatic
LEFT JOIN LATERAL (
    SELECT CASE WHEN e.action = 'auto-refuse' THEN 'rules' WHEN e.detail ->> 'ground' LIKE 'rule-%' THEN 'rule' ELSE coalesce(e.detail ->> 'ground', 'unnamed') END AS ground
    FROM application_events e WHERE e.application_id = a.id AND e.action IN ('auto-refuse', 'refuse', 'propose-refuse') ORDER BY e.id DESC LIMIT 1
) said ON a.state = 'refused';
COMMENT ON MATERIALIZED VIEW report_applications IS 'Applications as reports count them; refreshed by the job report.refresh';
COMMENT ON COLUMN report_applications.cause IS 'Why it first went to people; empty when none took part';
COMMENT ON COLUMN report_applications.hit IS 'Index of the check that decided then, -1 when none did';
COMMENT ON COLUMN report_applications.minutes IS 'Working minutes that officials had it, from taking it to what they did';
COMMENT ON COLUMN report_applications.ground IS 'Of a refusal: rules (they refused by themselves), rule (of the service, which an official named), another ground of package casework, or unnamed where refusals had none yet; else empty';
CREATE UNIQUE INDEX report_applications_id ON report_applications (id);
CREATE INDEX report_applications_in ON report_applications (day_in);
CREATE INDEX report_applications_out ON report_applications (day_out) WHERE day_out IS NOT NULL;
