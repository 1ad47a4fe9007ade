package report

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/workday"
)

// Usual times are those of the last days, because offices change; of a few cases they would say more of those few.
const (
	UsualDays  = 90
	UsualFloor = 20
)

// Record is what became of a service's applications in the last twelve months, how long decisions take of late, and
// what people say: the counters of its public page.
type Record struct {
	Service   string         // code
	States    map[string]int // applications by state: ended in the twelve months, or with no end yet
	Corrected int            // of those that came in: sent back at least once
	Decided   int            // granted or refused in the last UsualDays
	P50       float64        // days in which half of these were decided
	P90       float64        // days in which nine of ten were
	Raters    int            // people who gave marks
	Mean      float64        // of their marks
}

// Usual reports whether enough applications were decided of late to speak of a usual time.
func (r Record) Usual() bool { return r.Decided >= UsualFloor }

// Records is the record of each service that anybody used or marked, by its code, as the last refresh left them.
func (s *Store) Records(ctx context.Context) (map[string]Record, error) {
	list, err := collect[Record](ctx, s, `SELECT service, states, corrected, decided, p50, p90, raters, mean FROM report_services`, Filter{})
	if err != nil {
		return nil, err
	}
	out := make(map[string]Record, len(list))
	for _, r := range list {
		out[r.Service] = r
	}
	return out, nil
}

// Uses is how many applications of the last twelve months each service had, by its code: what the search ranks by.
func (s *Store) Uses(ctx context.Context) (map[string]int, error) {
	records, err := s.Records(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[string]int, len(records))
	for code, r := range records {
		for _, n := range r.States {
			out[code] += n
		}
	}
	return out, nil
}

// refreshServices writes the counters of services anew, if an application or a mark came since, or another day began.
func (s *Store) refreshServices(ctx context.Context, tx pgx.Tx) error {
	var newest int64
	if err := tx.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM application_events`).Scan(&newest); err != nil {
		return err
	}
	var at time.Time
	var have, marks int64
	err := tx.QueryRow(ctx, `
		SELECT CASE WHEN isfinite(at) THEN at ELSE 'epoch' END, last_event, coalesce((SELECT max(id) FROM report_feedback), 0)
		FROM report_refreshes WHERE name = 'report_services' FOR UPDATE`).Scan(&at, &have, &marks)
	if err != nil {
		return err
	}
	stamp := newest + marks // neither ever falls: their sum stands still only when both do
	if stamp == have && day(at) == day(s.now()) {
		return nil
	}
	if _, err := tx.Exec(ctx, `DELETE FROM report_services`); err != nil {
		return err
	}
	args := s.args(Filter{})
	args["recent"], args["today"] = s.now().In(workday.Zone).AddDate(0, 0, -UsualDays), s.now().In(workday.Zone)
	if _, err := tx.Exec(ctx, countServices, args); err != nil {
		return fmt.Errorf("count services: %w", postgres.Problem(err))
	}
	_, err = tx.Exec(ctx, `UPDATE report_refreshes SET at = $1, last_event = $2 WHERE name = 'report_services'`, s.now(), stamp)
	return err
}

func day(t time.Time) string { return t.In(workday.Zone).Format(time.DateOnly) }

const countServices = `
	INSERT INTO report_services (service, states, corrected, decided, p50, p90, raters, mean)
	WITH counted AS (
		SELECT service, state, count(*) AS n FROM report_applications
		WHERE day_out IS NULL OR day_out >= @from::date AND day_out < @to::date GROUP BY 1, 2),
	standing AS (
		SELECT service, jsonb_object_agg(state, n) AS states FROM counted GROUP BY 1),
	sent AS (
		SELECT service, count(*) AS corrected FROM report_applications
		WHERE corrected AND day_in >= @from::date AND day_in < @to::date GROUP BY 1),
	usual AS (
		SELECT service, count(*) AS decided, percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS p50,
			percentile_cont(0.9) WITHIN GROUP (ORDER BY days) AS p90
		FROM report_applications WHERE decided AND day_out > @recent::date AND day_out <= @today::date GROUP BY 1),
	marked AS (
		SELECT service, sum(rated) AS raters, sum(overall) / 12.0 / nullif(sum(rated), 0) AS mean FROM report_said
		WHERE service <> '' AND kind = 'rating' AND region = '*' AND month >= @from::date AND month < @to::date GROUP BY 1)
	SELECT service, coalesce(states, '{}'), coalesce(corrected, 0), coalesce(decided, 0), coalesce(p50, 0), coalesce(p90, 0),
		coalesce(raters, 0), coalesce(mean, 0)
	FROM standing FULL JOIN sent USING (service) FULL JOIN usual USING (service) FULL JOIN marked USING (service)`
