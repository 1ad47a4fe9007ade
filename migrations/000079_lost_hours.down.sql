SET lock_timeout = '500ms';

DROP TABLE report_starts;
DROP TABLE report_questions;
DROP TABLE report_reasons;
DROP TABLE report_months;
DROP TABLE report_versions;
DROP TABLE form_starts;
DROP FUNCTION note_stale_start;
DROP TABLE report_stale_months;
DROP TABLE report_marks;
DROP TRIGGER bookings_stale ON bookings;
DROP FUNCTION note_stale_trip;
CREATE OR REPLACE FUNCTION note_stale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO report_stale VALUES (NEW.id);
    RETURN NULL;
END $$;
DROP VIEW report_applications_now;
DROP INDEX report_applications_refused;
DROP INDEX report_applications_service_out;
DROP INDEX report_applications_service_in;
ALTER TABLE report_applications DROP COLUMN via, DROP COLUMN rounds, DROP COLUMN stood, DROP COLUMN trips, DROP COLUMN again, DROP COLUMN billed, DROP COLUMN paid, DROP COLUMN late_days;

CREATE VIEW report_applications_now AS
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
    WHERE NOT a.automatic AND e.application_id = a.id AND (e.action IN ('send-on', 'send-bill') AND e.detail ? 'cause' OR e.action = 'request-review')
) handed ON true
LEFT JOIN LATERAL (
    SELECT sum(worked_until(till, handed_in.at) - worked_until(since, claimed.at)) AS minutes
    FROM application_events claimed
    CROSS JOIN LATERAL (
        SELECT e.at FROM application_events e
        WHERE e.application_id = claimed.application_id AND e.id > claimed.id AND e.action IN ('grant', 'refuse', 'propose-grant', 'propose-refuse',
            'approve', 'return', 'ask-correction', 'release', 'assign', 'reroute', 'recheck', 'uphold', 'overturn', 'oblige', 'withdraw')
        ORDER BY e.id LIMIT 1
    ) handed_in
    JOIN working_days since ON since.day = (claimed.at AT TIME ZONE interval '5 hours')::date
    JOIN working_days till ON till.day = (handed_in.at AT TIME ZONE interval '5 hours')::date
    WHERE NOT a.automatic AND claimed.application_id = a.id AND (claimed.action IN ('claim', 'assign') OR claimed.action = 'route' AND claimed.detail ? 'official')
) held ON true
LEFT JOIN LATERAL (
    SELECT CASE WHEN e.action = 'auto-refuse' THEN 'rules' WHEN e.detail ->> 'ground' LIKE 'rule-%' THEN 'rule' ELSE coalesce(e.detail ->> 'ground', 'unnamed') END AS ground
    FROM application_events e WHERE a.state = 'refused' AND e.application_id = a.id AND e.action IN ('auto-refuse', 'refuse', 'propose-refuse') ORDER BY e.id DESC LIMIT 1
) said ON true;
COMMENT ON VIEW report_applications_now IS 'What the rows of report_applications should be';
