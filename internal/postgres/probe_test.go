package postgres_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// TestProbe: a replica is ready when the database can keep something new, not when it can change what is there.
func TestProbe(t *testing.T) {
	address := postgrestest.URL(t)
	config, err := pgxpool.ParseConfig(address)
	require.NoError(t, err)
	roomy, err := pgxpool.NewWithConfig(t.Context(), config.Copy())
	require.NoError(t, err)
	defer roomy.Close()
	// No room: the server gives a process no more of the volume than one page.
	config.ConnConfig.RuntimeParams["temp_file_limit"] = "8kB"
	full, err := pgxpool.NewWithConfig(t.Context(), config)
	require.NoError(t, err)
	defer full.Close()

	require.NoError(t, postgres.Probe(t.Context(), roomy, "a"))
	_, err = full.Exec(t.Context(), `UPDATE heartbeats SET at = now()`)
	require.NoError(t, err, "what is there changes in its place")
	require.ErrorContains(t, postgres.Probe(t.Context(), full, "a"), "probe: ")
	require.NoError(t, postgres.Probe(t.Context(), roomy, "a"), "and is ready as soon as there is room")
}
