// Package report is read-only figures: typed rows from the report_* views. The same rows feed the board's tables and
// charts and the CSV files, so that a number is the same wherever it stands.
//
// Applications are counted from a table of one narrow row each, and that is summed up by months: a periodic job refreshes
// both, see refresh.go and month.go. Feedback is counted from plain views. What each figure means is said by the messages
// taskforce.about.<name>, and by Measures.
package report

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
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
	Service   string // code; empty: all
	Topic     string // category of services; empty: all
	Process   string // kind of process of services, as they are today; empty: all
	Via       string // how it was begun: Self, or the ground of a right; empty: all. It narrows applications and forms only
	Whole     bool   // the months that are over: those before this one
	Before    bool   // as long a time, right before
}

// Self is how an application is begun by who needs it; otherwise by the ground of a right (package account).
const Self = "self"

// Vias is every way to begin an application.
var Vias = []string{Self, string(account.Parent), string(account.Director), string(account.Attorney)}

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
	if f.Whole {
		to = to.AddDate(0, -1, 0)
	}
	if f.Before {
		to = to.AddDate(0, -n, 0)
	}
	return to.AddDate(0, -n, 0), to
}

// yearly is what a sum over the period is multiplied with to be that of a year: of the month that goes on, only the days
// up to today have been, and on a portal that is younger only those since its first.
func (f Filter) yearly(now, first time.Time) float64 {
	from, to := f.period(now)
	if first.After(from) {
		from = first
	}
	tomorrow := now.In(workday.Zone).AddDate(0, 0, 1)
	if today := time.Date(tomorrow.Year(), tomorrow.Month(), tomorrow.Day(), 0, 0, 0, 0, time.UTC); to.After(today) {
		to = today
	}
	return 365 * 24 / max(24, to.Sub(from).Hours())
}

func (s *Store) args(f Filter) pgx.NamedArgs {
	from, to := f.period(s.now())
	return pgx.NamedArgs{
		"from": from, "to": to, "authority": f.Authority, "region": f.Region, "services": s.chosen(f, false), "owned": s.chosen(f, true), "via": f.Via,
		"floor": Floor, "now": s.now(),
	}
}

// chosen is the codes of the services that the filter names by themselves, their topic or their process, and if owned by
// their authority; nil when it names none, which is all.
func (s *Store) chosen(f Filter, owned bool) []string {
	if f.Topic == "" && f.Process == "" && (!owned || f.Authority == "") {
		if f.Service == "" {
			return nil
		}
		return []string{f.Service} // also one that is not published any more
	}
	codes := []string{}
	for _, svc := range s.services.Snapshot().All() {
		if f.names(svc) && (!owned || f.Authority == "" || svc.Authority == f.Authority) {
			codes = append(codes, svc.Code)
		}
	}
	return codes
}

// names reports whether a service is among those that the filter leaves, whosever it is.
func (f Filter) names(svc *catalogue.Service) bool {
	return (f.Service == "" || svc.Code == f.Service) && (f.Topic == "" || svc.Category == f.Topic) && (f.Process == "" || string(svc.Process) == f.Process)
}

// whose limits a view to the filter's authority, region and services.
const whose = ` (@authority = '' OR authority = @authority) AND (@region = '' OR region = @region) AND (@services::text[] IS NULL OR service = ANY (@services)) `

// begun limits applications to how the filter says that they were begun.
const begun = ` AND (@via = '' OR via = @via) `

// inMonths limits sums of months to the filter: of all regions and ways to begin there are sums too, '*'.
const (
	ofMonths = ` month >= @from::date AND month < @to::date AND (@authority = '' OR authority = @authority) AND (@services::text[] IS NULL OR service = ANY (@services))
		AND via = coalesce(nullif(@via, ''), '*') `
	inMonths = ofMonths + ` AND region = coalesce(nullif(@region, ''), '*') `
)

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
