// Package booking is offices and their free times.
package booking

import (
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/locale"
)

// Store keeps offices and what is booked there.
type Store struct {
	pool *pgxpool.Pool
	now  func() time.Time
}

// NewStore is the offices in that database.
func NewStore(pool *pgxpool.Pool, now func() time.Time) *Store { return &Store{pool: pool, now: now} }

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
