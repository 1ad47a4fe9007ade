SET lock_timeout = '500ms';

-- What people said, summed up by month, so that a report reads sums and not every row. Nobody who says something waits for
-- it: the job report.refresh adds what came, and report_said adds the rest when it is read, so that every figure is of this
-- moment.
CREATE TABLE report_voices (
    region text NOT NULL,
    month date NOT NULL,
    service text NOT NULL,
    authority text NOT NULL,
    kind text NOT NULL,
    n int NOT NULL,
    rated int NOT NULL,
    overall bigint NOT NULL,
    low int NOT NULL,
    given int NOT NULL,
    legality int NOT NULL, legality_low int NOT NULL, legality_sum bigint NOT NULL,
    quality int NOT NULL, quality_low int NOT NULL, quality_sum bigint NOT NULL,
    timeliness int NOT NULL, timeliness_low int NOT NULL, timeliness_sum bigint NOT NULL,
    accessibility int NOT NULL, accessibility_low int NOT NULL, accessibility_sum bigint NOT NULL,
    CONSTRAINT report_voices_pkey PRIMARY KEY (region, month, service, authority, kind)
) WITH (fillfactor = 80);
COMMENT ON TABLE report_voices IS 'What people said by month, summed up by the job report.refresh; read through report_said';
COMMENT ON COLUMN report_voices.region IS 'SOATO; empty where it is about no territory; * for all of them together';
COMMENT ON COLUMN report_voices.rated IS 'With a mark; overall: the sum of the mean marks of these, in twelfths; low: with a mark of three or less';
COMMENT ON COLUMN report_voices.given IS 'Marks of all criteria; of each how many, how many of three and less, and their sum';

CREATE TABLE report_voices_upto (
    one boolean CONSTRAINT report_voices_upto_pkey PRIMARY KEY DEFAULT true CONSTRAINT report_voices_upto_one CHECK (one),
    last bigint NOT NULL,
    next bigint NOT NULL,
    after xid8 NOT NULL
);
COMMENT ON TABLE report_voices_upto IS 'How far feedback_entries is summed up: one row';
COMMENT ON COLUMN report_voices_upto.last IS 'Every entry up to this id is in report_voices, and none after it';
COMMENT ON COLUMN report_voices_upto.next IS 'The newest entry when it was last looked; up to it can be summed once no transaction is left from before';
COMMENT ON COLUMN report_voices_upto.after IS 'The first transaction that had not begun when it was last looked: ids are given out in another order than that in which entries become visible';
INSERT INTO report_voices_upto (last, next, after) VALUES (0, 0, pg_current_xact_id());

-- One row of feedback as the sums count it; marks are those of ratings.
CREATE VIEW report_voices_now AS
SELECT e.id, date_trunc('month', (e.created_at AT TIME ZONE interval '5 hours'))::date AS month, e.service_code AS service, e.authority, e.region, e.kind,
    (m.given > 0)::int AS rated, CASE WHEN m.given > 0 THEN 12 * m.sum / m.given ELSE 0 END AS overall,
    coalesce(least(e.legality, e.quality, e.timeliness, e.accessibility) <= 3, false)::int AS low, m.given,
    (e.legality IS NOT NULL)::int AS legality, coalesce(e.legality <= 3, false)::int AS legality_low, coalesce(e.legality, 0) AS legality_sum,
    (e.quality IS NOT NULL)::int AS quality, coalesce(e.quality <= 3, false)::int AS quality_low, coalesce(e.quality, 0) AS quality_sum,
    (e.timeliness IS NOT NULL)::int AS timeliness, coalesce(e.timeliness <= 3, false)::int AS timeliness_low, coalesce(e.timeliness, 0) AS timeliness_sum,
    (e.accessibility IS NOT NULL)::int AS accessibility, coalesce(e.accessibility <= 3, false)::int AS accessibility_low, coalesce(e.accessibility, 0) AS accessibility_sum
FROM feedback_entries e, LATERAL (SELECT num_nonnulls(e.legality, e.quality, e.timeliness, e.accessibility) AS given,
    coalesce(e.legality, 0) + coalesce(e.quality, 0) + coalesce(e.timeliness, 0) + coalesce(e.accessibility, 0) AS sum) m;
COMMENT ON VIEW report_voices_now IS 'Each entry of feedback as report_voices counts it';

-- The second bound is never reached: it tells the planner that few rows are behind the first.
CREATE VIEW report_said AS
SELECT region, month, service, authority, kind, n, rated, overall, low, given, legality, legality_low, legality_sum, quality, quality_low, quality_sum,
    timeliness, timeliness_low, timeliness_sum, accessibility, accessibility_low, accessibility_sum
FROM report_voices
UNION ALL
SELECT r.region, v.month, v.service, v.authority, v.kind, 1, v.rated, v.overall, v.low, v.given, v.legality, v.legality_low, v.legality_sum, v.quality, v.quality_low, v.quality_sum,
    v.timeliness, v.timeliness_low, v.timeliness_sum, v.accessibility, v.accessibility_low, v.accessibility_sum
FROM report_voices_now v CROSS JOIN LATERAL (VALUES (v.region), ('*')) AS r (region)
WHERE v.id > (SELECT last FROM report_voices_upto) AND v.id <= (SELECT last + 1000000000000 FROM report_voices_upto);
COMMENT ON VIEW report_said IS 'What people said by month, region (* for all) and service, up to this moment';
