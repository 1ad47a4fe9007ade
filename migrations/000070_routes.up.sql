SET lock_timeout = '500ms';

CREATE TABLE routes (
    id bigint GENERATED ALWAYS AS IDENTITY,
    authority text NOT NULL,
    place integer NOT NULL,
    service text NOT NULL DEFAULT '',
    territory text NOT NULL DEFAULT '',
    applicant text NOT NULL DEFAULT '',
    office text NOT NULL DEFAULT '',
    share text NOT NULL,
    named bigint[] NOT NULL DEFAULT '{}',
    made_by bigint NOT NULL,
    made_at timestamptz NOT NULL,
    ended_by bigint,
    ended_at timestamptz,
    CONSTRAINT routes_pkey PRIMARY KEY (id),
    CONSTRAINT routes_territory_check CHECK (territory ~ '^([0-9]{4}|[0-9]{7})?$'),
    CONSTRAINT routes_applicant_check CHECK (applicant IN ('', 'person', 'company')),
    CONSTRAINT routes_office_check CHECK (office ~ '^([0-9]{4}|all)?$'),
    CONSTRAINT routes_share_check CHECK (share IN ('pool', 'load')),
    CONSTRAINT routes_named_check CHECK (share = 'load' OR named = '{}'),
    CONSTRAINT routes_ended_check CHECK ((ended_by IS NULL) = (ended_at IS NULL)),
    CONSTRAINT routes_made_by_fkey FOREIGN KEY (made_by) REFERENCES accounts (id),
    CONSTRAINT routes_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES accounts (id)
);
COMMENT ON TABLE routes IS 'To which office and official the cases of an authority go: the first rule whose conditions hold. A rule is never changed, only ended: events of cases name it';
COMMENT ON COLUMN routes.place IS 'In which order the rules that hold now are tried';
COMMENT ON COLUMN routes.service IS 'Code; empty: any of the authority';
COMMENT ON COLUMN routes.territory IS 'SOATO of a region or a district where the case belongs; empty: any';
COMMENT ON COLUMN routes.applicant IS 'Whether a person or a company applies; empty: either';
COMMENT ON COLUMN routes.office IS 'SOATO of the region whose office gets it; empty: that of the region where the case belongs; all: the whole authority';
COMMENT ON COLUMN routes.share IS 'pool: anybody of the office takes it; load: who has the fewest open cases of those at work gets it';
COMMENT ON COLUMN routes.named IS 'Accounts of the officials among whom it is shared; empty: every specialist of the office';
CREATE INDEX routes_authority_idx ON routes (authority, place, id) WHERE ended_at IS NULL;
CREATE INDEX routes_made_by_idx ON routes (made_by);
CREATE INDEX routes_ended_by_idx ON routes (ended_by) WHERE ended_by IS NOT NULL;

-- An official whom a rule gives a case has it from then on, as if a head had given it.
CREATE OR REPLACE VIEW report_applications_now AS
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
