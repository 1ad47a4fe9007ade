package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/postgres"
)

// database is where the data are: the flags of every command that needs them.
type database struct {
	DatabaseURL string `env:"PORTAL_DATABASE_URL" name:"database-url" placeholder:"URL" help:"PostgreSQL, as postgres://user:password@host/name. Without one the portal runs its own under the data directory."`
	DataDir     string `default:"var" env:"PORTAL_DATA_DIR" help:"Folder for the portal's own data." type:"path"`
}

// open gives the address of a database that has the newest schema. Close leaves it.
func (d database) open(ctx context.Context, out io.Writer) (url string, closeDatabase func() error, err error) {
	url, closeDatabase = d.DatabaseURL, func() error { return nil }
	if url == "" {
		url, closeDatabase, err = postgres.StartManaged(ctx, filepath.Join(d.DataDir, "postgres"), out)
		if err != nil {
			return "", nil, err
		}
	}
	if err := postgres.Migrate(ctx, url); err != nil {
		_ = closeDatabase()
		return "", nil, err
	}
	return url, closeDatabase, nil
}

type migrateCommand struct {
	database
}

// Run brings the schema up to date and does nothing else.
func (m *migrateCommand) Run(ctx context.Context, c *console) error {
	_, closeDatabase, err := m.open(ctx, c.out)
	if err != nil {
		return err
	}
	fmt.Fprintln(c.out, "The schema is up to date.")
	return closeDatabase()
}

// with opens the database for a command that runs beside the portal.
func (d database) with(ctx context.Context, out io.Writer, do func(*pgxpool.Pool) error) (err error) {
	url, closeDatabase, err := d.open(ctx, out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeDatabase()) }()
	pool, err := postgres.OpenFor(ctx, url, postgres.Bulk())
	if err != nil {
		return err
	}
	defer pool.Close()
	return do(pool)
}
