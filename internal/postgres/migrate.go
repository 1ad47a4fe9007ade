package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/database"
	pgxmigrate "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/yagona/portal/migrations"
)

// migrationLock is the advisory lock under which a schema changes. The number has no meaning; it must only stay.
const migrationLock = 7_301_846_229

// lockTries is how often a step is tried that another session's lock stopped. Each step sets a lock_timeout: without
// one, a migration that waits for a long reader makes every write behind it wait too (measured: five seconds).
const lockTries = 20

// ErrNewerSchema means that the database belongs to a newer program than this one.
var ErrNewerSchema = errors.New("the database has a newer schema than this program knows: start the newer program")

// Migrate brings the schema up to date: our own steps, then those of the job queue. Replicas that start at once wait
// for one another. A schema newer than this program is refused with ErrNewerSchema and left alone.
func Migrate(ctx context.Context, url string) error {
	return locked(ctx, url, func(pool *pgxpool.Pool) error {
		if err := migrateOwn(ctx, pool); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		if err := migrateJobs(ctx, pool); err != nil {
			return fmt.Errorf("migrate job queue: %w", err)
		}
		return nil
	})
}

// Rollback undoes our newest steps, for development and for the test that every step can be undone.
func Rollback(ctx context.Context, url string, steps int) error {
	return locked(ctx, url, func(pool *pgxpool.Pool) error {
		m, _, err := library(pool)
		if err != nil {
			return fmt.Errorf("roll back: %w", err)
		}
		defer m.Close()
		return m.Steps(-steps)
	})
}

// locked runs do while no other program changes the schema.
func locked(ctx context.Context, url string, do func(*pgxpool.Pool) error) error {
	pool, err := OpenFor(ctx, url, Purpose{Name: "migrate", ConnsPerCore: 1, Statement: 15 * time.Minute, IdleInTx: time.Minute})
	if err != nil {
		return err
	}
	defer pool.Close()
	release, err := lockMigrations(ctx, pool)
	if err != nil {
		return err
	}
	defer release()
	return do(pool)
}

// lockMigrations asks again and again instead of waiting inside PostgreSQL: a session that waits for a lock holds a
// snapshot, and CREATE INDEX CONCURRENTLY in the session that has the lock would wait for that snapshot for ever.
func lockMigrations(ctx context.Context, pool *pgxpool.Pool) (release func(), err error) {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("lock migrations: %w", err)
	}
	for {
		var mine bool
		if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, int64(migrationLock)).Scan(&mine); err != nil {
			conn.Release()
			return nil, fmt.Errorf("lock migrations: %w", err)
		}
		if mine {
			break
		}
		select {
		case <-ctx.Done():
			conn.Release()
			return nil, fmt.Errorf("lock migrations: %w", ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
	return func() {
		// Closing the session gives the lock back even when the context is long gone.
		_ = conn.Hijack().Close(context.WithoutCancel(ctx))
	}, nil
}

// library is golang-migrate over our steps and this database.
func library(pool *pgxpool.Pool) (*migrate.Migrate, database.Driver, error) {
	steps, err := iofs.New(migrations.FS, ".")
	if err != nil {
		return nil, nil, fmt.Errorf("read steps: %w", err)
	}
	driver, err := pgxmigrate.WithInstance(stdlib.OpenDB(*pool.Config().ConnConfig), &pgxmigrate.Config{})
	if err != nil {
		return nil, nil, fmt.Errorf("prepare: %w", err)
	}
	m, err := migrate.NewWithInstance("iofs", marked{steps}, "postgres", driver)
	if err != nil {
		return nil, nil, fmt.Errorf("prepare: %w", err)
	}
	return m, driver, nil
}

func migrateOwn(ctx context.Context, pool *pgxpool.Pool) error {
	m, driver, err := library(pool)
	if err != nil {
		return err
	}
	defer m.Close()
	steps, err := iofs.New(migrations.FS, ".")
	if err != nil {
		return fmt.Errorf("read steps: %w", err)
	}
	if err := startClean(driver, steps); err != nil {
		return err
	}
	for try := 1; ; try++ {
		err := m.Up()
		switch {
		case err == nil, errors.Is(err, migrate.ErrNoChange):
			return nil
		case !lockNotAvailable(err) || try == lockTries || ctx.Err() != nil:
			return err
		}
		time.Sleep(250 * time.Millisecond)
		if err := startClean(driver, steps); err != nil {
			return err
		}
	}
}

// startClean refuses a newer schema, and undoes the mark that a killed migration leaves behind. A step and the mark
// that it is finished commit together (see marked), so a step still marked dirty has left nothing in the schema.
func startClean(driver database.Driver, steps source.Driver) error {
	version, dirty, err := driver.Version()
	if err != nil {
		return fmt.Errorf("read version: %w", err)
	}
	if version == database.NilVersion {
		return nil
	}
	step, _, err := steps.ReadUp(uint(version))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("version %d: %w", version, ErrNewerSchema)
	}
	if err != nil {
		return fmt.Errorf("read step %d: %w", version, err)
	}
	_ = step.Close()
	if !dirty {
		return nil
	}
	before := database.NilVersion
	if previous, err := steps.Prev(uint(version)); err == nil {
		before = int(previous)
	}
	if err := driver.SetVersion(before, false); err != nil {
		return fmt.Errorf("go back to version %d: %w", before, err)
	}
	return nil
}

func migrateJobs(ctx context.Context, pool *pgxpool.Pool) error {
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	known := migrator.AllVersions()
	have, err := migrator.ExistingVersions(ctx)
	if err != nil {
		return fmt.Errorf("read version: %w", err)
	}
	if len(have) > len(known) {
		return ErrNewerSchema
	}
	if len(have) < len(known) {
		if _, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
			return err
		}
	}
	return dropUnasked(ctx, pool)
}

// dropUnasked takes away the indexes of River into the contents of jobs: nothing asks by them, and they made a million jobs cost
// most of their time. River may be without them. Every insert waits behind the lock of that, so not for long: where
// the table is busy the next start tries again.
func dropUnasked(ctx context.Context, pool *pgxpool.Pool) error {
	var there bool
	if err := pool.QueryRow(ctx, `SELECT to_regclass('river_job_args_index') IS NOT NULL OR to_regclass('river_job_metadata_index') IS NOT NULL`).Scan(&there); err != nil || !there {
		return err
	}
	err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL lock_timeout = '500ms'`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DROP INDEX IF EXISTS river_job_args_index, river_job_metadata_index`)
		return err
	})
	if broken, ok := errors.AsType[*pgconn.PgError](err); ok && broken.Code == pgerrcode.LockNotAvailable {
		return nil
	}
	return err
}
