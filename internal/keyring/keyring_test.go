package keyring_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

var (
	accounts = keyring.Column{Table: "accounts", Name: "pinfl"}
	mandates = keyring.Column{Table: "mandates", Name: "subject"}
	start    = time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
)

const number = "31204862260015"

func wrap(t *testing.T, text string) tink.AEAD {
	t.Helper()
	w, err := keyring.NewWrap(text)
	require.NoError(t, err)
	return w
}

func load(t *testing.T, pool *pgxpool.Pool) *keyring.Ring {
	t.Helper()
	ring, err := keyring.Load(t.Context(), pool, wrap(t, strings.Repeat("k", 32)), start, accounts, mandates)
	require.NoError(t, err)
	return ring
}

func none(pgx.Tx) error { return nil }

// rotate has a new key seal.
func rotate(t *testing.T, ring *keyring.Ring, now time.Time) {
	t.Helper()
	id, _, err := ring.Prepare(t.Context(), now)
	require.NoError(t, err)
	require.NoError(t, ring.Promote(t.Context(), id, now, none))
}

// person is an account with a number, as a former release or this one writes it.
func person(t *testing.T, pool *pgxpool.Pool, plain *string) (id int64) {
	t.Helper()
	require.NoError(t, pool.QueryRow(t.Context(), `INSERT INTO accounts (issuer, subject, name, pinfl, level, created_at, sessions_from)
		VALUES ('test', gen_random_uuid()::text, 'A', $1, 'basic', now(), now()) RETURNING id`, plain).Scan(&id))
	return id
}

func put(t *testing.T, pool *pgxpool.Pool, ring *keyring.Ring, id int64, text string) {
	t.Helper()
	raw, err := ring.Seal(accounts, id, text)
	require.NoError(t, err)
	_, err = pool.Exec(t.Context(), `UPDATE accounts SET pinfl_sealed = $2, pinfl_index = $3 WHERE id = $1`, id, raw, ring.Index(text))
	require.NoError(t, err)
}

