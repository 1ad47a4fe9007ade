SET lock_timeout = '500ms';

-- What an application cost the person who sent it: how often it came back and for how long, how often the person had to
-- come, and whether it was a second try.
ALTER TABLE report_applications
    ADD COLUMN via text NOT NULL DEFAULT 'self',
    ADD COLUMN rounds smallint NOT NULL DEFAULT 0,
    ADD COLUMN stood real NOT NULL DEFAULT 0,
    ADD COLUMN trips smallint NOT NULL DEFAULT 0,
    ADD COLUMN again boolean NOT NULL DEFAULT false,
    ADD COLUMN billed boolean NOT NULL DEFAULT false,
    ADD COLUMN paid boolean NOT NULL DEFAULT false,
    ADD COLUMN late_days real NOT NULL DEFAULT 0;
COMMENT ON COLUMN report_applications.via IS 'How it was begun: self, or the ground of the right under which somebody acted for another';
COMMENT ON COLUMN report_applications.rounds IS 'How often it was sent back to be corrected';
COMMENT ON COLUMN report_applications.stood IS 'Days that it stood at the applicant for that';
COMMENT ON COLUMN report_applications.trips IS 'Appointments kept or still to come, and visits whose result is recorded';
COMMENT ON COLUMN report_applications.again IS 'The same person had tried for the same in the 90 days before, and was refused or lapsed';
COMMENT ON COLUMN report_applications.late_days IS 'Days past the term of the authority at its end';
CREATE INDEX report_applications_service_in ON report_applications (service, day_in);
CREATE INDEX report_applications_service_out ON report_applications (service, day_out) WHERE day_out IS NOT NULL;
CREATE INDEX report_applications_refused ON report_applications (day_out) INCLUDE (ground, authority, region, service, via) WHERE state = 'refused';

CREATE OR REPLACE VIEW report_applications_now AS
SELECT
    a.id, a.service, a.process, a.authority, a.region, a.state,
    (a.submitted_at AT TIME ZONE interval '5 hours')::date AS day_in,
    (a.closed_at AT TIME ZONE interval '5 hours')::date AS day_out,
    a.state IN ('done', 'refused') AS decided,
    a.automatic,
    a.closed_at <= a.term_at AS in_term,
    (extract(epoch FROM a.closed_at - a.submitted_at) / 86400)::real AS days,
    back.rounds > 0 AS corrected,
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
    coalesce(said.ground, '') AS ground,
    coalesce((SELECT g.ground FROM mandates g WHERE g.id = a.mandate_id), 'self') AS via,
    back.rounds::smallint AS rounds,
    back.stood::real AS stood,
    ((SELECT count(*) FROM bookings b WHERE b.application_id = a.id AND b.came IS NOT false AND (b.released_at IS NULL OR b.released_at > b.at))
        + (SELECT count(*) FROM visits v WHERE v.application_id = a.id AND v.recorded_at IS NOT NULL AND NOT v.missed))::smallint AS trips,
    EXISTS (SELECT FROM applications p WHERE p.account_id = a.account_id AND p.id < a.id AND p.service = a.service AND p.mandate_id IS NOT DISTINCT FROM a.mandate_id
        AND p.state IN ('refused', 'lapsed') AND p.closed_at BETWEEN a.submitted_at - interval '90 days' AND a.submitted_at) AS again,
    coalesce(bill.billed, false) AS billed,
    coalesce(bill.paid, false) AS paid,
    coalesce(greatest(0, extract(epoch FROM a.closed_at - a.term_at) / 86400), 0)::real AS late_days
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
) said ON true
CROSS JOIN LATERAL (
    SELECT count(*) AS rounds, coalesce(sum(extract(epoch FROM ended.at - sent_back.at)) / 86400, 0) AS stood
    FROM application_events sent_back
    LEFT JOIN LATERAL (
        SELECT e.at FROM application_events e
        WHERE e.application_id = sent_back.application_id AND e.id > sent_back.id AND e.from_state = 'to-be-corrected' AND e.to_state <> 'to-be-corrected' ORDER BY e.id LIMIT 1
    ) ended ON true
    WHERE sent_back.application_id = a.id AND sent_back.to_state = 'to-be-corrected' AND sent_back.from_state <> 'to-be-corrected'
) back
LEFT JOIN LATERAL (
    SELECT true AS billed, bool_or(i.paid_at IS NOT NULL) AS paid FROM invoices i WHERE i.application_id = a.id HAVING count(*) > 0
) bill ON true;

