package report

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// Before and after a change figures are those of equal spans. Of a few cases they would say more of those few than of the
// change, so that it is too early to say until so many were decided after it.
const (
	TurnDays  = 90
	TurnFloor = 20
)

// Span is the figures of a service in some days.
type Span struct {
	Raters    int     // ratings with marks
	Mean      float64 // of their marks
	Margin    float64 // half of the interval in which the mean lies with 95 %; meaningless below two raters
	Submitted int
	Corrected int // of them: sent back at least once
	Decided   int
	P50       float64 // days in which half of these were decided
}

// CorrectedShare is the share of the submitted that were sent back.
func (s Span) CorrectedShare() float64 { return share(s.Corrected, s.Submitted) }

// Turn is a service before and after a day, over so many days each.
type Turn struct {
	Days          int
	Before, After Span
}

// Early reports whether too few were decided after the change to say anything.
func (e Turn) Early() bool { return e.After.Decided < TurnFloor }

// Turn compares a service before a day with the time from that day on, up to TurnDays on each side. The day is one of
// Tashkent; a day that has only begun is not counted.
func (s *Store) Turn(ctx context.Context, service string, on time.Time) (Turn, error) {
	today, on := dateOf(s.now()), dateOf(on)
	e := Turn{Days: min(TurnDays, max(0, int(today.Sub(on).Hours())/24))}
	var err error
	if e.Before, err = s.span(ctx, service, on.AddDate(0, 0, -e.Days), on); err != nil {
		return e, err
	}
	e.After, err = s.span(ctx, service, on, on.AddDate(0, 0, e.Days))
	return e, err
}

// span counts a service from a day until before another.
func (s *Store) span(ctx context.Context, service string, from, to time.Time) (Span, error) {
	var (
		x         Span
		deviation float64
	)
	err := s.pool.QueryRow(ctx, `
		WITH marked AS (
			SELECT count(mean) AS n, coalesce(avg(mean), 0)::float8 AS mean, coalesce(stddev_samp(mean), 0)::float8 AS deviation
			FROM (SELECT `+meanMark+` AS mean FROM report_feedback WHERE kind = 'rating' AND service = @service AND day >= @from::date AND day < @to::date) marks
		), sent AS (
			SELECT count(*) AS n, count(*) FILTER (WHERE corrected) AS corrected FROM report_applications WHERE service = @service AND day_in >= @from::date AND day_in < @to::date
		), ended AS (
			SELECT count(*) AS n, coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY days), 0) AS p50
			FROM report_applications WHERE decided AND service = @service AND day_out >= @from::date AND day_out < @to::date
		)
		SELECT marked.n, marked.mean, marked.deviation, sent.n, sent.corrected, ended.n, ended.p50 FROM marked, sent, ended`,
		pgx.NamedArgs{"service": service, "from": from, "to": to}).Scan(&x.Raters, &x.Mean, &deviation, &x.Submitted, &x.Corrected, &x.Decided, &x.P50)
	if err != nil {
		return x, fmt.Errorf("report: turn: %w", postgres.Problem(err))
	}
	if x.Raters > 1 {
		x.Margin = Sure * deviation / math.Sqrt(float64(x.Raters))
	}
	return x, nil
}
