package catalogue

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/problem"
)

// Store keeps the versions of services. At run time the database is the truth; the built-in definitions are its seed.
type Store struct {
	pool     *pgxpool.Pool
	now      func() time.Time
	snapshot atomic.Pointer[Snapshot]
	reading  sync.Mutex // one Refresh at a time
	uses     Uses
	counted  atomic.Pointer[counted]
	versions sync.Map                            // version id → *Service: versions never change, so they stay
	built    atomic.Pointer[map[string]*Service] // by checksum: what was imported and need not be compiled again
}

// NewStore is a Store whose Snapshot is empty until Refresh.
func NewStore(pool *pgxpool.Pool, now func() time.Time) *Store {
	s := &Store{pool: pool, now: now}
	s.snapshot.Store(NewSnapshot(nil, Hints{}, now()))
	s.built.Store(&map[string]*Service{})
	return s
}

// On is a Store over the same database by other connections. What has been imported through this one is compiled already.
func (s *Store) On(pool *pgxpool.Pool) *Store {
	other := NewStore(pool, s.now)
	other.built.Store(s.built.Load())
	return other
}

// Snapshot is the published services as last read. It takes no lock and makes no query.
func (s *Store) Snapshot() *Snapshot { return s.snapshot.Load() }

// stored is a version as the database keeps it.
type stored struct {
	ServiceID  int64
	VersionID  int64
	Number     int
	Schema     int
	Definition []byte // JSON
	Checksum   string
	Published  time.Time
}

const selectStored = `SELECT v.service_id, v.id, v.number, v.schema, v.definition, v.checksum, coalesce(v.published_at, '0001-01-01Z') FROM service_versions v `

// Version is one version, compiled: that of a case which lives under it, be it current or not.
func (s *Store) Version(ctx context.Context, versionID int64) (*Service, error) {
	return s.VersionIn(ctx, s.pool, versionID)
}

// Querier is a pool or a transaction.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// VersionIn is Version in the caller's transaction. Who holds a connection must not wait for a second one of the same
// pool: as many at once as the pool has would wait for one another.
func (s *Store) VersionIn(ctx context.Context, q Querier, versionID int64) (*Service, error) {
	if svc, ok := s.versions.Load(versionID); ok {
		return svc.(*Service), nil
	}
	rows, _ := q.Query(ctx, selectStored+`WHERE v.id = $1`, versionID)
	version, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[stored])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, problem.New(problem.NotFound, "catalogue.no-version").Because(err)
	case err != nil:
		return nil, fmt.Errorf("catalogue: version %d: %w", versionID, err)
	}
	return s.compile(version)
}

// compile makes a Service of a stored version and remembers it.
func (s *Store) compile(v stored) (*Service, error) {
	svc, err := s.ready(v)
	if err != nil {
		return nil, fmt.Errorf("catalogue: version %d: %w", v.VersionID, err)
	}
	svc.ID, svc.VersionID, svc.Number, svc.Published = v.ServiceID, v.VersionID, v.Number, v.Published
	kept, _ := s.versions.LoadOrStore(v.VersionID, svc)
	return kept.(*Service), nil
}

// ready is a compiled definition that is nobody else's: a copy of the built-in one with its checksum, if there is one.
func (s *Store) ready(v stored) (*Service, error) {
	if built := (*s.built.Load())[v.Checksum]; built != nil {
		svc := *built
		return &svc, nil
	}
	d, err := decodeStored(v.Schema, v.Definition)
	if err != nil {
		return nil, err
	}
	svc, findings := Compile(d)
	if len(findings) > 0 {
		return nil, fmt.Errorf("does not compile: %s", findings[0])
	}
	return svc, nil
}
