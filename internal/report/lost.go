package report

import (
	"context"
	"fmt"
	"time"

	"github.com/yagona/portal/internal/postgres"
)

// The model of lost hours. It counts what an application costs the person who sends it, in hours of that person's time, when
// the application comes to an end:
//
//	filling     minutes of the form / 60                           the form is filled in, as long as the page of the service says
//	correcting  rounds × CorrectingShare × minutes of the form / 60  part of it is filled in again, for each time it comes back
//	again       minutes of the form / 60                           in place of filling, when the person tries a second time after a refusal or a lapse
//	waiting     days to the decision × HoursPerDay                 one looks, asks and puts things off; decided ones only
//	late        days past the term × HoursPerLateDay               on top: one calls and goes there to ask; decided ones only
//	coming      times one came beyond the first × HoursPerTrip     the way there and back and the queue
//
// A day of waiting is no day of work: it costs the minutes in which one thinks of it. The constants are estimates, and
// stand on the page beside the figures; days, rounds, trips and minutes are counted. Not counted: forms that were never
// sent, the time of officials, and what the missing paper costs.
const (
	HoursPerDay     = 0.1 // estimate: six minutes of a day of waiting
	HoursPerLateDay = 0.4 // estimate: 24 minutes more of a day past the term
	CorrectingShare = 0.5 // estimate: half of the form is gone through again
	HoursPerTrip    = 2.5 // estimate: the way to an office and back, and the queue
)

// Lost is the hours that people lost with applications that came to an end.
type Lost struct {
	Code       string // of the service or the authority; empty: of all
	Month      time.Time
	Ended      int // applications
	Filling    float64
	Correcting float64
	Again      float64
	Waiting    float64
	Late       float64
	Coming     float64
}

// Hours is all of them.
func (l Lost) Hours() float64 {
	return l.Filling + l.Correcting + l.Again + l.Waiting + l.Late + l.Coming
}

// Each is the hours of one application, 0 when there was none.
func (l Lost) Each() float64 { return l.Hours() / float64(max(1, l.Ended)) }

// Part is one cause of lost hours: filling, correcting, again, waiting, late or coming.
type Part struct {
	Cause string
	Hours float64
}

// Parts is the hours by cause, in the order of the model.
func (l Lost) Parts() []Part {
	return []Part{{"filling", l.Filling}, {"correcting", l.Correcting}, {"again", l.Again}, {"waiting", l.Waiting}, {"late", l.Late}, {"coming", l.Coming}}
}

// sums is what the database counts; the constants are applied here, so that they stand in one place.
type sums struct {
	Code                string
	Month               time.Time
	Ended               int
	Fill, Refill, Again float64 // minutes
	Waited, LateDays    float64 // days
	Trips               int
}

func (c sums) lost() Lost {
	return Lost{
		Code: c.Code, Month: c.Month, Ended: c.Ended, Filling: c.Fill / 60, Correcting: c.Refill * CorrectingShare / 60, Again: c.Again / 60,
		Waiting: c.Waited * HoursPerDay, Late: c.LateDays * HoursPerLateDay, Coming: float64(c.Trips) * HoursPerTrip,
	}
}

const lostSums = `coalesce(sum(granted + refused + withdrawn + lapsed), 0), coalesce(sum(fill), 0), coalesce(sum(refill), 0), coalesce(sum(again_fill), 0),
	coalesce(sum(waited), 0), coalesce(sum(late_days), 0), coalesce(sum(trips), 0)`

func (s *Store) lost(ctx context.Context, code, month, group string, f Filter) ([]Lost, error) {
	found, err := collect[sums](ctx, s, `SELECT `+code+`, `+month+`, `+lostSums+` FROM report_months WHERE`+inMonths+group, f)
	if err != nil {
		return nil, err
	}
	list := make([]Lost, 0, len(found))
	for _, c := range found {
		if c.Ended > 0 {
			list = append(list, c.lost())
		}
	}
	return list, nil
}

// Lost is the hours of all applications that came to an end in the period.
func (s *Store) Lost(ctx context.Context, f Filter) (Lost, error) {
	list, err := s.lost(ctx, `''`, `@from::date`, ``, f)
	if err != nil || len(list) == 0 {
		return Lost{}, err
	}
	return list[0], nil
}

// LostByMonth is the same month by month, oldest first; months in which nothing ended are left out.
func (s *Store) LostByMonth(ctx context.Context, f Filter) ([]Lost, error) {
	return s.lost(ctx, `''`, `month`, `GROUP BY month ORDER BY month`, f)
}

// LostByService is the same by service, those that cost most first. Those with fewer than Floor ended are left out: one long
// case would say all of them.
func (s *Store) LostByService(ctx context.Context, f Filter) ([]Lost, error) {
	return s.lostBy(ctx, `service`, f)
}

// LostByAuthority is the same by authority.
func (s *Store) LostByAuthority(ctx context.Context, f Filter) ([]Lost, error) {
	return s.lostBy(ctx, `authority`, f)
}

func (s *Store) lostBy(ctx context.Context, by string, f Filter) ([]Lost, error) {
	list, err := s.lost(ctx, by, `@from::date`, `GROUP BY 1 HAVING sum(granted + refused + withdrawn + lapsed) >= @floor`, f)
	if err != nil {
		return nil, err
	}
	sortLost(list)
	return list, nil
}

// Yearly is what a sum over the filter's period is multiplied with to be that of a year.
func (s *Store) Yearly(ctx context.Context, f Filter) (float64, error) {
	var first *time.Time
	if err := s.pool.QueryRow(ctx, `SELECT min(day_in) FROM report_applications`).Scan(&first); err != nil {
		return 0, fmt.Errorf("report: first day: %w", postgres.Problem(err))
	}
	if first == nil {
		first = &time.Time{}
	}
	return f.yearly(s.now(), *first), nil
}
