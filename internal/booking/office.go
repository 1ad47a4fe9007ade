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

// Seed makes one office of each authority in each region, where there is none, with the hours that
// are usual. Where it is and when it receives people its head says then: no address is invented.
func (s *Store) Seed(ctx context.Context) error {
	lists := catalogue.Lists()
	var authorities, regions []string
	var names []locale.Text
	for code, a := range lists.Authorities.All() {
		for region, r := range lists.Regions.All() {
			authorities, regions = append(authorities, code), append(regions, region)
			names = append(names, locale.Text{
				Uz: a.Short.Uz + ", " + r.Title.Uz, Ru: a.Short.Ru + ", " + r.Title.Ru, En: a.Short.En + ", " + r.Title.En,
			})
		}
	}
	_, err := s.pool.Exec(ctx, `INSERT INTO offices (authority, region, name, address)
		SELECT a, r, n, $4 FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS seed (a, r, n)
		ON CONFLICT ON CONSTRAINT offices_authority_region_key DO NOTHING`, authorities, regions, names, locale.Text{})
	if err != nil {
		return postgres.Problem(fmt.Errorf("seed offices: %w", err))
	}
	return nil
}

const officeColumns = `id, authority, region, name, address, phone, email, week, slot, places, closed, row`

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
	if err != nil {
		return Office{}, postgres.Problem(lost(err))
	}
	return o, nil
}

// lost is the error of reading an office.
func lost(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return problem.New(problem.NotFound, "booking.no_office")
	}
	return fmt.Errorf("read office: %w", err)
}

func scanOffice(row pgx.CollectableRow) (Office, error) {
	var o Office
	err := row.Scan(&o.ID, &o.Authority, &o.Region, &o.Name, &o.Address, &o.Phone, &o.Email, &o.Week, &o.Length, &o.Places, &o.Closed, &o.Row)
	return o, err
}

// ParseOffice reads the office of a `slot` answer.
func ParseOffice(s string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, problem.New(problem.NotFound, "booking.no_office").Because(err)
	}
	return id, nil
}

// Works reports whether an office of an authority receives people at that time, in one region or (empty) in any. Where no
// office says when it does, the working days of the country count.
func Works(ctx context.Context, q querier, calendar *workday.Calendar, authority, region string, at time.Time) (bool, error) {
	rows, err := q.Query(ctx, `SELECT `+officeColumns+` FROM offices WHERE authority = $1 AND ($2 = '' OR region = $2)`, authority, region)
	if err != nil {
		return false, fmt.Errorf("read offices: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanOffice)
	if err != nil {
		return false, fmt.Errorf("read offices: %w", err)
	}
	at = at.In(workday.Zone)
	minute := at.Hour()*60 + at.Minute()
	for _, o := range list {
		if h := o.on(calendar, at); minute >= h.Opens && minute < h.Closes && (minute < h.BreakFrom || minute >= h.BreakTo) {
			return true, nil
		}
	}
	return len(list) == 0 && calendar.Works(at), nil
}
