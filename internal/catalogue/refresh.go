package catalogue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// channel is where the database announces that a version was published or rolled back, or a synonym changed.
const channel = "catalogue"

// Times of the watch. What is published shows within two seconds on every replica, an announcement lost or not.
const (
	// poll is how often the database is asked without an announcement: a connection that broke loses some.
	poll = 500 * time.Millisecond
	// burst is how long the next reading waits after one that found something: many publications at once are one.
	burst = 200 * time.Millisecond
	// silence is how long the database may take to say whether anything changed. After it the connection is given up.
	silence = time.Second
	// again is the wait before the next connection, when there is none to be had.
	again = 500 * time.Millisecond
)

// selectState is one number for all that is published: another one after every publication, roll-back and change of a
// synonym. It is made of the rows themselves, so that nothing has to be kept up, locked or counted for it.
const selectState = `
	SELECT coalesce(bit_xor(hashint8extended(current_version_id, id)), 0) # hashint8extended((SELECT coalesce(max(id), 0) FROM synonym_versions), 0)
	FROM services WHERE current_version_id IS NOT NULL`

// Refresh reads what is published and puts a new Snapshot in place when anything changed. Versions that were read
// before are not read again. A version that this program can't compile leaves the service as it was, and is told in
// the error.
func (s *Store) Refresh(ctx context.Context) error {
	broken, err := s.refresh(ctx)
	return errors.Join(broken, err)
}

// refresh tells apart what another reading would not mend, such as a version that does not compile, from a reading that
// failed.
func (s *Store) refresh(ctx context.Context) (broken, err error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	before := s.Snapshot()
	rows, _ := s.pool.Query(ctx, `SELECT code, current_version_id FROM services WHERE current_version_id IS NOT NULL`)
	current := map[string]int64{}
	var code string
	var id int64
	if _, err := pgx.ForEachRow(rows, []any{&code, &id}, func() error { current[code] = id; return nil }); err != nil {
		return nil, fmt.Errorf("catalogue: what is published: %w", err)
	}
	hints, err := s.hints(ctx)
	if err != nil {
		return nil, err
	}
	hints.Uses, broken = s.count(ctx)
	if before.same(current, hints) {
		return broken, nil
	}
	if err := s.read(ctx, current); err != nil {
		return broken, err
	}
	services := make([]*Service, 0, len(current))
	for code, id := range current {
		svc, err := s.Version(ctx, id) // of memory, but for those that did not compile
		if err != nil {
			broken = errors.Join(broken, err)
			if svc, _ = before.Service(code); svc == nil {
				continue
			}
		}
		services = append(services, svc)
	}
	s.snapshot.Store(NewSnapshot(services, hints, s.now()))
	return broken, nil
}

// read fetches the versions that are not in memory, and compiles on all cores those that have come while others come.
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
	defer rows.Close()
	var compiling sync.WaitGroup
	defer compiling.Wait()
	for rows.Next() {
		v, err := pgx.RowToStructByPos[stored](rows)
		if err != nil {
			return fmt.Errorf("catalogue: versions: %w", err)
		}
		compiling.Go(func() { _, _ = s.compile(v) }) // Refresh meets the error again and tells it
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("catalogue: versions: %w", err)
	}
	return nil
}

// same reports whether the Snapshot is of exactly these versions, of that list of synonyms and in the order of these uses.
func (s *Snapshot) same(current map[string]int64, hints Hints) bool {
	if len(current) != len(s.all) || s.hints.Version != hints.Version || !maps.Equal(s.hints.Uses, hints.Uses) {
		return false
	}
	for code, id := range current {
		if svc, ok := s.byCode[code]; !ok || svc.VersionID != id {
			return false
		}
	}
	return true
}

// Watch keeps the Snapshot fresh until the context ends: at once on an announcement, and by asking twice a second.
func (s *Store) Watch(ctx context.Context, log *slog.Logger) {
	for ctx.Err() == nil {
		if err := s.listen(ctx, log); err != nil && ctx.Err() == nil {
			log.WarnContext(ctx, "catalogue is not listened to", "error", err)
			wait(ctx, again)
		}
	}
}

// listen waits for announcements on a connection of its own: a storm on the pool must not hold it up, and a connection
// that died without a word is noticed by the next question. The first turn reads what was published before LISTEN.
func (s *Store) listen(ctx context.Context, log *slog.Logger) error {
	config := s.pool.Config().ConnConfig
	config.RuntimeParams["application_name"] = "portal-" + channel
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	var seen *int64
	for {
		state, err := ask(ctx, conn)
		if err != nil {
			return err
		}
		if seen == nil || *seen != state || s.stale() {
			broken, err := s.refresh(ctx)
			if err == nil {
				seen = &state
			}
			if err := errors.Join(broken, err); err != nil && ctx.Err() == nil {
				log.ErrorContext(ctx, "catalogue was not read", "error", err)
			}
			wait(ctx, burst)
		}
		if err := announced(ctx, conn); err != nil {
			return err
		}
	}
}

// ask reads the state of the catalogue. It is older than what a refresh after it reads: a publication in between is
// read twice, never missed.
func ask(ctx context.Context, conn *pgx.Conn) (state int64, err error) {
	ctx, stop := context.WithTimeout(ctx, silence)
	defer stop()
	return state, conn.QueryRow(ctx, selectState).Scan(&state)
}

// announced returns after an announcement, and without one when it is time to ask.
func announced(ctx context.Context, conn *pgx.Conn) error {
	waiting, stop := context.WithTimeout(ctx, poll)
	defer stop()
	_, err := conn.WaitForNotification(waiting)
	if waiting.Err() != nil && ctx.Err() == nil {
		return nil
	}
	return err
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
