package report

import (
	"context"
	"time"

	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/workday"
)

// dateOf is the day of a moment in Tashkent, as a date of the database.
func dateOf(at time.Time) time.Time {
	local := at.In(workday.Zone)
	return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
}

// Headline is the figures at the top of the board for one period.
type Headline struct {
	From, To  time.Time // days: the first, and the first after
	Submitted int
	Corrected int
	Closed    int
	Decided   int
	Alone     int
	InTerm    int
	Waited    float64 // days from sending to the decision, of all decided
	Lost      float64 // hours, see Lost
	Marks     int     // people who gave marks
	Mean      float64
	Cases     int // of feedback whose answer was due in the period
	InTime    int // of them answered by then
}

// CorrectedShare is the part of the submitted that came back.
func (h Headline) CorrectedShare() float64 { return share(h.Corrected, h.Submitted) }

// B is level B.
func (h Headline) B() float64 { return share(h.Alone, h.Decided) }

// Punctual is the part of the decided by the due date.
func (h Headline) Punctual() float64 { return share(h.InTerm, h.Decided) }

// Completed is the part of the closed that were decided.
func (h Headline) Completed() float64 { return share(h.Decided, h.Closed) }

// Days is how long a decision took on average.
func (h Headline) Days() float64 { return h.Waited / float64(max(1, h.Decided)) }

// Each is the hours lost with an application.
func (h Headline) Each() float64 { return h.Lost / float64(max(1, h.Closed)) }

// Replied is the part of the cases of feedback that were answered in time.
func (h Headline) Replied() float64 { return share(h.InTime, h.Cases) }

// Headline counts one period; see Filter.Whole and Filter.Before.
func (s *Store) Headline(ctx context.Context, f Filter) (Headline, error) {
	lost, err := s.Lost(ctx, f)
	if err != nil {
		return Headline{}, err
	}
	list, err := collect[Headline](ctx, s, `
		SELECT @from::date, @to::date, a.submitted, a.corrected, a.closed, a.decided, a.alone, a.in_term, a.waited, 0::float8, b.n, b.mean, c.n, c.in_time
		FROM (SELECT coalesce(sum(submitted), 0) AS submitted, coalesce(sum(corrected), 0) AS corrected, coalesce(sum(granted + refused + withdrawn + lapsed), 0) AS closed,
				coalesce(sum(granted + refused), 0) AS decided, coalesce(sum(alone), 0) AS alone, coalesce(sum(in_term), 0) AS in_term, coalesce(sum(waited), 0) AS waited
			FROM report_months WHERE`+inMonths+`) a,
			(SELECT coalesce(sum(rated), 0)::int AS n, coalesce(sum(overall) / 12.0 / nullif(sum(rated), 0), 0)::float8 AS mean FROM report_said WHERE kind = 'rating' AND`+said+`) b,
			(SELECT count(*) AS n, count(*) FILTER (WHERE `+feedback.AnsweredInTime+`) AS in_time
				FROM (SELECT service, authority, region, state, (due_at AT TIME ZONE interval '5 hours')::date AS due, due_at, answered_at FROM report_feedback_cases
					WHERE due_at >= (@from::date - 1)::timestamptz AND due_at < (@to::date + 1)::timestamptz AND due_at < @now) cases WHERE`+inPeriod("due")+`) c`, f)
	if err != nil {
		return Headline{}, err
	}
	h := list[0]
	h.Lost = lost.Hours()
	return h, nil
}

// Comparison is the last whole months of a period, and as many before them.
func (s *Store) Comparison(ctx context.Context, f Filter) (now, before Headline, err error) {
	f.Whole, f.Before = true, false
	if now, err = s.Headline(ctx, f); err != nil {
		return now, before, err
	}
	f.Before = true
	before, err = s.Headline(ctx, f)
	return now, before, err
}
