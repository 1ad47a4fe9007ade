package job

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// presence is how replicas know of one another's death. Each holds a lock on its name for as long as its session
// lives; PostgreSQL gives the lock back when the process is killed. So a job whose worker's name can be locked has
// lost its worker, and goes back to the queue within seconds. River alone would wait for twice the longest job.
type presence struct {
	pool *pgxpool.Pool
	id   string

	mu   sync.Mutex
	conn *pgx.Conn
}

func newPresence(pool *pgxpool.Pool, id string) *presence {
	return &presence{pool: pool, id: id}
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
	return p.takeOver(ctx)
}

// leave gives our name free.
func (p *presence) leave(ctx context.Context) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn != nil {
		_ = p.conn.Close(ctx)
	}
}
