package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Probe writes that the replica is there. Reading would not do: with a full disk the database reads on for hours and
// refuses every application (seen: a readiness check by ping stayed green for the whole time).
func Probe(ctx context.Context, pool *pgxpool.Pool, replica string) error {
	_, err := pool.Exec(ctx, `INSERT INTO heartbeats (replica, at) VALUES ($1, now())
		ON CONFLICT (replica) DO UPDATE SET at = excluded.at`, replica)
	if err != nil {
		return fmt.Errorf("probe: %w", Problem(err))
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
