package report

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
)

// learnVersions notes how long the forms of versions take that were published since.
func (s *Store) learnVersions(ctx context.Context, tx pgx.Tx) error {
	rows, _ := tx.Query(ctx, `SELECT id FROM service_versions v WHERE published_at IS NOT NULL AND NOT EXISTS (SELECT FROM report_versions r WHERE r.version = v.id)`)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("find new versions: %w", err)
	}
	if len(ids) == 0 {
		return nil
	}
	today := map[int64]*catalogue.Service{} // those of today are at hand
	for _, svc := range s.services.Snapshot().All() {
		today[svc.VersionID] = svc
	}
	minutes := make([]int16, 0, len(ids))
	for _, id := range ids {
		svc, ok := today[id]
		if !ok {
			if svc, err = s.services.VersionIn(ctx, tx, id); err != nil {
				return err
			}
		}
		minutes = append(minutes, int16(min(form.FillMinutes(svc.Form), 1<<15-1))) //nolint:gosec // bounded just now
	}
	_, err = tx.Exec(ctx, `INSERT INTO report_versions SELECT * FROM unnest($1::bigint[], $2::smallint[]) ON CONFLICT DO NOTHING`, ids, minutes)
	return err
}

// monthsAtOnce is how many months of services are summed up in one transaction.
const monthsAtOnce = 300

