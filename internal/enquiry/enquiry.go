// Package enquiry is what people ask the search for, and what they open from its results: counted for editors, and
// nothing in it tells who asked. A process counts in memory and adds to the tables now and then, so that looking
// something up writes nothing by itself.
package enquiry

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/workday"
)

// Limits of what is counted. A flood of invented queries fills them and then is not counted.
const (
	writeEvery = 10 * time.Second
	lastWrite  = 5 * time.Second // for the counts of a process that stops
	mostKept   = 2_000           // different queries in memory, and as many clicks
	mostADay   = 20_000          // different queries of a day in the table, and as many clicks

	// KeepDays is how long counts are kept.
	KeepDays = 90
)

// Store counts and keeps the counts.
type Store struct {
	pool     *pgxpool.Pool
	services *catalogue.Store
	now      func() time.Time

	counting sync.Mutex
	searches map[search]searched
	clicks   map[click]int
}

type search struct {
	day   string
	query string
	lang  locale.Lang
}

type searched struct{ all, empty int }

type click struct{ day, query, service string }

// NewStore is the counts in that database of searches among those services, by that clock.
func NewStore(pool *pgxpool.Pool, services *catalogue.Store, now func() time.Time) *Store {
	return &Store{pool: pool, services: services, now: now, searches: map[search]searched{}, clicks: map[click]int{}}
}

// Searched counts one search and whether it found anything. Words that may name a person are not counted at all.
func (s *Store) Searched(typed string, lang locale.Lang, found int) {
	query, ok := s.harmless(typed)
	if !ok {
		return
	}
	one := searched{all: 1}
	if found == 0 {
		one.empty = 1
	}
	s.counting.Lock()
	defer s.counting.Unlock()
	s.count(search{s.today(), query, lang}, one)
}

// Opened counts that a service was opened from the results of a search.
func (s *Store) Opened(typed, service string) {
	query, ok := s.harmless(typed)
	if !ok {
		return
	}
	s.counting.Lock()
	defer s.counting.Unlock()
	s.countClick(click{s.today(), query, service}, 1)
}

func (s *Store) count(q search, n searched) {
	before, known := s.searches[q]
	if known || len(s.searches) < mostKept {
		s.searches[q] = searched{before.all + n.all, before.empty + n.empty}
	}
}

func (s *Store) countClick(c click, n int) {
	if _, known := s.clicks[c]; known || len(s.clicks) < mostKept {
		s.clicks[c] += n
	}
}

func (s *Store) today() string { return s.now().In(workday.Zone).Format(time.DateOnly) }

// Keep writes what was counted now and then until ctx ends, and once more then.
func (s *Store) Keep(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(writeEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if err := s.Write(ctx); err != nil && ctx.Err() == nil {
				log.WarnContext(ctx, "searches were not counted", "error", err)
			}
		case <-ctx.Done():
			last, stop := context.WithTimeout(context.WithoutCancel(ctx), lastWrite)
			defer stop()
			if err := s.Write(last); err != nil {
				log.WarnContext(last, "searches were not counted", "error", err)
			}
			return
		}
	}
}

// take hands over what was counted and begins anew.
func (s *Store) take() (map[search]searched, map[click]int) {
	s.counting.Lock()
	defer s.counting.Unlock()
	searches, clicks := s.searches, s.clicks
	s.searches, s.clicks = map[search]searched{}, map[click]int{}
	return searches, clicks
}

// giveBack keeps for the next time what could not be written.
func (s *Store) giveBack(searches map[search]searched, clicks map[click]int) {
	s.counting.Lock()
	defer s.counting.Unlock()
	for q, n := range searches {
		s.count(q, n)
	}
	for c, n := range clicks {
		s.countClick(c, n)
	}
}
