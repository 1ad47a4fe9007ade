package payment

import (
	"context"
	"fmt"
	"sort"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/postgres"
)

// Rate is the base calculation amount from a day on.
type Rate struct {
	Since  time.Time
	Amount int64
}

// Rates is the table of base calculation amounts, oldest first.
type Rates []Rate

// On is the amount in force on that day; before the first row, the first one.
func (r Rates) On(day time.Time) int64 {
	if len(r) == 0 {
		return 0
	}
	i := sort.Search(len(r), func(i int) bool { return r[i].Since.After(day) })
	return r[max(i-1, 0)].Amount
}

// Store keeps rates, invoices, payments and refunds.
type Store struct {
	pool      *pgxpool.Pool
	now       func() time.Time
	providers []Provider
	rates     atomic.Pointer[ratesRead]
	reading   sync.Mutex
}

// ratesRead is the table as it was read at a time.
type ratesRead struct {
	Rates
	at time.Time
}

// NewStore is a store on that pool and clock.
func NewStore(pool *pgxpool.Pool, now func() time.Time) *Store {
	return &Store{pool: pool, now: now}
}

// ratesAge is how long the table is believed: what is confirmed or withdrawn shows within a second on every replica.
const ratesAge = time.Second

// Rates is the amounts in force, kept in memory because every service page shows soʻm. One request reads it anew; the
// others go on with what was read before.
func (s *Store) Rates(ctx context.Context) (Rates, error) {
	last := s.rates.Load()
	switch {
	case last != nil && s.now().Sub(last.at) < ratesAge:
		return last.Rates, nil
	case last == nil:
		s.reading.Lock() // nothing to go on with: the first answer is worth the wait
	case !s.reading.TryLock():
		return last.Rates, nil
	}
	defer s.reading.Unlock()
	if newer := s.rates.Load(); newer != last {
		return newer.Rates, nil
	}
	rates, err := inForce(ctx, s.pool)
	if err != nil {
		return nil, err
	}
	s.rates.Store(&ratesRead{rates, s.now()})
	return rates, nil
}

// inForce is what two people agreed on and nobody withdrew.
func inForce(ctx context.Context, q querier) (Rates, error) {
	rows, _ := q.Query(ctx, `SELECT since::timestamp AT TIME ZONE 'Asia/Tashkent', amount FROM bhm_rates
		WHERE confirmed_at IS NOT NULL AND withdrawn_at IS NULL ORDER BY since`)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Rate])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read base amounts: %w", err))
	}
	return list, nil
}

// BHM is the base calculation amount on that day.
func (s *Store) BHM(ctx context.Context, day time.Time) (int64, error) {
	rates, err := s.Rates(ctx)
	if err != nil {
		return 0, err
	}
	return rates.On(day), nil
}
