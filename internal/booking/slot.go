package booking

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/workday"
)

// Seed makes one office of each authority in each region, where there is none. Their hours are then edited in the table.
func (s *Store) Seed(ctx context.Context) error {
	lists := catalogue.Lists()
	var authorities, regions []string
	var names, addresses []locale.Text
	for code, a := range lists.Authorities.All() {
		for region, r := range lists.Regions.All() {
			authorities, regions = append(authorities, code), append(regions, region)
			names = append(names, locale.Text{
				Uz: a.Short.Uz + ", " + r.Title.Uz, Ru: a.Short.Ru + ", " + r.Title.Ru, En: a.Short.En + ", " + r.Title.En,
			})
			addresses = append(addresses, r.Title)
		}
	}
	_, err := s.pool.Exec(ctx, `INSERT INTO offices (authority, region, name, address)
		SELECT a, r, n, d FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::jsonb[]) AS seed (a, r, n, d)
		ON CONFLICT ON CONSTRAINT offices_authority_region_key DO NOTHING`, authorities, regions, names, addresses)
	if err != nil {
		return postgres.Problem(fmt.Errorf("seed offices: %w", err))
	}
	return nil
}

const officeColumns = `id, authority, region, name, address, opens, closes, slot, places`

// Offices is the offices of an authority, in one region or (empty) in all.
func (s *Store) Offices(ctx context.Context, authority, region string) ([]Office, error) {
	rows, err := s.pool.Query(ctx, `SELECT `+officeColumns+` FROM offices WHERE authority = $1 AND ($2 = '' OR region = $2) ORDER BY region`, authority, region)
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read offices: %w", err))
	}
	list, err := pgx.CollectRows(rows, scanOffice)
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read offices: %w", err))
	}
	return list, nil
}

// Office is one office.
func (s *Store) Office(ctx context.Context, id int64) (Office, error) {
	rows, err := s.pool.Query(ctx, `SELECT `+officeColumns+` FROM offices WHERE id = $1`, id)
	if err != nil {
		return Office{}, postgres.Problem(fmt.Errorf("read office: %w", err))
	}
	o, err := pgx.CollectExactlyOneRow(rows, scanOffice)
	if errors.Is(err, pgx.ErrNoRows) {
		return Office{}, problem.New(problem.NotFound, "booking.no_office")
	}
	if err != nil {
		return Office{}, postgres.Problem(fmt.Errorf("read office: %w", err))
	}
	return o, nil
}

func scanOffice(row pgx.CollectableRow) (Office, error) {
	var o Office
	err := row.Scan(&o.ID, &o.Authority, &o.Region, &o.Name, &o.Address, &o.opens, &o.closes, &o.slot, &o.places)
	return o, err
}

// Horizon is how many days ahead a time can be taken.
const Horizon = 30

// Slots is the free times of an office on the working days from a day on, at most Horizon days ahead. What is past or
// begins within the hour is not offered.
func (s *Store) Slots(ctx context.Context, officeID int64, from time.Time, days int) ([]Slot, error) {
	o, err := s.Office(ctx, officeID)
	if err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, `SELECT at, count(*) FROM bookings
		WHERE office_id = $1 AND at >= $2 AND at < $3 AND released_at IS NULL GROUP BY at`, o.ID, from, from.AddDate(0, 0, days+1))
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
	for _, at := range o.times(from, days, s.now()) {
		if left := o.places - taken[at.Unix()]; left > 0 {
			free = append(free, Slot{At: at, Free: left})
		}
	}
	return free, nil
}

// times is every time at which appointments begin.
func (o Office) times(from time.Time, days int, now time.Time) []time.Time {
	earliest, latest := now.Add(time.Hour), now.AddDate(0, 0, Horizon)
	y, m, d := from.In(workday.Zone).Date()
	var all []time.Time
	for i := range days {
		day := time.Date(y, m, d+i, 0, 0, 0, 0, workday.Zone)
		if !workday.Default().Works(day) {
			continue
		}
		for minute := o.opens; minute+o.slot <= o.closes; minute += o.slot {
			at := day.Add(time.Duration(minute) * time.Minute)
			if at.After(earliest) && at.Before(latest) {
				all = append(all, at)
			}
		}
	}
	return all
}

// Hold keeps a time at an office of that authority for an application, in the caller's transaction. The unique index
// over office, time and place decides between two who want the last place: the later one gets a Conflict.
func Hold(ctx context.Context, tx pgx.Tx, officeID int64, authority string, at time.Time, applicationID int64, now time.Time) error {
	rows, err := tx.Query(ctx, `SELECT `+officeColumns+` FROM offices WHERE id = $1 AND authority = $2`, officeID, authority)
	if err != nil {
		return fmt.Errorf("read office: %w", err)
	}
	o, err := pgx.CollectExactlyOneRow(rows, scanOffice)
	if errors.Is(err, pgx.ErrNoRows) {
		return problem.New(problem.NotFound, "booking.no_office")
	}
	if err != nil {
		return fmt.Errorf("read office: %w", err)
	}
	if !o.begins(at, now) {
		return problem.New(problem.Conflict, "booking.taken")
	}
	for range o.places { // a place lost to somebody else at this very moment leaves the next one
		tag, err := tx.Exec(ctx, `INSERT INTO bookings (office_id, at, place, application_id)
			SELECT $1, $2, p, $3 FROM generate_series(1, $4::int) AS p
			WHERE NOT EXISTS (SELECT FROM bookings b WHERE b.office_id = $1 AND b.at = $2 AND b.place = p AND b.released_at IS NULL)
			ORDER BY p LIMIT 1
			ON CONFLICT (office_id, at, place) WHERE released_at IS NULL DO NOTHING`, o.ID, at, applicationID, o.places)
		if err != nil {
			return fmt.Errorf("hold slot: %w", err)
		}
		if tag.RowsAffected() == 1 {
			return nil
		}
	}
	return problem.New(problem.Conflict, "booking.taken")
}

func (o Office) begins(at, now time.Time) bool {
	for _, t := range o.times(at, 1, now) {
		if t.Equal(at) {
			return true
		}
	}
	return false
}

// Release gives the times of an application back, in the caller's transaction.
func Release(ctx context.Context, tx pgx.Tx, applicationID int64, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE bookings SET released_at = $2 WHERE application_id = $1 AND released_at IS NULL`, applicationID, at)
	if err != nil {
		return fmt.Errorf("release slot: %w", err)
	}
	return nil
}

// ParseOffice reads the office of a `slot` answer.
func ParseOffice(s string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, problem.New(problem.NotFound, "booking.no_office").Because(err)
	}
	return id, nil
}
