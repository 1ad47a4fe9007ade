// Package booking is offices and their free times.
package booking

import (
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/workday"
)

// Store keeps offices and what is booked there.
type Store struct {
	pool     *pgxpool.Pool
	now      func() time.Time
	calendar *workday.Calendar
}

// NewStore is the offices in that database, closed on the holidays of that calendar.
func NewStore(pool *pgxpool.Pool, now func() time.Time, calendar *workday.Calendar) *Store {
	return &Store{pool: pool, now: now, calendar: calendar}
}

// Hours is when an office receives people on that day.
func (s *Store) Hours(o Office, day time.Time) Hours { return o.on(s.calendar, day) }

// Office is a place where an authority receives people.
type Office struct {
	ID        int64
	Authority string
	Region    string // SOATO
	Name      locale.Text
	Setup
	Row int
}

// Slot is a time at an office with at least one free place.
type Slot struct {
	At   time.Time
	Free int
}