func raw(t *testing.T, pool *pgxpool.Pool, id int64) (sealed []byte, plain *string) {
	t.Helper()
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT pinfl_sealed, pinfl FROM accounts WHERE id = $1`, id).Scan(&sealed, &plain))
	return sealed, plain
}

func TestRing(t *testing.T) {
	ring, err := keyring.New()
	require.NoError(t, err)
	sealed, err := ring.Seal(accounts, 7, number)
	require.NoError(t, err)
	require.NotContains(t, string(sealed), number)
	text, err := ring.Open(accounts, 7, sealed)
	require.NoError(t, err)
	require.Equal(t, number, text)
	again, err := ring.Seal(accounts, 7, number)
	require.NoError(t, err)
	require.NotEqual(t, sealed, again, "nobody sees that two are equal")

	for _, moved := range []struct {
		to  keyring.Column
		row int64
		raw []byte
	}{
		{accounts, 8, sealed},
		{mandates, 7, sealed},
		{keyring.Column{Table: "accounts", Name: "name"}, 7, sealed},
		{accounts, 7, append(sealed[:len(sealed)-1:len(sealed)-1], sealed[len(sealed)-1]^1)},
		{accounts, 7, []byte(number)},
	} {
		_, err := ring.Open(moved.to, moved.row, moved.raw)
		require.ErrorIs(t, err, keyring.ErrSealed)
		require.NotContains(t, err.Error(), number)
	}

	nothing, err := ring.Seal(accounts, 7, "")
	require.NoError(t, err)
	require.Nil(t, nothing)
	text, err = ring.Open(accounts, 7, nil)
	require.NoError(t, err)
	require.Empty(t, text)

	require.Equal(t, ring.Index(number), ring.Index("312 0486-2260015"))
	require.Len(t, ring.Index(number), 32)
	require.NotEqual(t, ring.Index(number), ring.Index("31204862260016"))
	require.Nil(t, ring.Index(""))
	require.NotEqual(t, ring.Hash("A-1"), ring.Hash("A1"), "to the byte")
	other, err := keyring.New()
	require.NoError(t, err)
	require.NotEqual(t, ring.Index(number), other.Index(number), "who has no key can't look for a number")
}

func TestNewWrap(t *testing.T) {
	former, next := strings.Repeat("f", 32), strings.Repeat("n", 32)
	raw, err := wrap(t, former+"\n").Encrypt([]byte("ring"), []byte("a"))
	require.NoError(t, err)
	for text, opens := range map[string]bool{former: true, next + "\n" + former: true, "\n " + former + " \n\n": true, next: false} {
		_, err := wrap(t, text).Decrypt(raw, []byte("a"))
		require.Equal(t, opens, err == nil, text)
	}
	for _, text := range []string{"", "\n", "short", former + "\nshort"} {
		_, err := keyring.NewWrap(text)
		require.Error(t, err, text)
	}
}

// TestLoad: replicas share the ring of their database, and none starts with a ring or a key that opens nothing of it.
func TestLoad(t *testing.T) {
	pool := postgrestest.New(t)
	first, second := load(t, pool), load(t, pool)
	id := person(t, pool, nil)
	put(t, pool, first, id, number)
	sealed, _ := raw(t, pool, id)
	text, err := second.Open(accounts, id, sealed)
	require.NoError(t, err)
	require.Equal(t, number, text)
	require.Equal(t, first.Index(number), second.Index(number))

	_, err = keyring.Load(t.Context(), pool, wrap(t, strings.Repeat("x", 32)), start, accounts)
	require.ErrorIs(t, err, keyring.ErrWrap)

	owner := postgrestest.Owner(t, pool)
	_, err = pool.Exec(t.Context(), `DELETE FROM key_rings`)
	require.Error(t, err, "the program can't lose the ring")
	_, err = owner.Exec(t.Context(), `CREATE TABLE kept AS SELECT * FROM key_rings; DELETE FROM key_rings`)
	require.NoError(t, err)
	_, err = keyring.Load(t.Context(), pool, wrap(t, strings.Repeat("k", 32)), start, accounts)
	require.ErrorIs(t, err, keyring.ErrLost, "no new ring beside what another sealed")
	_, err = owner.Exec(t.Context(), `UPDATE accounts SET pinfl_sealed = NULL, pinfl_index = NULL`)
	require.NoError(t, err)
	load(t, pool)
	_, err = owner.Exec(t.Context(), `UPDATE accounts SET pinfl_sealed = $1, pinfl_index = $2`, sealed, first.Index(number))
	require.NoError(t, err)
	_, err = keyring.Load(t.Context(), pool, wrap(t, strings.Repeat("k", 32)), start, accounts)
	require.ErrorIs(t, err, keyring.ErrLost)
	_, err = owner.Exec(t.Context(), `DELETE FROM key_rings; INSERT INTO key_rings SELECT * FROM kept`)
	require.NoError(t, err)
	load(t, pool)
	whole := person(t, pool, nil)
	put(t, pool, first, whole, number)
	_, err = owner.Exec(t.Context(), `UPDATE accounts SET pinfl_sealed = 'damaged' WHERE id = $1`, id)
	require.NoError(t, err)
	load(t, pool) // one that is damaged closes no portal
}

// TestRing_rotation: a new key seals once every replica knows it, former ones open until no row needs them.
func TestRing_rotation(t *testing.T) {
	pool := postgrestest.New(t)
	here, there := load(t, pool), load(t, pool)
	ids := make([]int64, 1200)
	for i := range ids {
		ids[i] = person(t, pool, nil)
		put(t, pool, here, ids[i], number)
	}
	former, _ := raw(t, pool, ids[0])

	now := start.Add(2 * time.Hour)
	id, since, err := here.Prepare(t.Context(), now)
	require.NoError(t, err)
	require.Equal(t, now, since)
	same, since, err := there.Prepare(t.Context(), now.Add(time.Second)) // the command was killed, and comes again
	require.NoError(t, err)
	require.Equal(t, id, same)
	require.True(t, since.Equal(now))
	waits, err := here.Seal(accounts, 1, number)
	require.NoError(t, err)
	require.Equal(t, former[:5], waits[:5], "it seals nothing yet")

	require.NoError(t, here.Promote(t.Context(), id, now, none))
	fresh, err := here.Seal(accounts, ids[0], number)
	require.NoError(t, err)
	require.NotEqual(t, former[:5], fresh[:5], "the new one seals")
	for _, sealed := range [][]byte{former, fresh} {
		for _, ring := range []*keyring.Ring{here, there} { // there has not looked again: it knows the key all the same
			text, err := ring.Open(accounts, ids[0], sealed)
			require.NoError(t, err)
			require.Equal(t, number, text)
		}
	}
	require.NoError(t, there.Refresh(t.Context()))
	fresh, err = there.Seal(accounts, ids[0], number)
	require.NoError(t, err)
	require.NotEqual(t, former[:5], fresh[:5])

	// Killed after some rows: what was done stays done, and the next run does the rest.
	ctx, kill := context.WithCancel(t.Context())
	log := slog.New(killer{kill})
	require.ErrorIs(t, here.Upkeep(ctx, now, log, accounts, mandates), context.Canceled)
	left, err := here.Left(t.Context(), accounts, mandates)
	require.NoError(t, err)
	require.Positive(t, left[id])
	require.Less(t, left[id], int64(len(ids)))
	_, err = here.Retire(t.Context(), now.Add(time.Hour), accounts, mandates)
	require.ErrorIs(t, err, keyring.ErrNeeded)
	require.NoError(t, there.Upkeep(t.Context(), now, slog.New(slog.DiscardHandler), accounts, mandates))
	left, err = here.Left(t.Context(), accounts, mandates)
	require.NoError(t, err)
	require.Equal(t, map[int64]int64{0: 0, id: int64(len(ids))}, left)
	for _, one := range ids {
		sealed, _ := raw(t, pool, one)
		text, err := here.Open(accounts, one, sealed)
		require.NoError(t, err)
		require.Equal(t, number, text)
	}

	_, err = here.Retire(t.Context(), now.Add(keyring.Spread-time.Second), accounts, mandates)
	require.ErrorIs(t, err, keyring.ErrNeeded, "a replica may still seal with it")
	gone, err := here.Retire(t.Context(), now.Add(keyring.Spread+time.Second), accounts, mandates)
	require.NoError(t, err)
	require.Len(t, gone, 1)
	_, err = here.Open(accounts, ids[0], former)
	require.ErrorIs(t, err, keyring.ErrSealed)
	keys, err := here.Keys(t.Context())
	require.NoError(t, err)
	require.Len(t, keys, 3)
	var records int
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT count(*) FROM audit_entries WHERE action IN ('key.rotate', 'key.retire')`).Scan(&records))
	require.Equal(t, 2, records)
}

