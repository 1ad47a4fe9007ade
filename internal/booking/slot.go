package booking

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/workday"
)

// Horizon is how many days ahead a time can be taken.
const Horizon = 30

// Slots is the free times of an office on the working days from a day on, at most Horizon days ahead. What is past or
// begins within the hour is not offered; what the holder has already is free for the holder.
func (s *Store) Slots(ctx context.Context, officeID int64, from time.Time, days int, mine Holder) ([]Slot, error) {
	o, err := s.Office(ctx, officeID)
	if err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, `SELECT at, count(*) FROM bookings WHERE office_id = $1 AND at >= $2 AND at < $3 AND released_at IS NULL
			AND (held_until IS NULL OR held_until > $4) AND ($5::bigint IS NULL OR draft_id IS DISTINCT FROM $5) AND ($6::bigint IS NULL OR application_id IS DISTINCT FROM $6) GROUP BY at`,
		o.ID, from, from.AddDate(0, 0, days+1), s.now(), id(mine.Draft), id(mine.Application))
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read bookings: %w", err))
	}
	taken := map[int64]int{}
	var at time.Time
	var n int
	_, err = pgx.ForEachRow(rows, []any{&at, &n}, func() error { taken[at.Unix()] = n; return nil })
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read bookings: %w", err))
	}
	var free []Slot
	for _, at := range o.times(s.calendar, from, days, s.now()) {
		if left := o.Places - taken[at.Unix()]; left > 0 {
			free = append(free, Slot{At: at, Free: left})
		}
	}
	return free, nil
}

// times is every time at which appointments can begin now.
func (o Office) times(calendar *workday.Calendar, from time.Time, days int, now time.Time) []time.Time {
	earliest, latest := now.Add(time.Hour), now.AddDate(0, 0, Horizon)
	var all []time.Time
	for i := range days {
		day := Midnight(from).AddDate(0, 0, i)
		for _, minute := range o.on(calendar, day).times(o.Length) {
			at := day.Add(time.Duration(minute) * time.Minute)
			if at.After(earliest) && at.Before(latest) {
				all = append(all, at)
			}
		}
	}
	return all
}

// offers reports whether an appointment can be made now for that time.
func (o Office) offers(calendar *workday.Calendar, at, now time.Time) bool {
	return o.begins(calendar, at) && at.After(now.Add(time.Hour)) && at.Before(now.AddDate(0, 0, Horizon))
}
