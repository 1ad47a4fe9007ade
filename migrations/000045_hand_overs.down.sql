SET lock_timeout = '500ms';

DROP MATERIALIZED VIEW report_applications;
DROP FUNCTION office_minutes;
CREATE MATERIALIZED VIEW report_applications AS
SELECT
    a.id, a.service, a.process, a.authority, a.region, a.state, a.cause,
    (a.submitted_at AT TIME ZONE interval '5 hours')::date AS day_in,
    (a.closed_at AT TIME ZONE interval '5 hours')::date AS day_out,
    a.state IN ('done', 'refused') AS decided,
    a.automatic,
    a.closed_at <= a.term_at AS in_term,
    (extract(epoch FROM a.closed_at - a.submitted_at) / 86400)::real AS days,
    EXISTS (SELECT FROM application_events e WHERE e.application_id = a.id AND e.to_state = 'to-be-corrected'
        AND e.from_state <> 'to-be-corrected') AS corrected
FROM applications a;
COMMENT ON MATERIALIZED VIEW report_applications IS 'Applications as reports count them; refreshed by the job report.refresh';
CREATE UNIQUE INDEX report_applications_id ON report_applications (id);
CREATE INDEX report_applications_in ON report_applications (day_in);
CREATE INDEX report_applications_out ON report_applications (day_out) WHERE day_out IS NOT NULL;
