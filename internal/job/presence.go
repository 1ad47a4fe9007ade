package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/rivertype"
)

// presence is how replicas know of one another's death. Each holds a lock on its name for as long as its session
// lives; PostgreSQL gives the lock back when the process is killed. So a job whose worker's name can be locked has
// lost its worker, and goes back to the queue within seconds. River alone would wait for twice the longest job.
type presence struct {
	pool *pgxpool.Pool
	id   string

	mu   sync.Mutex
	conn *pgx.Conn

	handsMu sync.Mutex
	hands   map[int64]time.Time // jobs that are worked off here; those that ended, since when
}

// unheard is how long a job may be ours in the queue's book without anybody here working on it. The answer with which the
// queue gave it to us was lost then, and nobody else would look at it before River does.
const unheard = 30 * time.Second

func newPresence(pool *pgxpool.Pool, id string) *presence {
	return &presence{pool: pool, id: id, hands: map[int64]time.Time{}}
}

// announce takes the lock on our name, in a session of its own outside the pool.
func (p *presence) announce(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	config := p.pool.Config().ConnConfig
	config.RuntimeParams["application_name"] = "portal-presence"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("announce: %w", err)
	}
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(hashtextextended($1, 0))`, p.id); err != nil {
		_ = conn.Close(ctx)
		return fmt.Errorf("announce: %w", err)
	}
	p.conn = conn
	return nil
}

// takeOver gives the jobs of the dead back to the queue. One that has used up its attempts is left to River, which
// discards it: a job that kills its process must not do so for ever.
func (p *presence) takeOver(ctx context.Context) error {
	_, err := p.pool.Exec(ctx, `
		WITH owner AS MATERIALIZED (
			SELECT DISTINCT attempted_by[array_upper(attempted_by, 1)] AS id FROM river_job WHERE state = 'running'
		), dead AS MATERIALIZED (
			SELECT id FROM owner WHERE id <> $1 AND pg_try_advisory_xact_lock(hashtextextended(id, 0))
		)
		UPDATE river_job SET state = 'available', scheduled_at = now()
		FROM dead
		WHERE state = 'running' AND attempted_by[array_upper(attempted_by, 1)] = dead.id AND attempt < max_attempts`, p.id)
	if err != nil {
		return fmt.Errorf("take over jobs: %w", err)
	}
	return nil
}

// work notes which jobs are in hand. One that has ended stays so for a while: that it ended is written down a little later.
func (p *presence) work(ctx context.Context, job *rivertype.JobRow, do func(context.Context) error) error {
	p.note(job.ID, time.Time{})
	defer func() { p.note(job.ID, time.Now()) }() //nolint:forbidigo // how long ago, not what time it is
	return do(ctx)
}

func (p *presence) note(job int64, ended time.Time) {
	p.handsMu.Lock()
	defer p.handsMu.Unlock()
	p.hands[job] = ended
}

// takeBack gives jobs back to the queue that it gave to us and that never arrived.
func (p *presence) takeBack(ctx context.Context) error {
	p.handsMu.Lock()
	for id, since := range p.hands {
		if !since.IsZero() && time.Since(since) > unheard {
			delete(p.hands, id)
		}
	}
	inHand := slices.Collect(maps.Keys(p.hands))
	p.handsMu.Unlock()
	_, err := p.pool.Exec(ctx, `UPDATE river_job SET state = 'available', scheduled_at = now()
		WHERE state = 'running' AND attempted_by[array_upper(attempted_by, 1)] = $1 AND attempted_at < now() - make_interval(secs => $2)
			AND attempt < max_attempts AND id <> ALL ($3::bigint[])`, p.id, unheard.Seconds(), inHand)
	if err != nil {
		return fmt.Errorf("take back jobs: %w", err)
	}
	return nil
}

// watch looks after the others every few seconds, and renews our own lock when the database was restarted.
func (p *presence) watch(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := p.look(ctx); err != nil && ctx.Err() == nil {
			log.LogAttrs(ctx, slog.LevelWarn, "jobs: look after other replicas", slog.Any("error", err))
		}
	}
}

func (p *presence) look(ctx context.Context) error {
	p.mu.Lock()
	err := p.conn.Ping(ctx)
	p.mu.Unlock()
	if err != nil {
		if err := p.announce(ctx); err != nil {
			return err
		}
	}
	return errors.Join(p.takeOver(ctx), p.takeBack(ctx))
}

// leave gives our name free.
func (p *presence) leave(ctx context.Context) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn != nil {
		_ = p.conn.Close(ctx)
	}
}
