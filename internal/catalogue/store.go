package catalogue

import (
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Store keeps the versions of services. At run time the database is the truth; the built-in definitions are its seed.
type Store struct {
	pool     *pgxpool.Pool
	now      func() time.Time
	snapshot atomic.Pointer[Snapshot]
}

// NewStore is a Store whose Snapshot is empty until Refresh.
func NewStore(pool *pgxpool.Pool, now func() time.Time) *Store {
	s := &Store{pool: pool, now: now}
	s.snapshot.Store(NewSnapshot(nil, now()))
	return s
}

// Snapshot is the published services as last read. It takes no lock and makes no query.
func (s *Store) Snapshot() *Snapshot { return s.snapshot.Load() }

// Imported is what an import of the built-in definitions did.
type Imported struct {
	New       int        // services that were not there
	Updated   int        // services whose new version was published
	Unchanged int        // services whose definition is what is published
	Proposed  []Proposal // changes that wait for an official, because an official edited the service
}

// Proposal is a built-in definition that differs from what an official published.
type Proposal struct {
	Code   string
	Number int    // of the version that waits
	Author string // of the published version
}
