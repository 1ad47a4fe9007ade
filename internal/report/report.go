// Package report is read-only figures: typed rows from the report_* views. The same rows feed the board's tables and
// charts and the CSV files, so that a number is the same wherever it stands.
//
// Applications are counted from a materialised view of one narrow row each, which a periodic job refreshes; feedback
// from plain views. What each figure means is said by the messages taskforce.about.<name>.
package report

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/workday"
)

// Target is the level of automation that the state set itself.
const Target = 0.65

// Floor is the fewest opinions or cases on which a service or a region is compared with others: below it a single
// angry or lucky person would decide the rank.
const Floor = 10

// Store reads figures.
type Store struct {
	pool     *pgxpool.Pool
	services *catalogue.Store
	now      func() time.Time
}

// NewStore is the figures of that database.
func NewStore(pool *pgxpool.Pool, services *catalogue.Store, now func() time.Time) *Store {
	return &Store{pool: pool, services: services, now: now}
}

// Filter is whose figures, and of what time.
type Filter struct {
	Months    int    // how many months up to this one; 0 means 12
	Authority string // code; empty: all
	Region    string // SOATO; empty: all
}

// MaxMonths is the longest period that a report covers.
const MaxMonths = 36

// period is its first day, and the first day after it.
func (f Filter) period(now time.Time) (from, to time.Time) {
	n := f.Months
	if n < 1 || n > MaxMonths {
		n = 12
	}
	now = now.In(workday.Zone)
	to = time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	return to.AddDate(0, -n, 0), to
}

func (s *Store) args(f Filter) pgx.NamedArgs {
	from, to := f.period(s.now())
	return pgx.NamedArgs{
		"from": from, "to": to, "authority": f.Authority, "region": f.Region, "floor": Floor, "now": s.now(),
	}
}

// whose limits a view to the filter's authority and region.
const whose = ` (@authority = '' OR authority = @authority) AND (@region = '' OR region = @region) `

// inPeriod limits a date column to the filter's period.
func inPeriod(column string) string {
	return ` ` + column + ` >= @from::date AND ` + column + ` < @to::date AND ` + whose
}

func collect[T any](ctx context.Context, s *Store, sql string, f Filter) ([]T, error) {
	rows, _ := s.pool.Query(ctx, sql, s.args(f))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[T])
	if err != nil {
		return nil, fmt.Errorf("report: %w", postgres.Problem(err))
	}
	return list, nil
}

// share is part of whole, 0 when there is no whole.
func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
