package report

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"
)

// Automation is the two levels: A of services, B of applications.
type Automation struct {
	Live      int // live services
	Automatic int // of them decided by rules alone
	Decided   int // applications granted or refused in the period
	Alone     int // of them without an official
}

// A is the share of live services that are automatic.
func (a Automation) A() float64 { return share(a.Automatic, a.Live) }

// B is the share of decided applications that no official touched.
func (a Automation) B() float64 { return share(a.Alone, a.Decided) }

// Automation counts level A from the published services and level B from the applications of the period.
func (s *Store) Automation(ctx context.Context, f Filter) (Automation, error) {
	var a Automation
	for _, svc := range s.services.Snapshot().All() {
		if svc.Status != live || f.Authority != "" && svc.Authority != f.Authority || !f.names(svc) {
			continue
		}
		a.Live++
		if svc.Process.Automatic() {
			a.Automatic++
		}
	}
	type counts struct{ Decided, Alone int }
	list, err := collect[counts](ctx, s, `
		SELECT coalesce(sum(granted + refused), 0), coalesce(sum(alone), 0) FROM report_months WHERE`+inMonths, f)
	if err != nil {
		return a, err
	}
	a.Decided, a.Alone = list[0].Decided, list[0].Alone
	return a, nil
}

// Month is a month of applications. Outcomes are counted in the month in which they came.
type Month struct {
	Month     time.Time // its first day
	Submitted int
	Granted   int
	Refused   int
	Withdrawn int
	Lapsed    int
	Alone     int // decided without an official
	InTerm    int // decided by the due date
	Corrected int // of the submitted: sent back at least once
}

// Decided is how many were granted or refused.
func (m Month) Decided() int { return m.Granted + m.Refused }

// Closed is how many came to any end.
func (m Month) Closed() int { return m.Decided() + m.Withdrawn + m.Lapsed }

// B is the share of the decided that no official touched.
func (m Month) B() float64 { return share(m.Alone, m.Decided()) }

// Late is the share of the decided after their due date.
func (m Month) Late() float64 { return share(m.Decided()-m.InTerm, m.Decided()) }

// Completed is the share of the closed that were decided, not left.
func (m Month) Completed() float64 { return share(m.Decided(), m.Closed()) }

// CorrectedShare is the share of the submitted that were sent back.
func (m Month) CorrectedShare() float64 { return share(m.Corrected, m.Submitted) }

// Months is every month of the period, those without applications too, oldest first.
func (s *Store) Months(ctx context.Context, f Filter) ([]Month, error) {
	return collect[Month](ctx, s, `
		WITH months AS (SELECT m::date AS month FROM generate_series(@from::date, @to::date - 1, interval '1 month') m),
		sums AS (
			SELECT month, sum(submitted) AS submitted, sum(granted) AS granted, sum(refused) AS refused, sum(withdrawn) AS withdrawn, sum(lapsed) AS lapsed,
				sum(alone) AS alone, sum(in_term) AS in_term, sum(corrected) AS corrected
			FROM report_months WHERE`+inMonths+`GROUP BY 1)
		SELECT months.month, coalesce(submitted, 0), coalesce(granted, 0), coalesce(refused, 0), coalesce(withdrawn, 0), coalesce(lapsed, 0),
			coalesce(alone, 0), coalesce(in_term, 0), coalesce(corrected, 0)
		FROM months LEFT JOIN sums USING (month) ORDER BY 1`, f)
}

// Region is a region's figures. Below the floor a region is listed, but not compared.
type Region struct {
	Code      string
	Submitted int
	Decided   int
	Alone     int
	InTerm    int
}

// B is the share of the decided that no official touched.
func (r Region) B() float64 { return share(r.Alone, r.Decided) }

// Share is the part decided by the due date.
func (r Region) Share() float64 { return share(r.InTerm, r.Decided) }

// Few reports whether there are too few decisions to compare the region.
func (r Region) Few() bool { return r.Decided < Floor }

// Regions is every region of the country in the order of its codes.
func (s *Store) Regions(ctx context.Context, f Filter) ([]Region, error) {
	f.Region = "" // a map of one region says nothing
	found, err := collect[Region](ctx, s, `
		SELECT region, sum(submitted), sum(granted + refused), sum(alone), sum(in_term) FROM report_months WHERE region NOT IN ('', '*') AND`+ofMonths+`GROUP BY 1`, f)
	if err != nil {
		return nil, err
	}
	by := make(map[string]Region, len(found))
	for _, r := range found {
		by[r.Code] = r
	}
	var list []Region
	for _, code := range regionCodes() {
		r := by[code]
		r.Code = code
		list = append(list, r)
	}
	return list, nil
}

// Late is how much of an authority's work is overdue now.
type Late struct {
	Code         string
	Waiting      int // applications on which the authority must act
	Applications int // of them overdue
	Feedback     int // cases of feedback that should have been answered
	Silent       int // applications of the period that silence granted: a term that was missed each
}

// Overdue is each authority with anything overdue now, whatever the period, or a term of the period missed so that silence
// decided; the most first.
func (s *Store) Overdue(ctx context.Context, f Filter) ([]Late, error) {
	return collect[Late](ctx, s, `
		SELECT authority, sum(waiting)::int, sum(late)::int, sum(feedback)::int, sum(silent)::int FROM (
			SELECT authority, count(*) AS waiting, count(*) FILTER (WHERE due_at < @now) AS late, 0 AS feedback, 0 AS silent
			FROM report_waiting WHERE`+whose+`GROUP BY 1
			UNION ALL
			SELECT authority, 0, 0, count(*), 0 FROM report_feedback_cases
			WHERE state IN ('open', 'reopened') AND due_at < @now AND`+whose+`GROUP BY 1
			UNION ALL
			SELECT authority, 0, 0, 0, count(*) FROM report_silences WHERE`+inPeriod("day_out")+`GROUP BY 1) kinds
		GROUP BY 1 HAVING sum(late) + sum(feedback) + sum(silent) > 0 ORDER BY sum(late) + sum(feedback) + sum(silent) DESC, 1`, f)
}

// Level is level A of one authority.
type Level struct {
	Code      string
	Live      int
	Automatic int
}

// Share is the part of the authority's live services that rules alone decide.
func (l Level) Share() float64 { return share(l.Automatic, l.Live) }

// Levels is level A by authority, those with the most services that need a person first.
func (s *Store) Levels(f Filter) []Level {
	by := map[string]Level{}
	for _, svc := range s.services.Snapshot().All() {
		if svc.Status != live || f.Authority != "" && svc.Authority != f.Authority || !f.names(svc) {
			continue
		}
		l := by[svc.Authority]
		l.Code = svc.Authority
		l.Live++
		if svc.Process.Automatic() {
			l.Automatic++
		}
		by[svc.Authority] = l
	}
	return slices.SortedFunc(maps.Values(by), func(a, b Level) int {
		return cmp.Or(cmp.Compare(b.Live-b.Automatic, a.Live-a.Automatic), cmp.Compare(a.Code, b.Code))
	})
}
