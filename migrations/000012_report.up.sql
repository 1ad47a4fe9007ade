SET lock_timeout = '500ms';

-- One narrow row per application. A periodic job refreshes it, so that a report never holds a snapshot on the tables
-- that officials' queues live on, and reads days that are worked out already. Days are those of Tashkent, UTC+5.
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

CREATE TABLE report_refreshes (
    name text CONSTRAINT report_refreshes_pkey PRIMARY KEY,
    at timestamptz NOT NULL,
    last_event bigint NOT NULL
);
COMMENT ON TABLE report_refreshes IS 'How fresh the figures are, and up to which event of applications: nothing new, nothing to do';
INSERT INTO report_refreshes (name, at, last_event)
SELECT 'report_applications', now(), coalesce((SELECT max(id) FROM application_events), 0);

CREATE VIEW report_waiting AS
SELECT authority, region, service, due_at FROM applications WHERE state IN ('new', 'in-process', 'appealed');
COMMENT ON VIEW report_waiting IS 'Applications on which the authority, not the applicant, must act';

CREATE VIEW report_feedback AS
SELECT id, kind, service_code AS service, authority, region, legality, quality, timeliness, accessibility,
    (created_at AT TIME ZONE interval '5 hours')::date AS day, created_at
FROM feedback_entries;
COMMENT ON VIEW report_feedback IS 'What people said, without words and authors';

CREATE VIEW report_feedback_cases AS
SELECT c.id, e.kind, c.service_code AS service, c.owner AS authority, e.authority AS about, c.region, c.state, c.due_at, c.answered_at,
    (c.opened_at AT TIME ZONE interval '5 hours')::date AS day, c.opened_at
FROM feedback_cases c JOIN feedback_entries e ON e.id = c.entry_id;
COMMENT ON VIEW report_feedback_cases IS 'Cases that feedback opened, without words and authors';
