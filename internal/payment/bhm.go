package payment

import (
	"context"
	"fmt"
	"sort"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
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
	pool  *pgxpool.Pool
	now   func() time.Time
	rates atomic.Pointer[Rates]
	read  atomic.Int64 // Unix seconds of the last read of the rates
}

// NewStore is a store on that pool and clock.
func NewStore(pool *pgxpool.Pool, now func() time.Time) *Store {
	return &Store{pool: pool, now: now}
}

// ratesAge is how long the table is believed: it changes once a year, by decree announced weeks ahead.
const ratesAge = 10 * time.Minute

// Rates is the table, kept in memory for some minutes because every service page shows soʻm.
func (s *Store) Rates(ctx context.Context) (Rates, error) {
	if r := s.rates.Load(); r != nil && s.now().Sub(time.Unix(s.read.Load(), 0)) < ratesAge {
		return *r, nil
	}
	rows, err := s.pool.Query(ctx, `SELECT since::timestamp AT TIME ZONE 'Asia/Tashkent', amount FROM bhm_rates ORDER BY since`)
	if err != nil {
		return nil, fmt.Errorf("read base amounts: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Rate])
	if err != nil {
		return nil, fmt.Errorf("read base amounts: %w", err)
	}
	rates := Rates(list)
	s.rates.Store(&rates)
	s.read.Store(s.now().Unix())
	return rates, nil
}

// BHM is the base calculation amount on that day.
func (s *Store) BHM(ctx context.Context, day time.Time) (int64, error) {
	rates, err := s.Rates(ctx)
	if err != nil {
		return 0, err
	}
	return rates.On(day), nil
}
