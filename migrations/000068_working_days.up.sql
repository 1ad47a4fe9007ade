SET lock_timeout = '500ms';

-- The calendar's days with the minutes worked before each, so that working time between two moments is two look-ups. The
-- database counts them anew whenever a day is moved, for the twenty years that follow.
CREATE TABLE working_days (
    day date CONSTRAINT working_days_pkey PRIMARY KEY,
    works boolean NOT NULL,
    before integer NOT NULL
);
COMMENT ON TABLE working_days IS 'The working-day calendar, as internal/workday counts it; written by count_working_days alone';
COMMENT ON COLUMN working_days.before IS 'Working minutes from 1 January 2020 until the day begins';

-- Applications whose figures are to be counted anew. Whoever changes one says so in his own transaction: a refresh sees
-- both or neither, in whatever order transactions end.
CREATE TABLE report_stale (application_id bigint);
COMMENT ON TABLE report_stale IS 'Applications whose row in report_applications is no longer right; NULL: every one';

CREATE FUNCTION count_working_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE working_days IN SHARE ROW EXCLUSIVE MODE; -- two moves at once would each count without the other
    WITH changed AS (INSERT INTO working_days AS w (day, works, before)
    SELECT d.day, d.works, coalesce(540 * sum(d.works::int) OVER (ORDER BY d.day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
    FROM (
        SELECT every.day::date AS day, coalesce(m.works, extract(isodow FROM every.day) < 6
            AND to_char(every.day, 'MM-DD') NOT IN ('01-01', '03-08', '03-21', '05-09', '09-01', '10-01', '12-08')) AS works
        FROM generate_series(timestamp '2020-01-01', now()::timestamp + interval '20 years', interval '1 day') AS every (day)
        LEFT JOIN moved_days m ON m.day = every.day::date AND m.withdrawn_at IS NULL
    ) d
    ON CONFLICT (day) DO UPDATE SET works = excluded.works, before = excluded.before
        WHERE (w.works, w.before) <> (excluded.works, excluded.before)
    RETURNING day)
    INSERT INTO report_stale SELECT NULL WHERE EXISTS (SELECT FROM changed WHERE changed.day <= current_date); -- nothing was counted by a day to come
    RETURN NULL;
END $$;
COMMENT ON FUNCTION count_working_days IS 'Fills working_days: Monday to Friday without the holidays of the Labour Code, and by the moved days';
CREATE TRIGGER moved_days_count AFTER INSERT OR UPDATE OF day, works, withdrawn_at OR DELETE ON moved_days
    FOR EACH STATEMENT EXECUTE FUNCTION count_working_days();
UPDATE moved_days SET works = works WHERE false; -- a statement: the days are counted now

CREATE FUNCTION worked_until(d working_days, at timestamptz) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN d.before + CASE WHEN d.works
    THEN least(greatest(extract(epoch FROM (at AT TIME ZONE interval '5 hours') - d.day)::double precision / 60 - 540, 0), 540) ELSE 0 END;
COMMENT ON FUNCTION worked_until IS 'Working minutes from 1 January 2020 until a moment of that day: nine to six in Tashkent (UTC+5)';

CREATE OR REPLACE FUNCTION office_minutes(from_at timestamptz, to_at timestamptz) RETURNS double precision LANGUAGE sql STABLE PARALLEL SAFE
RETURN (
    SELECT greatest(0, worked_until(till, to_at) - worked_until(since, from_at)) FROM working_days till, working_days since
    WHERE till.day = (to_at AT TIME ZONE interval '5 hours')::date AND since.day = (from_at AT TIME ZONE interval '5 hours')::date
);

-- What reports count is a table now. A refresh counts those applications anew that changed, by the view.
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
    WHERE NOT a.automatic AND claimed.application_id = a.id AND claimed.action IN ('claim', 'assign')
) held ON true
LEFT JOIN LATERAL (
    SELECT CASE WHEN e.action = 'auto-refuse' THEN 'rules' WHEN e.detail ->> 'ground' LIKE 'rule-%' THEN 'rule' ELSE coalesce(e.detail ->> 'ground', 'unnamed') END AS ground
    FROM application_events e WHERE a.state = 'refused' AND e.application_id = a.id AND e.action IN ('auto-refuse', 'refuse', 'propose-refuse') ORDER BY e.id DESC LIMIT 1
) said ON true;
COMMENT ON VIEW report_applications_now IS 'What the rows of report_applications should be';

ALTER MATERIALIZED VIEW report_applications RENAME TO report_applications_before;
ALTER INDEX report_applications_id RENAME TO report_applications_id_before;
ALTER INDEX report_applications_in RENAME TO report_applications_in_before;
ALTER INDEX report_applications_out RENAME TO report_applications_out_before;
CREATE TABLE report_applications AS SELECT * FROM report_applications_before;
DROP MATERIALIZED VIEW report_applications_before;
ALTER TABLE report_applications ADD CONSTRAINT report_applications_pkey PRIMARY KEY (id);
CREATE INDEX report_applications_in ON report_applications (day_in);
CREATE INDEX report_applications_out ON report_applications (day_out) WHERE day_out IS NOT NULL;
ALTER TABLE report_applications SET (autovacuum_vacuum_scale_factor = 0.01);
COMMENT ON TABLE report_applications IS 'Applications as reports count them; refreshed by the job report.refresh';
COMMENT ON COLUMN report_applications.cause IS 'Why it first went to people; empty when none took part';
COMMENT ON COLUMN report_applications.hit IS 'Index of the check that decided then, -1 when none did';
COMMENT ON COLUMN report_applications.minutes IS 'Working minutes that officials had it, from taking it to what they did';
COMMENT ON COLUMN report_applications.ground IS 'Of a refusal: rules (they refused by themselves), rule (of the service, which an official named), another ground of package casework, or unnamed where refusals had none yet; else empty';

-- Whatever happens to an application changes its row.
CREATE FUNCTION note_stale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO report_stale VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER applications_stale AFTER INSERT OR UPDATE ON applications FOR EACH ROW EXECUTE FUNCTION note_stale();
