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
	RingKey     string `env:"PORTAL_RING_KEY" placeholder:"FILE" help:"File with the key that wraps the ring with which numbers and addresses of people are sealed: 32 random characters or more, the same on every replica. To change it, put the new one into the first line, the former into the second, and run portal keys rotate. Without a file a key is made beside the managed database."`
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

	Grant string `placeholder:"ROLE" help:"Give this role, which is there and owns nothing, what a portal that serves needs: it can't change the schema, nor a row of what only grows, such as the audit."`
}

// Run brings the schema up to date, and grants.
func (m *migrateCommand) Run(ctx context.Context, c *console) (err error) {
	url, closeDatabase, err := m.open(ctx, c.out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeDatabase()) }()
	fmt.Fprintln(c.out, "The schema is up to date.")
	if m.Grant == "" {
		return nil
	}
	if err := postgres.Grant(ctx, url, m.Grant); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s may serve, and no more.\n", m.Grant)
	return nil
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
