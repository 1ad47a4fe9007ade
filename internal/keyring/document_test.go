package keyring_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

var undo = keyring.Column{Table: "drafts", Name: "undo", By: keyring.Nothing, JSON: true}

// draft is a draft of somebody, of no service.
func draft(t *testing.T, pool *pgxpool.Pool) (id int64) {
	t.Helper()
	_, err := postgrestest.Owner(t, pool).Exec(t.Context(), `ALTER TABLE drafts DROP CONSTRAINT IF EXISTS drafts_service_version_id_fkey`)
	require.NoError(t, err)
	require.NoError(t, pool.QueryRow(t.Context(), `INSERT INTO drafts (account_id, service, service_version_id, token, created_at, updated_at, expires_at)
		VALUES ($1, 'a', 1, gen_random_uuid()::text, now(), now(), now()) RETURNING id`, person(t, pool, nil)).Scan(&id))
	return id
}

// TestRing_Document: a document stands in one place, in plain while a former release may serve and sealed after it, and is
// read wherever it stands.
func TestRing_Document(t *testing.T) {
	pool := postgrestest.New(t)
	load(t, pool)
	id, second := draft(t, pool), draft(t, pool)
	ring, err := keyring.Load(t.Context(), pool, wrap(t, strings.Repeat("k", 32)), start, accounts, undo)
	require.NoError(t, err)
	fill := func(now time.Time, want int64) {
		t.Helper()
		n, err := ring.Fill(t.Context(), now, slog.New(slog.DiscardHandler), undo)
		require.NoError(t, err)
		require.Equal(t, want, n)
	}
	keep := func(id int64, now time.Time, v any) (sealed, plain []byte) {
		t.Helper()
		sealed, plain, err := ring.Document(undo, id, now, v)
		require.NoError(t, err)
		_, err = pool.Exec(t.Context(), `UPDATE drafts SET undo_sealed = $2, undo = $3 WHERE id = $1`, id, sealed, plain)
		require.NoError(t, err)
		return sealed, plain
	}
	read := func(id int64) (v map[string]any, sealed, plain []byte) {
		t.Helper()
		require.NoError(t, pool.QueryRow(t.Context(), `SELECT undo_sealed, undo FROM drafts WHERE id = $1`, id).Scan(&sealed, &plain))
		require.NoError(t, ring.Into(undo, id, sealed, plain, &v))
		return v, sealed, plain
	}
	now := start.Add(time.Hour)
	fill(now, 0) // the hour begins
	was := map[string]any{"number": number, "rooms": 3.0}
	sealed, plain := keep(id, now, was)
	require.Nil(t, sealed, "a former release would write beside it")
	require.Contains(t, string(plain), number)
	v, _, _ := read(id)
	require.Equal(t, was, v)
	p, err := ring.Progress(t.Context(), undo)
	require.NoError(t, err)
	require.Equal(t, int64(1), p.Plain)

	now = now.Add(time.Hour)
	fill(now, 1)
	fill(now, 0)
	v, sealed, plain = read(id)
	require.Equal(t, was, v)
	require.Nil(t, plain)
	require.NotContains(t, string(sealed), number)

	sealed, plain = keep(second, now, was)
	require.Nil(t, plain)
	require.ErrorIs(t, ring.Into(undo, id, sealed, nil, &v), keyring.ErrSealed, "of another row")
	sealed, plain = keep(second, now, (*struct{})(nil))
	require.Nil(t, sealed)
	require.Nil(t, plain)
	v, _, _ = read(second)
	require.Nil(t, v)

	_, sealed, _ = read(id)
	rotate(t, ring, now)
	require.NoError(t, ring.Upkeep(t.Context(), now, slog.New(slog.DiscardHandler), undo))
	v, anew, _ := read(id)
	require.Equal(t, was, v)
	require.NotEqual(t, sealed[:5], anew[:5])
	n, lost, err := ring.Unseal(t.Context(), undo)
	require.NoError(t, err)
	require.Empty(t, lost)
	require.Equal(t, int64(1), n)
	v, sealed, _ = read(id)
	require.Equal(t, was, v)
	require.Nil(t, sealed)
	_, _, err = ring.Document(undo, id, now, make(chan int))
	require.ErrorContains(t, err, "write drafts.undo")
}

// TestRing_onlyGrows: the role that serves can seal what only grows, and seal it anew; back to plain text only its owner writes it.
func TestRing_onlyGrows(t *testing.T) {
	pool := postgrestest.New(t)
	load(t, pool)
	person(t, pool, nil)
	_, err := postgrestest.Owner(t, pool).Exec(t.Context(), `SET session_replication_role = replica;
		INSERT INTO assessments (application_id, service_version_id, at, today, answers, facts, assessment)
		VALUES (1, 1, now(), now(), '{}', '{}', '{"outcome": "refuse", "number": "`+number+`"}')`)
	require.NoError(t, err)
	var columns []keyring.Column
	for _, name := range []string{"answers", "facts", "assessment"} {
		columns = append(columns, keyring.Column{Table: "assessments", Name: name, By: keyring.Nothing, JSON: true})
	}
	ring, err := keyring.Load(t.Context(), pool, wrap(t, strings.Repeat("k", 32)), start, columns...)
	require.NoError(t, err)
	upkeep := func(now time.Time) (sealed []byte) {
		t.Helper()
		require.NoError(t, ring.Upkeep(t.Context(), now, slog.New(slog.DiscardHandler), columns...))
		var outcome string
		require.NoError(t, pool.QueryRow(t.Context(), `SELECT assessment_sealed, outcome FROM assessments`).Scan(&sealed, &outcome))
		if sealed != nil {
			require.Equal(t, "refuse", outcome)
		}
		return sealed
	}
	require.Nil(t, upkeep(start.Add(time.Hour)), "its hour begins")
	sealed := upkeep(start.Add(2 * time.Hour))
	require.NotNil(t, sealed)
	rotate(t, ring, start.Add(2*time.Hour))
	require.NotEqual(t, sealed[:5], upkeep(start.Add(2 * time.Hour))[:5])
	n, lost, err := ring.Unseal(t.Context(), columns...)
	require.NoError(t, err)
	require.Zero(t, n)
	require.Equal(t, []string{"assessments.assessment of 1"}, lost)
}