-- Who came to an appointment is noted without a change of the application.
CREATE FUNCTION note_stale_trip() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO report_stale VALUES (NEW.application_id);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION note_stale_trip IS 'Has the application of an appointment counted anew';
CREATE TRIGGER bookings_stale AFTER UPDATE OF came, released_at ON bookings FOR EACH ROW WHEN (NEW.application_id IS NOT NULL) EXECUTE FUNCTION note_stale_trip();

-- A refusal that is overturned makes the try that came after it a first one.
CREATE OR REPLACE FUNCTION note_stale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO report_stale VALUES (NEW.id);
    IF TG_OP = 'UPDATE' AND OLD.state <> NEW.state AND (OLD.state IN ('refused', 'lapsed') OR NEW.state IN ('refused', 'lapsed')) THEN
        INSERT INTO report_stale SELECT a.id FROM applications a WHERE a.account_id = NEW.account_id AND a.id > NEW.id AND a.service = NEW.service;
    END IF;
    RETURN NULL;
END $$;

-- Which questions applications were sent back for. An application and a question stand here once.
CREATE TABLE report_marks (
    application_id bigint NOT NULL,
    question text NOT NULL,
    rounds smallint NOT NULL,
    CONSTRAINT report_marks_pkey PRIMARY KEY (application_id, question)
);
COMMENT ON TABLE report_marks IS 'Questions that were marked to be corrected, as reports count them; refreshed with report_applications';
COMMENT ON COLUMN report_marks.question IS 'Key of the question; empty: none, the cause lay in a register';

-- How far forms come. A row outlives its draft, and says nothing of who filled it in.
CREATE TABLE form_starts (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT form_starts_pkey PRIMARY KEY,
    draft_id bigint CONSTRAINT form_starts_draft_id_key UNIQUE,
    service text NOT NULL,
    service_version_id bigint NOT NULL,
    via text NOT NULL,
    day date NOT NULL,
    questions smallint NOT NULL,
    reached smallint NOT NULL DEFAULT 0,
    sent boolean NOT NULL DEFAULT false,
    CONSTRAINT form_starts_service_version_id_fkey FOREIGN KEY (service_version_id) REFERENCES service_versions (id)
);
COMMENT ON TABLE form_starts IS 'Every form that was begun and how far it came, kept when its draft is gone; it only ever comes further';
COMMENT ON COLUMN form_starts.draft_id IS 'The draft while there is one; no foreign key, drafts are thrown away';
COMMENT ON COLUMN form_starts.day IS 'In Tashkent, on which it was begun';
COMMENT ON COLUMN form_starts.questions IS 'How many questions the form has';
COMMENT ON COLUMN form_starts.reached IS 'The place in the form of the last question of the furthest page that was kept; 0: none';
CREATE INDEX form_starts_service_idx ON form_starts (service, day);
CREATE INDEX form_starts_service_version_id_idx ON form_starts (service_version_id);
INSERT INTO form_starts (draft_id, service, service_version_id, via, day, questions, reached, sent)
SELECT d.id, d.service, d.service_version_id, coalesce(g.ground, 'self'), (d.created_at AT TIME ZONE interval '5 hours')::date,
    jsonb_array_length(CASE WHEN jsonb_typeof(v.definition -> 'form') = 'array' THEN v.definition -> 'form' ELSE '[]' END), 0, d.application_id IS NOT NULL
FROM drafts d JOIN service_versions v ON v.id = d.service_version_id LEFT JOIN mandates g ON g.id = d.mandate_id;

-- The board sums up months, not applications: each of these tables has a row for a month, a service and what the board is
-- narrowed by, and rows for all regions and all ways to begin, '*', so that whoever narrows by neither reads few. A refresh writes those months of services anew in which anything changed.
CREATE TABLE report_stale_months (service text, month date);
COMMENT ON TABLE report_stale_months IS 'Months of services whose sums are no longer right';

CREATE FUNCTION note_stale_start() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO report_stale_months VALUES (NEW.service, date_trunc('month', NEW.day)::date);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION note_stale_start IS 'Has the forms of a service and a month counted anew';
CREATE TRIGGER form_starts_stale AFTER INSERT OR UPDATE ON form_starts FOR EACH ROW EXECUTE FUNCTION note_stale_start();

CREATE TABLE report_versions (
    version bigint CONSTRAINT report_versions_pkey PRIMARY KEY,
    minutes smallint NOT NULL
);
COMMENT ON TABLE report_versions IS 'Minutes that the form of a version of a service takes to fill in, as the page of the service says';