// killer ends the work when it tells of its first rows.
type killer struct{ kill func() }

func (killer) Enabled(context.Context, slog.Level) bool { return true }
func (k killer) Handle(context.Context, slog.Record) error {
	k.kill()
	return errors.New("killed")
}
func (k killer) WithAttrs([]slog.Attr) slog.Handler { return k }
func (k killer) WithGroup(string) slog.Handler      { return k }

// TestRing_Upkeep_damaged: a value that opens nothing stays as it is, and holds up neither the others nor the work.
func TestRing_Upkeep_damaged(t *testing.T) {
	pool := postgrestest.New(t)
	ring := load(t, pool)
	moved, good := person(t, pool, nil), person(t, pool, nil)
	put(t, pool, ring, good, number)
	sealed, _ := raw(t, pool, good)
	_, err := pool.Exec(t.Context(), `UPDATE accounts SET pinfl_sealed = $2, pinfl_index = $3 WHERE id = $1`, moved, sealed, ring.Index(number))
	require.NoError(t, err)
	rotate(t, ring, start)
	require.NoError(t, ring.Upkeep(t.Context(), start, slog.New(slog.DiscardHandler), accounts))
	still, _ := raw(t, pool, moved)
	require.Equal(t, sealed, still)
	fresh, _ := raw(t, pool, good)
	require.NotEqual(t, sealed[:5], fresh[:5])
	_, err = ring.Retire(t.Context(), start.Add(time.Hour), accounts)
	require.ErrorIs(t, err, keyring.ErrNeeded, "it may be looked into, with the key that it needs")
}