// noteUnspread has the months counted anew that a release wrote which did not know of hours.
func noteUnspread(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO report_stale_months SELECT DISTINCT service, month FROM report_months
		WHERE hours IS NULL AND NOT EXISTS (SELECT FROM report_stale_months)`)
	if err != nil {
		return fmt.Errorf("find months without hours: %w", err)
	}
	return nil
}

// sumUp writes some of the months of services anew in which anything changed, and says whether there are more.
func sumUp(ctx context.Context, tx pgx.Tx) (more bool, err error) {
	type cell struct {
		Service string
		Month   time.Time
	}
	rows, _ := tx.Query(ctx, `
		WITH taken AS (SELECT DISTINCT service, month FROM report_stale_months ORDER BY 1, 2 LIMIT $1),
		gone AS (DELETE FROM report_stale_months m USING taken WHERE m.service = taken.service AND m.month = taken.month)
		SELECT service, month FROM taken`, monthsAtOnce)
	cells, err := pgx.CollectRows(rows, pgx.RowToStructByPos[cell])
	if err != nil {
		return false, fmt.Errorf("find stale months: %w", err)
	}
	if len(cells) == 0 {
		return false, nil
	}
	var services []string
	var months []time.Time
	for _, c := range cells {
		services, months = append(services, c.Service), append(months, c.Month)
	}
	for _, table := range []string{"report_months", "report_reasons", "report_questions", "report_starts"} {
		if _, err := tx.Exec(ctx, forget(table), services, months); err != nil {
			return false, fmt.Errorf("forget %s: %w", table, err)
		}
	}
	for _, sql := range []string{sumApplications, sumReasons, sumQuestions, sumStarts} {
		if _, err := tx.Exec(ctx, sql, services, months); err != nil {
			return false, fmt.Errorf("sum up months: %w", err)
		}
	}
	return len(cells) == monthsAtOnce, nil
}

// cells is the months of services that a statement is about; bounds of the month are those of days.
// Every statement writes beside the rows of regions and ways to begin those of all of them, '*'.
const cells = `cells AS (SELECT service, month, (month + interval '1 month')::date AS next FROM unnest($1::text[], $2::date[]) AS c (service, month))`

const (
	either  = `CASE WHEN grouping(region) = 1 THEN '*' ELSE region END AS region, CASE WHEN grouping(via) = 1 THEN '*' ELSE via END AS via`
	eachWay = ` GROUP BY service, month, authority, CUBE (region, via)`
)

func forget(table string) string {
	return `WITH ` + cells + ` DELETE FROM ` + table + ` t USING cells c WHERE t.service = c.service AND t.month = c.month`
}

const (
	sumApplications = `
	INSERT INTO report_months (service, month, authority, region, via, submitted, corrected, billed, paid, settled, got,
		granted, refused, withdrawn, lapsed, alone, in_term, minutes, waited, late, late_days, fill, refill, rounds, again, again_fill, trips, unpaid, unpaid_fill, hours, took)
	WITH ` + cells + `,
	sent AS (
		SELECT service, month, authority, ` + either + `, count(*) AS submitted, count(*) FILTER (WHERE corrected) AS corrected, count(*) FILTER (WHERE billed) AS billed,
			count(*) FILTER (WHERE paid) AS paid, count(*) FILTER (WHERE decided) AS settled, count(*) FILTER (WHERE state = 'done') AS got
		FROM cells JOIN report_applications r USING (service) WHERE r.day_in >= month AND r.day_in < next` + eachWay + `),
	ended AS (
		SELECT service, month, authority, ` + either + `,
			count(*) FILTER (WHERE state = 'done') AS granted, count(*) FILTER (WHERE state = 'refused') AS refused,
			count(*) FILTER (WHERE state = 'withdrawn') AS withdrawn, count(*) FILTER (WHERE state = 'lapsed') AS lapsed,
			count(*) FILTER (WHERE decided AND automatic) AS alone, count(*) FILTER (WHERE decided AND in_term) AS in_term,
			coalesce(sum(r.minutes) FILTER (WHERE decided), 0) AS minutes, coalesce(sum(days) FILTER (WHERE decided), 0) AS waited,
			count(*) FILTER (WHERE decided AND NOT in_term) AS late, coalesce(sum(late_days) FILTER (WHERE decided), 0) AS late_days,
			coalesce(sum(v.minutes) FILTER (WHERE NOT again), 0) AS fill, coalesce(sum(rounds * v.minutes), 0) AS refill, sum(rounds) AS rounds,
			count(*) FILTER (WHERE again) AS again, coalesce(sum(v.minutes) FILTER (WHERE again), 0) AS again_fill, sum(greatest(trips - 1, 0)) AS trips,
			count(*) FILTER (WHERE state = 'lapsed' AND billed AND NOT paid) AS unpaid, coalesce(sum(v.minutes) FILTER (WHERE state = 'lapsed' AND billed AND NOT paid), 0) AS unpaid_fill
		FROM cells JOIN report_applications r USING (service) LEFT JOIN report_versions v USING (version) WHERE r.day_out >= month AND r.day_out < next` + eachWay + `),
	spread AS (
		SELECT service, month, authority, region, via, array_agg(hour ORDER BY hour) AS hours, array_agg(n ORDER BY hour) AS took
		FROM (SELECT service, month, authority, ` + either + `, least(round(days * 24), 32767)::smallint AS hour, count(*)::int AS n
			FROM cells JOIN report_applications r USING (service) WHERE decided AND r.day_out >= month AND r.day_out < next` + eachWay + `, hour) s
		GROUP BY service, month, authority, region, via)
	SELECT service, month, authority, region, via, coalesce(submitted, 0), coalesce(corrected, 0), coalesce(billed, 0), coalesce(paid, 0), coalesce(settled, 0), coalesce(got, 0),
		coalesce(granted, 0), coalesce(refused, 0), coalesce(withdrawn, 0), coalesce(lapsed, 0), coalesce(alone, 0), coalesce(in_term, 0), coalesce(minutes, 0), coalesce(waited, 0),
		coalesce(late, 0), coalesce(late_days, 0), coalesce(fill, 0), coalesce(refill, 0), coalesce(rounds, 0), coalesce(again, 0), coalesce(again_fill, 0), coalesce(trips, 0),
		coalesce(unpaid, 0), coalesce(unpaid_fill, 0), coalesce(hours, '{}'), coalesce(took, '{}')
	FROM sent FULL JOIN ended USING (service, month, authority, region, via) LEFT JOIN spread USING (service, month, authority, region, via)`
	sumReasons = `
	INSERT INTO report_reasons (service, month, authority, region, via, version, cause, hit, n, minutes, waited, late_days)
	WITH ` + cells + `
	SELECT service, month, authority, ` + either + `, version, cause, CASE WHEN cause IN ('check', 'cant-evaluate', 'contested') THEN hit ELSE -1 END, count(*), sum(minutes),
		coalesce(sum(days) FILTER (WHERE decided), 0), coalesce(sum(late_days) FILTER (WHERE decided), 0)
	FROM cells JOIN report_applications r USING (service) WHERE r.day_in >= month AND r.day_in < next AND NOT automatic` + eachWay + `, 6, 7, 8`
	sumQuestions = `
	INSERT INTO report_questions (service, month, authority, region, via, question, n, refill, stood)
	WITH ` + cells + `
	SELECT service, month, authority, ` + either + `, question, count(*), coalesce(sum(r.rounds * v.minutes / marks.n::float8), 0), sum(stood / marks.n)
	FROM cells JOIN report_applications r USING (service) LEFT JOIN report_versions v USING (version)
	CROSS JOIN LATERAL (SELECT array_agg(question) AS questions, count(*) AS n FROM report_marks m WHERE m.application_id = r.id) marks
	CROSS JOIN LATERAL unnest(marks.questions) AS question
	WHERE r.day_in >= month AND r.day_in < next AND r.corrected` + eachWay + `, question`
	sumStarts = `
	INSERT INTO report_starts (service, month, via, started, first, half, sent)
	WITH ` + cells + `
	SELECT service, month, via, count(*), count(*) FILTER (WHERE reached > 0 OR sent), count(*) FILTER (WHERE reached * 2 >= questions AND questions > 0 OR sent), count(*) FILTER (WHERE sent)
	FROM cells JOIN form_starts f USING (service) WHERE f.day >= month AND f.day < next GROUP BY 1, 2, 3`
)
