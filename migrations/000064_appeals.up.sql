SET lock_timeout = '500ms';

-- The number of an application, as casework draws it (see number.go), for the appeals that have none yet: a Feistel
-- permutation of the next position of the sequence under the key, and Damm's check digit.
CREATE FUNCTION pg_temp.draw_number() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    damm constant int[] := ARRAY[
        0,3,1,7,5,9,8,6,4,2, 7,0,9,2,1,5,4,8,6,3, 4,2,0,6,8,7,1,3,5,9, 1,7,5,0,9,8,3,4,2,6, 6,1,2,3,0,4,5,9,7,8,
        3,6,7,4,2,0,9,5,8,1, 5,8,6,9,7,2,0,1,3,4, 8,9,4,5,3,6,2,0,1,7, 9,4,3,8,6,1,7,2,0,5, 2,5,8,1,4,3,6,7,9,0];
    pad_in bytea;
    pad_out bytea;
    mac bytea;
    n int := nextval('application_numbers') - 1;
    high int;
    low int;
    kept int;
    digits text;
    interim int := 0;
BEGIN
    SELECT key || decode(repeat('00', 64 - length(key)), 'hex') INTO pad_in FROM number_keys;
    pad_out := pad_in;
    FOR i IN 0..63 LOOP
        pad_in := set_byte(pad_in, i, get_byte(pad_in, i) # 54);
        pad_out := set_byte(pad_out, i, get_byte(pad_out, i) # 92);
    END LOOP;
    LOOP
        high := n >> 14;
        low := n & 16383;
        FOR round IN 0..5 LOOP
            mac := sha256(pad_out || sha256(pad_in || set_byte('\x00'::bytea, 0, round) || int4send(low)));
            kept := low;
            low := high # (((get_byte(mac, 2) << 8) | get_byte(mac, 3)) & 16383);
            high := kept;
        END LOOP;
        n := (high << 14) | low;
        EXIT WHEN n < 90000000;
    END LOOP;
    digits := (10000000 + n)::text;
    FOR i IN 1..8 LOOP
        interim := damm[interim * 10 + substr(digits, i, 1)::int + 1];
    END LOOP;
    RETURN digits || interim;
END $$;

ALTER TABLE appeals ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY;
ALTER TABLE appeals ADD COLUMN number text;
ALTER TABLE appeals ADD COLUMN kind text;
ALTER TABLE appeals ADD COLUMN prepared_by bigint;
ALTER TABLE appeals ADD COLUMN raised_from text NOT NULL DEFAULT '';
UPDATE appeals p SET number = pg_temp.draw_number(), kind = CASE WHEN p.refused_by IS NULL THEN 'review' ELSE 'appeal' END, prepared_by = a.prepared_by
    FROM applications a WHERE a.id = p.application_id;
DROP FUNCTION pg_temp.draw_number();
ALTER TABLE appeals ALTER COLUMN number SET NOT NULL;
ALTER TABLE appeals ALTER COLUMN kind SET NOT NULL;
ALTER TABLE appeals DROP CONSTRAINT appeals_pkey;
ALTER TABLE appeals ADD CONSTRAINT appeals_pkey PRIMARY KEY (id);
ALTER TABLE appeals ADD CONSTRAINT appeals_number_key UNIQUE (number);
ALTER TABLE appeals ADD CONSTRAINT appeals_kind_check CHECK (kind IN ('review', 'appeal'));
ALTER TABLE appeals ADD CONSTRAINT appeals_prepared_by_fkey FOREIGN KEY (prepared_by) REFERENCES accounts (id);
ALTER TABLE appeals DROP CONSTRAINT appeals_outcome_check;
ALTER TABLE appeals ADD CONSTRAINT appeals_outcome_check CHECK (outcome IN ('', 'upheld', 'obliged', 'overturned'));
COMMENT ON TABLE appeals IS 'Reviews by a person of what the rules refused, and appeals against what officials refused: each a case with a number, a clock and an outcome of its own';
COMMENT ON COLUMN appeals.number IS 'Drawn from the same sequence as those of applications: one number names one of them';
COMMENT ON COLUMN appeals.kind IS 'review: the rules had decided; appeal: an official had';
COMMENT ON COLUMN appeals.refused_by IS 'Who made the decision; empty for the rules';
COMMENT ON COLUMN appeals.prepared_by IS 'Who prepared it; empty where nobody did';
COMMENT ON COLUMN appeals.raised_from IS 'Region of the office that had nobody to hear it, so that the whole authority does; the case goes back there afterwards';
CREATE INDEX appeals_application_id_idx ON appeals (application_id, id);
CREATE INDEX appeals_prepared_by_idx ON appeals (prepared_by) WHERE prepared_by IS NOT NULL;
CREATE UNIQUE INDEX appeals_one_open ON appeals (application_id) WHERE outcome = '';

-- An official hands a case on as well when the refusal must be decided anew ('oblige').
DROP MATERIALIZED VIEW report_applications;
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
    coalesce(held.minutes, 0)::real AS minutes
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
) held ON NOT a.automatic;
COMMENT ON MATERIALIZED VIEW report_applications IS 'Applications as reports count them; refreshed by the job report.refresh';
COMMENT ON COLUMN report_applications.cause IS 'Why it first went to people; empty when none took part';
COMMENT ON COLUMN report_applications.hit IS 'Index of the check that decided then, -1 when none did';
COMMENT ON COLUMN report_applications.minutes IS 'Working minutes that officials had it, from taking it to what they did';
CREATE UNIQUE INDEX report_applications_id ON report_applications (id);
CREATE INDEX report_applications_in ON report_applications (day_in);
CREATE INDEX report_applications_out ON report_applications (day_out) WHERE day_out IS NOT NULL;
