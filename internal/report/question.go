package report

import (
	"context"
	"time"

	"github.com/yagona/portal/internal/locale"
)

// Question is how often a question sends applications of a service back.
type Question struct {
	Service string
	Month   time.Time
	Key     string // of the question; empty: none, the cause lay in a register
	N       int    // applications sent in the period that came back for it
	Refill  float64
	Stood   float64 // days at the applicant, shared alike among the questions of an application
	Sent    int     // applications of the service sent in the period
}

// Share is the part of the applications of the service that come back for it.
func (q Question) Share() float64 { return share(q.N, q.Sent) }

// Corrections is every question for which at least Floor applications came back, the most frequent first.
func (s *Store) Corrections(ctx context.Context, f Filter) ([]Question, error) {
	list, err := s.questions(ctx, f, `@from::date`)
	if err != nil {
		return nil, err
	}
	few := 0
	for _, q := range list { // they are in order
		if q.N < Floor {
			break
		}
		few++
	}
	return list[:few], nil
}

// questions is every question for which anything came back, by an expression of a month, the most frequent first.
func (s *Store) questions(ctx context.Context, f Filter, month string) ([]Question, error) {
	list, err := collect[Question](ctx, s, `SELECT service, `+month+`, question, sum(n), sum(refill), sum(stood), 0 FROM report_questions WHERE`+inMonths+`
		GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 3`, f)
	if err != nil {
		return nil, err
	}
	sent, err := s.sent(ctx, f, month)
	for i, q := range list {
		list[i].Sent = sent[sentKey{q.Service, q.Month}]
	}
	return list, err
}

type sentKey struct {
	service string
	month   time.Time
}

// sent is how many applications of each service were sent, by an expression of a month.
func (s *Store) sent(ctx context.Context, f Filter, month string) (map[sentKey]int, error) {
	type count struct {
		Service string
		Month   time.Time
		N       int
	}
	counts, err := collect[count](ctx, s, `SELECT service, `+month+`, sum(submitted) FROM report_months WHERE`+inMonths+`GROUP BY 1, 2`, f)
	by := make(map[sentKey]int, len(counts))
	for _, c := range counts {
		by[sentKey{c.Service, c.Month}] = c.N
	}
	return by, err
}

// Funnel is how far people come: forms begun in the period, and applications sent in it.
type Funnel struct {
	Started   int // forms begun; those of whoever narrows by region are not known, a form has none
	First     int // kept their first page
	Half      int // came to the middle of the questions
	Sent      int // of the begun: sent
	Submitted int // applications sent in the period
	Billed    int // of these: a fee was asked for
	Paid      int // of the billed: paid
	Decided   int // of the submitted: granted or refused by now
	Granted   int // of the decided
}

// Funnel counts both.
func (s *Store) Funnel(ctx context.Context, f Filter) (Funnel, error) {
	list, err := collect[Funnel](ctx, s, `
		SELECT coalesce(b.started, 0), coalesce(b.first, 0), coalesce(b.half, 0), coalesce(b.sent, 0),
			coalesce(a.submitted, 0), coalesce(a.billed, 0), coalesce(a.paid, 0), coalesce(a.settled, 0), coalesce(a.got, 0)
		FROM (SELECT sum(started) AS started, sum(first) AS first, sum(half) AS half, sum(sent) AS sent FROM report_starts
			WHERE month >= @from::date AND month < @to::date AND (@owned::text[] IS NULL OR service = ANY (@owned))`+begun+`) b,
			(SELECT sum(submitted) AS submitted, sum(billed) AS billed, sum(paid) AS paid, sum(settled) AS settled, sum(got) AS got FROM report_months WHERE`+inMonths+`) a`, f)
	if err != nil {
		return Funnel{}, err
	}
	return list[0], nil
}

// Reached is how many of the forms of a service that were begun in the period, and not sent, were left after a place in
// the form.
type Reached struct {
	Version int64
	Place   int // of the last question that was kept, from 1; 0: none
	N       int
}

// Left is where people leave the form of a service, those left most often first; nothing without a service.
func (s *Store) Left(ctx context.Context, f Filter) ([]Reached, error) {
	if f.Service == "" {
		return nil, nil
	}
	return collect[Reached](ctx, s, `
		SELECT service_version_id, reached, count(*) FROM form_starts
		WHERE service = ANY (@services) AND day >= @from::date AND day < @to::date AND NOT sent`+begun+`GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`, f)
}

// QuestionAt is the words of the question after which a form was left.
func (s *Store) QuestionAt(ctx context.Context, l locale.Lang, r Reached) (string, error) {
	svc, err := s.services.Version(ctx, r.Version)
	if err != nil || r.Place < 1 || r.Place > len(svc.Form) {
		return "", err
	}
	return svc.Form[r.Place-1].Label.In(l), nil
}
