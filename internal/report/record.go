package report

import "context"

// Record is what became of a service's applications in a period, and what people say of it: the counters of its
// public page.
type Record struct {
	Service   string // code
	Granted   int
	Refused   int
	Corrected int // of those that came in: sent back at least once
	Open      int // with no end yet, whenever they came in
	Days      float64
	Raters    int     // people who gave marks
	Mean      float64 // of their marks
}

// Decided is how many were granted or refused: Days is the median of them.
func (r Record) Decided() int { return r.Granted + r.Refused }

// Records is the record of each service that anybody used or marked, by its code.
func (s *Store) Records(ctx context.Context, f Filter) (map[string]Record, error) {
	list, err := collect[Record](ctx, s, `
		WITH ended AS (
			SELECT service, count(*) FILTER (WHERE state = 'done') AS granted, count(*) FILTER (WHERE state = 'refused') AS refused,
				percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FILTER (WHERE decided) AS days
			FROM report_applications WHERE`+inPeriod("day_out")+`GROUP BY 1),
		sent AS (
			SELECT service, count(*) FILTER (WHERE corrected) AS corrected
			FROM report_applications WHERE`+inPeriod("day_in")+`GROUP BY 1),
		open AS (
			SELECT service, count(*) AS n FROM report_applications WHERE day_out IS NULL AND`+whose+`GROUP BY 1),
		marked AS (
			SELECT service, count(mean) AS raters, avg(mean)::float8 AS mean
			FROM (SELECT service, (SELECT avg(m) FROM unnest(ARRAY[legality, quality, timeliness, accessibility]) m) AS mean
				FROM report_feedback WHERE service <> '' AND kind = 'rating' AND`+inPeriod("day")+`) marks
			GROUP BY 1)
		SELECT service, coalesce(granted, 0), coalesce(refused, 0), coalesce(corrected, 0), coalesce(open.n, 0),
			coalesce(days, 0), coalesce(raters, 0), coalesce(mean, 0)
		FROM ended FULL JOIN sent USING (service) FULL JOIN open USING (service) FULL JOIN marked USING (service)`, f)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Record, len(list))
	for _, r := range list {
		out[r.Service] = r
	}
	return out, nil
}
