package catalogue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

// channel is where the database announces that a version was published or rolled back.
const channel = "catalogue"

// poll is how often the catalogue is looked at without an announcement: a connection that broke loses some.
const poll = time.Minute

// Refresh reads what is published and puts a new Snapshot in place when anything changed. Versions that were read
// before are not read again. A version that this program can't compile leaves the service as it was, and is told in
// the error.
func (s *Store) Refresh(ctx context.Context) error {
	s.reading.Lock()
	defer s.reading.Unlock()
	before := s.Snapshot()
	rows, _ := s.pool.Query(ctx, `SELECT code, current_version_id FROM services WHERE current_version_id IS NOT NULL`)
	current := map[string]int64{}
	var code string
	var id int64
	if _, err := pgx.ForEachRow(rows, []any{&code, &id}, func() error { current[code] = id; return nil }); err != nil {
		return fmt.Errorf("catalogue: what is published: %w", err)
	}
	if before.same(current) {
		return nil
	}
	if err := s.read(ctx, current); err != nil {
		return err
	}
	services := make([]*Service, 0, len(current))
	var broken []error
	for code, id := range current {
		svc, err := s.Version(ctx, id) // of memory, but for those that did not compile
		if err != nil {
			broken = append(broken, err)
			if svc, _ = before.Service(code); svc == nil {
				continue
			}
		}
		services = append(services, svc)
	}
	s.snapshot.Store(NewSnapshot(services, Hints{}, s.now()))
	return errors.Join(broken...)
}

// read fetches and compiles the versions that are not in memory, on all cores.
func (s *Store) read(ctx context.Context, current map[string]int64) error {
	var missing []int64
	for _, id := range current {
		if _, ok := s.versions.Load(id); !ok {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	rows, _ := s.pool.Query(ctx, selectStored+`WHERE v.id = ANY ($1)`, missing)
	versions, err := pgx.CollectRows(rows, pgx.RowToStructByPos[stored])
	if err != nil {
		return fmt.Errorf("catalogue: versions: %w", err)
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, v := range versions {
		group.Go(func() error {
			_, _ = s.compile(v) // Refresh meets the error again and tells it
			return nil
		})
	}
	return group.Wait()
}

// same reports whether the Snapshot is of exactly these versions.
func (s *Snapshot) same(current map[string]int64) bool {
	if len(current) != len(s.all) {
		return false
	}
	for code, id := range current {
		if svc, ok := s.byCode[code]; !ok || svc.VersionID != id {
			return false
		}
	}
	return true
}

// Watch keeps the Snapshot fresh until the context ends: at once on an announcement, and every minute as a net.
func (s *Store) Watch(ctx context.Context, log *slog.Logger) {
	for ctx.Err() == nil {
		if err := s.listen(ctx, log); err != nil && ctx.Err() == nil {
			log.WarnContext(ctx, "catalogue is not listened to", "error", err)
			select {
			case <-ctx.Done():
			case <-time.After(5 * time.Second):
			}
		}
	}
}

// listen waits on a connection of its own, taken out of the pool: it would come back with LISTEN on.
func (s *Store) listen(ctx context.Context, log *slog.Logger) error {
	pooled, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	conn := pooled.Hijack()
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	for {
		// The first turn reads what was published before LISTEN.
		if err := s.Refresh(ctx); err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "catalogue was not read", "error", err)
		}
		waiting, stop := context.WithTimeout(ctx, poll)
		_, err := conn.WaitForNotification(waiting)
		stop()
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, context.DeadlineExceeded):
		case err != nil:
			return err
		}
	}
}