// TestRing_Fill: what a former release wrote is sealed at the start, stays beside it for an hour, and is then emptied.
func TestRing_Fill(t *testing.T) {
	pool := postgrestest.New(t)
	text, nobody := number, ""
	ids := make([]int64, 700)
	for i := range ids {
		ids[i] = person(t, pool, &text)
	}
	official := person(t, pool, &nobody)
	ring := load(t, pool)
	fill := func(after time.Duration, want int64) {
		t.Helper()
		n, err := ring.Fill(t.Context(), start.Add(after), slog.New(slog.DiscardHandler), accounts, mandates)
		require.NoError(t, err)
		require.Equal(t, want, n)
	}
	fill(0, 700)
	fill(time.Minute, 0)
	sealed, plain := raw(t, pool, ids[699])
	require.Equal(t, &text, plain, "a former release may serve beside this one")
	opened, err := ring.Open(accounts, ids[699], sealed)
	require.NoError(t, err)
	require.Equal(t, number, opened)
	late := person(t, pool, &text) // it does
	fill(5*time.Minute, 1)
	fill(time.Hour, 701)
	for _, id := range []int64{ids[0], late} {
		sealed, plain = raw(t, pool, id)
		require.Nil(t, plain)
		require.NotEmpty(t, sealed)
	}
	sealed, _ = raw(t, pool, official)
	require.Nil(t, sealed)

	// And back.
	_, err = pool.Exec(t.Context(), `UPDATE accounts SET pinfl_sealed = 'damaged' WHERE id = $1`, ids[0])
	require.NoError(t, err)
	n, lost, err := ring.Unseal(t.Context(), accounts, mandates)
	require.NoError(t, err)
	require.Equal(t, int64(700), n)
	require.Equal(t, []string{fmt.Sprintf("accounts.pinfl of %d", ids[0])}, lost)
	sealed, plain = raw(t, pool, late)
	require.Nil(t, sealed)
	require.Equal(t, &text, plain)

	// And to this release once more, days later.
	_, err = pool.Exec(t.Context(), `UPDATE accounts SET pinfl_sealed = NULL, pinfl_index = NULL`)
	require.NoError(t, err)
	ring = load(t, pool)
	fill(100*time.Hour, 700)
	_, plain = raw(t, pool, late)
	require.Equal(t, &text, plain, "it has its hour again")
	require.Equal(t, &text, ring.Beside(accounts, start.Add(101*time.Hour-time.Second), text))
	fill(101*time.Hour, 700)
	_, plain = raw(t, pool, late)
	require.Nil(t, plain)
	require.Nil(t, ring.Beside(accounts, start.Add(101*time.Hour), text))
}

func BenchmarkRing(b *testing.B) {
	ring, err := keyring.New()
	require.NoError(b, err)
	sealed, err := ring.Seal(accounts, 7, number)
	require.NoError(b, err)
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			_, _ = ring.Open(accounts, 7, sealed)
		}
	})
	b.Run("seal and index", func(b *testing.B) {
		for b.Loop() {
			_, _ = ring.Seal(accounts, 7, number)
			ring.Index(number)
		}
	})
}
