// Package postgres is the way to the database: pools, transactions with honest retries, migrations, constraint names
// that become messages, and a server of its own for development and tests.
package postgres

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/multitracer"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Purpose sets the limits of a pool. Each kind of work has a pool of its own, so that a long report cannot keep a
// citizen's submission waiting for a connection.
type Purpose struct {
	// Name is what pg_stat_activity shows after "portal-".
	Name string
	// ConnsPerCore sizes the pool. More than four only moves the wait into PostgreSQL (measured).
	ConnsPerCore int
	// Statement is the longest that one statement may take.
	Statement time.Duration
	// IdleInTx is the longest that a transaction may sit idle, holding its locks and its snapshot.
	IdleInTx time.Duration
}

// Web answers people: a page that takes longer than this is broken, and says so.
func Web() Purpose {
	return Purpose{Name: "web", ConnsPerCore: 4, Statement: 5 * time.Second, IdleInTx: 5 * time.Second}
}

// Jobs works off the queues.
func Jobs() Purpose {
	return Purpose{Name: "jobs", ConnsPerCore: 4, Statement: 30 * time.Second, IdleInTx: 30 * time.Second}
}

// Bulk imports, seeds and counts: few connections, long statements.
func Bulk() Purpose {
	return Purpose{Name: "bulk", ConnsPerCore: 2, Statement: 10 * time.Minute, IdleInTx: time.Minute}
}

// Open is a pool for the web. It fails when the database does not answer.
func Open(ctx context.Context, url string) (*pgxpool.Pool, error) {
	return OpenFor(ctx, url, Web())
}

// OpenFor is a pool with the limits of that purpose. What the URL says itself goes before them.
func OpenFor(ctx context.Context, url string, p Purpose) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("database url: %w", err)
	}
	config.MaxConns = int32(max(p.ConnsPerCore*runtime.GOMAXPROCS(0), 4)) //nolint:gosec // a handful of cores
	config.MaxConnLifetime = time.Hour
	config.MaxConnLifetimeJitter = 10 * time.Minute
	config.ConnConfig.ConnectTimeout = 5 * time.Second
	config.PingTimeout = grace
	config.PrepareConn = within
	params := config.ConnConfig.RuntimeParams
	config.ConnConfig.Tracer = traces
	if _, told := params["statement_timeout"]; !told {
		config.ConnConfig.Tracer = multitracer.New(limit{p.Statement + grace}, traces)
	}
	setDefault(params, "application_name", "portal-"+p.Name)
	setDefault(params, "statement_timeout", strconv.FormatInt(p.Statement.Milliseconds(), 10))
	setDefault(params, "idle_in_transaction_session_timeout", strconv.FormatInt(p.IdleInTx.Milliseconds(), 10))
	// No statement of ours runs for so long that compiling it pays, and the costs of policies look as if each did.
	setDefault(params, "jit", "off")
	// Reports and terms count by the Tashkent day wherever the server stands.
	setDefault(params, "timezone", "Asia/Tashkent")
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach database: %w", err)
	}
	return pool, nil
}

func setDefault(params map[string]string, name, value string) {
	if _, ok := params[name]; !ok {
		params[name] = value
	}
}
