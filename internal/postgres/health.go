package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/migrations"
)

// room is how many rows the probe spills, some 400 kB of them: a form with its facts, events and jobs wants as much.
const room = 20_000

// Probe writes that the replica is there, and that there is room for more. Reading would not do: with a full disk the
// database reads on for hours and refuses every application (seen: a readiness check by ping stayed green for the whole
// time). Nor would the row alone: it is written again into the page where it stood, for which a full disk has room. So the
// probe has the database spill a little beside its tables, as a large sort does, and forget it again.
func Probe(ctx context.Context, pool *pgxpool.Pool, replica string) error {
	err := InTx(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT set_config('work_mem', '64kB', true), set_config('temp_tablespaces', '', true)`); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `SELECT count(*) FROM generate_series(1, $1::int)`, room); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO heartbeats (replica, at) VALUES ($1, now())
			ON CONFLICT (replica) DO UPDATE SET at = excluded.at`, replica)
		return err
	})
	if err != nil {
		return fmt.Errorf("probe: %w", err)
	}
	return nil
}

// Durable fails when the database may forget what it has acknowledged, or give something else back without noticing: an
// application that has a number must not vanish with the power. With synchronous_commit off, a kill of the server lost
// seven in a trial.
func Durable(ctx context.Context, pool *pgxpool.Pool) error {
	now := map[string]string{}
	for _, setting := range []string{"fsync", "full_page_writes", "synchronous_commit", "data_checksums"} {
		var value string
		if err := pool.QueryRow(ctx, `SELECT current_setting($1)`, setting).Scan(&value); err != nil {
			return fmt.Errorf("read %s: %w", setting, err)
		}
		now[setting] = value
	}
	return durable(now)
}

// durable says of the settings of a server what is wrong with them.
func durable(now map[string]string) error {
	var off []string
	for _, setting := range slices.Sorted(maps.Keys(now)) {
		if now[setting] == "off" {
			off = append(off, setting)
		}
	}
	if len(off) == 0 {
		return nil
	}
	err := fmt.Errorf("the database may lose what it has confirmed: %s is off", strings.Join(off, ", "))
	if slices.Contains(off, "data_checksums") {
		err = fmt.Errorf("%w; pg_checksums --enable turns data_checksums on while the server is stopped", err)
	}
	return err
}

// Schema is which step of the schema the database has, and which is the newest that this program knows.
type Schema struct {
	Version int
	Dirty   bool // a step was begun and not finished
	Known   int
}

// SchemaOf reads it.
func SchemaOf(ctx context.Context, pool *pgxpool.Pool) (Schema, error) {
	var s Schema
	steps, err := iofs.New(migrations.FS, ".")
	if err != nil {
		return s, fmt.Errorf("read steps: %w", err)
	}
	for at, err := steps.First(); err == nil; at, err = steps.Next(at) {
		s.Known = int(at)
	}
	if err := pool.QueryRow(ctx, `SELECT version, dirty FROM schema_migrations`).Scan(&s.Version, &s.Dirty); err != nil {
		return s, fmt.Errorf("version of the schema: %w", Problem(err))
	}
	return s, nil
}

// Connections is how many the portal has of a class, see Purpose.
type Connections struct {
	Class  string
	Open   int
	Active int
	Oldest time.Duration // of the transactions that are under way
}

// Server is what the database says of itself.
type Server struct {
	Version     string
	Bytes       int64
	Connections []Connections
	Limit       int // of connections, for all
	Standbys    int
	Standby     bool          // this one only follows another
	Behind      time.Duration // how late the slowest standby writes down what is confirmed; 0 where it cannot be seen
}

// ServerOf reads it.
func ServerOf(ctx context.Context, pool *pgxpool.Pool) (Server, error) {
	var s Server
	err := pool.QueryRow(ctx, `SELECT current_setting('server_version'), pg_database_size(current_database()), current_setting('max_connections')::int, pg_is_in_recovery(),
			(SELECT count(*) FROM pg_stat_replication), coalesce((SELECT max(extract(epoch FROM flush_lag))::float8 * interval '1 second' FROM pg_stat_replication), '0')`).
		Scan(&s.Version, &s.Bytes, &s.Limit, &s.Standby, &s.Standbys, &s.Behind)
	if err != nil {
		return s, fmt.Errorf("state of the server: %w", Problem(err))
	}
	rows, _ := pool.Query(ctx, `SELECT coalesce(nullif(application_name, ''), '–'), count(*), count(*) FILTER (WHERE state <> 'idle'),
			make_interval(secs => coalesce(extract(epoch FROM max(now() - xact_start)), 0)::float8)
		FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid() GROUP BY 1 ORDER BY 1`)
	if s.Connections, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Connections]); err != nil {
		return s, fmt.Errorf("connections: %w", Problem(err))
	}
	return s, nil
}
