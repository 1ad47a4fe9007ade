// Package postgrestest gives each test a database of its own: a fresh copy of a template that has all migrations.
package postgrestest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/postgres"
)

// New is a pool on a fresh, migrated database that goes away with the test. It has the rights of a portal that serves, see
// postgres.Grant: what the program may not do, no test gets past either. Without a PostgreSQL the test fails: a test that
// quietly does nothing is worse than none.
//
// The server is the one that PORTAL_TEST_DATABASE_URL names (its account must be able to create databases), else a
// private one of this user, which the first test to need it starts.
func New(tb testing.TB) *pgxpool.Pool {
	tb.Helper()
	address, err := url.Parse(URL(tb))
	if err != nil {
		tb.Fatalf("test database: %v", err)
	}
	q := address.Query()
	q.Set("role", Serves)
	address.RawQuery = q.Encode()
	return open(tb, address.String())
}

// Owner is a pool on the database of another pool with the rights of who migrates it, for tests that do what the program
// may not.
func Owner(tb testing.TB, pool *pgxpool.Pool) *pgxpool.Pool {
	tb.Helper()
	address, err := url.Parse(pool.Config().ConnString())
	if err != nil {
		tb.Fatalf("test database: %v", err)
	}
	q := address.Query()
	q.Del("role")
	address.RawQuery = q.Encode()
	return open(tb, address.String())
}

func open(tb testing.TB, address string) *pgxpool.Pool {
	tb.Helper()
	pool, err := postgres.OpenFor(tb.Context(), address, postgres.Purpose{
		Name: "test", ConnsPerCore: 4, Statement: time.Minute, IdleInTx: time.Minute,
	})
	if err != nil {
		tb.Fatalf("test database: %v", err)
	}
	tb.Cleanup(pool.Close)
	return pool
}

// URL is the address of a fresh, migrated database, for tests that start a whole program.
func URL(tb testing.TB) string {
	tb.Helper()
	address, err := create(tb.Context())
	return lend(tb, address, err)
}

// Empty is the address of a database without any schema, for the tests of the migrations themselves.
func Empty(tb testing.TB) string {
	tb.Helper()
	address, err := createFrom(tb.Context(), "template0")
	return lend(tb, address, err)
}

// lend hands out a database that was made, and drops it after the test.
func lend(tb testing.TB, address string, err error) string {
	tb.Helper()
	if err != nil {
		tb.Fatalf("test database: %v", err)
	}
	tb.Cleanup(func() {
		if err := drop(context.WithoutCancel(tb.Context()), address); err != nil {
			tb.Errorf("test database: %v", err)
		}
	})
	return address
}

// Dir is where the private server of this user lives.
func Dir() string {
	return filepath.Join(os.TempDir(), "portal-test-postgres-"+strconv.Itoa(os.Getuid()))
}

// server is found or started once per test program.
var server = sync.OnceValues(func() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	if given := os.Getenv("PORTAL_TEST_DATABASE_URL"); given != "" {
		return given, sweep(ctx, given)
	}
	address, err := postgres.StartThrowaway(ctx, Dir())
	if err != nil {
		return "", err
	}
	return address, sweep(ctx, address)
})

func create(ctx context.Context) (string, error) {
	name, err := template()
	if err != nil {
		return "", err
	}
	return createFrom(ctx, name)
}

func createFrom(ctx context.Context, source string) (string, error) {
	address, err := server()
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("portal_test_%d_%s", time.Now().Unix(), strings.ToLower(rand.Text()[:10]))
	err = execute(ctx, address, "CREATE DATABASE "+identifier(name)+" TEMPLATE "+identifier(source))
	if err != nil {
		return "", err
	}
	return withDatabase(address, name)
}

func drop(ctx context.Context, address string) error {
	admin, err := server()
	if err != nil {
		return err
	}
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	return execute(ctx, admin, "DROP DATABASE IF EXISTS "+identifier(strings.TrimPrefix(u.Path, "/"))+" WITH (FORCE)")
}

// sweep drops what test programs left behind that were killed more than an hour ago.
func sweep(ctx context.Context, address string) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `SELECT datname FROM pg_database WHERE datname ~ '^portal_test_[0-9]+_'`)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range names {
		made, _ := strconv.ParseInt(strings.Split(name, "_")[2], 10, 64)
		if time.Since(time.Unix(made, 0)) > time.Hour {
			if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+identifier(name)+" WITH (FORCE)"); err != nil {
				return err
			}
		}
	}
	return nil
}

func execute(ctx context.Context, address, statement string) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}

func withDatabase(address, name string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("database url: %w", err)
	}
	u.Path = "/" + name
	return u.String(), nil
}

func identifier(name string) string { return pgx.Identifier{name}.Sanitize() }
