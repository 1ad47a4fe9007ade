package report

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// TurnDays is the longest span that is compared on either side of a change, in days.
const TurnDays = 90

// Span is the figures of a service in some days. Applications are those that were sent and ended within them, as for effects.
type Span struct {
	Marks       Estimate
	Ended       int
	Corrected   int      // of them: sent back at least once
	CorrectedIn Interval // of the share
	Decided     int      // of the ended
	P50         float64  // days in which half of the decided were
	P50In       Interval // days
	P50Sure     bool     // enough were decided for that interval
}

// CorrectedShare is the share of the ended that were sent back.
func (s Span) CorrectedShare() float64 { return share(s.Corrected, s.Ended) }

// Turn is a service before and after a day, over so many days each.
type Turn struct {
	Days          int
	Before, After Span
}

// Early reports whether too few were decided after the change to say anything.
func (e Turn) Early() bool { return e.After.Decided < FewestMeasured }

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
		x     Span
		marks Tally
		args  = pgx.NamedArgs{"service": service, "from": from, "to": to}
	)
	err := s.pool.QueryRow(ctx, `
		SELECT (SELECT `+tally(overall)+` FROM report_feedback WHERE kind = 'rating' AND service = @service AND day >= @from::date AND day < @to::date),
			count(*), count(*) FILTER (WHERE corrected), count(*) FILTER (WHERE decided)
		FROM report_applications WHERE service = @service AND`+inSpan, args).Scan(&marks, &x.Ended, &x.Corrected, &x.Decided)
	if err != nil {
		return x, fmt.Errorf("report: turn: %w", postgres.Problem(err))
	}
	x.Marks, x.CorrectedIn = Estimated(marks), shareInterval(x.Corrected, x.Ended)
	if x.Decided == 0 {
		return x, nil
	}
	order, sure := medianInterval(x.Decided)
	x.P50Sure = sure
	args["low"], args["high"] = order.Low, order.High
	err = s.pool.QueryRow(ctx, `
		SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY days), percentile_disc(@low::float8) WITHIN GROUP (ORDER BY days)::float8, percentile_disc(@high::float8) WITHIN GROUP (ORDER BY days)::float8
		FROM report_applications WHERE decided AND service = @service AND`+inSpan, args).Scan(&x.P50, &x.P50In.Low, &x.P50In.High)
	if err != nil {
		return x, fmt.Errorf("report: median of a turn: %w", postgres.Problem(err))
	}
	return x, nil
}
