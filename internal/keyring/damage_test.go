package keyring_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// right is a right of an account over one person, as it is kept.
func right(t *testing.T, pool *pgxpool.Pool, account int64, plain *string, sealed, index []byte) (id int64) {
	t.Helper()
	require.NoError(t, pool.QueryRow(t.Context(), `INSERT INTO mandates (account_id, ground, kind, subject, subject_sealed, subject_index, name, taken_at, checked_at)
		VALUES ($1, 'parent', 'person', $2, $3, $4, 'A', now(), now()) RETURNING id`, account, plain, sealed, index).Scan(&id))
	return id
}

// TestLoad_damaged: a column whose only value is damaged closes no portal; where nothing at all opens, the ring is another's.
func TestLoad_damaged(t *testing.T) {
	pool := postgrestest.New(t)
	ring := load(t, pool)
	id := person(t, pool, nil)
	put(t, pool, ring, id, number)
	right(t, pool, id, nil, []byte("damaged"), []byte("x"))
	load(t, pool)
	_, err := pool.Exec(t.Context(), `UPDATE accounts SET pinfl_sealed = NULL, pinfl_index = NULL`)
	require.NoError(t, err)
	_, err = keyring.Load(t.Context(), pool, wrap(t, strings.Repeat("k", 32)), start, accounts, mandates)
	require.ErrorIs(t, err, keyring.ErrLost)
}

// quicker is another replica that founds the ring and seals with it while one looks what is there.
type quicker struct{ do func() }

func (q *quicker) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	if do := q.do; do != nil && strings.Contains(data.SQL, "EXISTS") {
		q.do = nil
		do()
	}
	return ctx
}
func (*quicker) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TestLoad_together: a replica that was slower than another takes the other's ring, and does not call it lost.
func TestLoad_together(t *testing.T) {
	pool := postgrestest.New(t)
	id := person(t, pool, nil)
	config := pool.Config()
	other := &quicker{func() { put(t, pool, load(t, pool), id, number) }}
	config.ConnConfig.Tracer = other
	slow, err := pgxpool.NewWithConfig(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(slow.Close)
	ring := load(t, slow)
	require.Nil(t, other.do)
	sealed, _ := raw(t, pool, id)
	text, err := ring.Open(accounts, id, sealed)
	require.NoError(t, err)
	require.Equal(t, number, text)
}

// TestRing_Upkeep_twin: a plain row whose sealed twin stands beside it is named and left; all others are sealed, and anew.
func TestRing_Upkeep_twin(t *testing.T) {
	pool := postgrestest.New(t)
	ring := load(t, pool)
	text := number
	owner := person(t, pool, &text)
	twin := right(t, pool, owner, &text, nil, nil)
	first := right(t, pool, owner, nil, []byte("sealed"), ring.Index(number))
	sealed, err := ring.Seal(mandates, first, number)
	require.NoError(t, err)
	_, err = pool.Exec(t.Context(), `UPDATE mandates SET subject_sealed = $2 WHERE id = $1`, first, sealed)
	require.NoError(t, err)
	late := right(t, pool, person(t, pool, &text), &text, nil, nil)
	rotate(t, ring, start)

	var log bytes.Buffer
	require.NoError(t, ring.Upkeep(t.Context(), start.Add(2*time.Hour), slog.New(slog.NewTextHandler(&log, nil)), mandates, accounts))
	require.Contains(t, log.String(), fmt.Sprintf("stays plain\" column=mandates.subject id=%d", twin))
	require.Equal(t, 1, strings.Count(log.String(), "stays plain"))
	kept := func(id int64) (raw []byte, plain *string) {
		require.NoError(t, pool.QueryRow(t.Context(), `SELECT subject_sealed, subject FROM mandates WHERE id = $1`, id).Scan(&raw, &plain))
		return raw, plain
	}
	still, plain := kept(twin)
	require.Nil(t, still)
	require.Equal(t, &text, plain)
	for _, id := range []int64{first, late} {
		fresh, plain := kept(id)
		require.Nil(t, plain)
		require.NotEqual(t, sealed[:5], fresh[:5])
		opened, err := ring.Open(mandates, id, fresh)
		require.NoError(t, err)
		require.Equal(t, number, opened)
	}
	fresh, plain := raw(t, pool, owner)
	require.NotEmpty(t, fresh, "the next column as well")
	require.Nil(t, plain)

	// Nothing of a column is read: the others are done all the same.
	put(t, pool, ring, owner, number)
	fresh, _ = raw(t, pool, owner)
	rotate(t, ring, start)
	err = ring.Upkeep(t.Context(), start.Add(2*time.Hour), slog.New(slog.DiscardHandler), accounts, keyring.Column{Table: "nowhere", Name: "number"})
	require.ErrorContains(t, err, "nowhere")
	again, _ := raw(t, pool, owner)
	require.NotEqual(t, fresh[:5], again[:5], "former keys are followed even so")
}