CREATE TABLE report_months (
    service text NOT NULL,
    month date NOT NULL,
    authority text NOT NULL,
    region text NOT NULL,
    via text NOT NULL,
    submitted int NOT NULL,
    corrected int NOT NULL,
    billed int NOT NULL,
    paid int NOT NULL,
    settled int NOT NULL,
    got int NOT NULL,
    granted int NOT NULL,
    refused int NOT NULL,
    withdrawn int NOT NULL,
    lapsed int NOT NULL,
    alone int NOT NULL,
    in_term int NOT NULL,
    minutes double precision NOT NULL,
    waited double precision NOT NULL,
    late int NOT NULL,
    late_days double precision NOT NULL,
    fill double precision NOT NULL,
    refill double precision NOT NULL,
    rounds int NOT NULL,
    again int NOT NULL,
    again_fill double precision NOT NULL,
    trips int NOT NULL,
    unpaid int NOT NULL,
    unpaid_fill double precision NOT NULL,
    CONSTRAINT report_months_pkey PRIMARY KEY (service, month, authority, region, via)
);
COMMENT ON TABLE report_months IS 'Applications by month, summed up by the job report.refresh';
COMMENT ON COLUMN report_months.submitted IS 'Sent in the month; of these are corrected, billed, paid, settled (decided by now) and got (granted)';
COMMENT ON COLUMN report_months.granted IS 'Came to this end in the month; of those that came to any end are all columns from here on';
COMMENT ON COLUMN report_months.waited IS 'Days from sending to the decision';
COMMENT ON COLUMN report_months.late IS 'Decided after the term; late_days: the days after it';
COMMENT ON COLUMN report_months.fill IS 'Minutes that their forms took, those of second tries apart (again_fill); refill: a form for each round of correction';
COMMENT ON COLUMN report_months.trips IS 'Times that people came beyond the first';
COMMENT ON COLUMN report_months.unpaid IS 'Lapsed because the fee was not paid; unpaid_fill: minutes that their forms took';
CREATE INDEX report_months_month ON report_months (region, via, month);

CREATE TABLE report_reasons (
    service text NOT NULL,
    month date NOT NULL,
    authority text NOT NULL,
    region text NOT NULL,
    via text NOT NULL,
    version bigint NOT NULL,
    cause text NOT NULL,
    hit smallint NOT NULL,
    n int NOT NULL,
    minutes double precision NOT NULL,
    waited double precision NOT NULL,
    late_days double precision NOT NULL,
    CONSTRAINT report_reasons_pkey PRIMARY KEY (service, month, authority, region, via, version, cause, hit)
);
COMMENT ON TABLE report_reasons IS 'Applications sent in a month that went to people, by why, summed up by the job report.refresh';
COMMENT ON COLUMN report_reasons.hit IS 'Index of the check that decided so, -1 when none did';
COMMENT ON COLUMN report_reasons.waited IS 'Days that the decided ones took; late_days: those of them after the term';
CREATE INDEX report_reasons_month ON report_reasons (region, via, month);

CREATE TABLE report_questions (
    service text NOT NULL,
    month date NOT NULL,
    authority text NOT NULL,
    region text NOT NULL,
    via text NOT NULL,
    question text NOT NULL,
    n int NOT NULL,
    refill double precision NOT NULL,
    stood double precision NOT NULL,
    CONSTRAINT report_questions_pkey PRIMARY KEY (service, month, authority, region, via, question)
);
COMMENT ON TABLE report_questions IS 'Applications sent in a month that were sent back for a question, summed up by the job report.refresh';
COMMENT ON COLUMN report_questions.refill IS 'Minutes of forms filled in again, and stood: days at the applicant. Both are shared alike among the questions of an application';
CREATE INDEX report_questions_month ON report_questions (region, via, month);

CREATE TABLE report_starts (
    service text NOT NULL,
    month date NOT NULL,
    via text NOT NULL,
    started int NOT NULL,
    first int NOT NULL,
    half int NOT NULL,
    sent int NOT NULL,
    CONSTRAINT report_starts_pkey PRIMARY KEY (service, month, via)
);
COMMENT ON TABLE report_starts IS 'Forms begun in a month and how far they came, summed up by the job report.refresh';
COMMENT ON COLUMN report_starts.first IS 'Kept their first page; half: came to the middle of the questions; a form without questions counts when it is sent';
CREATE INDEX report_starts_month ON report_starts (month);

INSERT INTO report_stale_months SELECT DISTINCT service, date_trunc('month', day)::date FROM form_starts;
INSERT INTO report_stale_months VALUES (NULL, NULL); -- all are counted anew, by a program that knows these tables
