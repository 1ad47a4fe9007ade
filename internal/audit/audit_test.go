package audit_test

import (
	"context"
	"crypto/ed25519"
	"encoding/pem"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

var now = time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)

func write(t *testing.T, s *audit.Store, from, to int) {
	t.Helper()
	var writers sync.WaitGroup
	for w := range 5 {
		writers.Go(func() {
			for i := from; i < to; i++ {
				err := s.Record(t.Context(), audit.Entry{Kind: audit.Official, Actor: int64(w), Action: "application.view", Object: fmt.Sprintf("application:%d", i), Detail: map[string]any{"n": i, "a long name": []any{1.5, "oʻzbek", nil}}})
				assert.NoError(t, err)
			}
		})
	}
	writers.Wait()
}

// record is a record with three roots, the keys that signed them, and a chain that grew before each of them and since.
func record(t *testing.T) (*pgxpool.Pool, *audit.Store, audit.Keys, string) {
	t.Helper()
	pool := postgrestest.New(t)
	s := audit.NewStore(pool)
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	one, err := pool.Acquire(t.Context())
	require.NoError(t, err)
	defer one.Release()
	for n := range 4 {
		write(t, s, 20*n, 20*n+20)
		for i := range 5 {
			require.NoError(t, pgx.BeginFunc(t.Context(), one, func(tx pgx.Tx) error {
				return audit.Record(t.Context(), tx, audit.Entry{Kind: audit.Machine, Action: "document.seal", Object: fmt.Sprintf("seal:%d", i)})
			}))
		}
		if n < 3 {
			_, err := s.Sign(t.Context(), private, now.Add(time.Duration(n)*time.Hour))
			require.NoError(t, err)
		}
	}
	var chain string
	require.NoError(t, one.QueryRow(t.Context(), `SELECT (pg_backend_pid() & 63)::text`).Scan(&chain))
	return pool, s, audit.Keys{audit.KeyName(public): public}, chain
}

// TestRecord_waits: whoever writes an entry waits for nobody who is about to commit one on another connection, on the same
// object too, and two in one transaction, whatever they are about, can lock out nobody who writes them the other way round.
func TestRecord_waits(t *testing.T) {
	pool := postgrestest.New(t)
	chains := map[int16]bool{}
	for range 4 { // connections with a chain of their own each; two that share one wait, and are not meant
		tx, err := pool.Begin(t.Context())
		require.NoError(t, err)
		defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
		var chain int16
		require.NoError(t, tx.QueryRow(t.Context(), `SELECT (pg_backend_pid() & 63)::smallint`).Scan(&chain))
		if chains[chain] {
			continue
		}
		chains[chain] = true
		_, err = tx.Exec(t.Context(), `SET LOCAL lock_timeout = '2s'`)
		require.NoError(t, err)
		objects := []string{"application:1", "application:2"}
		if len(chains)%2 == 0 {
			slices.Reverse(objects)
		}
		for _, object := range objects {
			require.NoError(t, audit.Record(t.Context(), tx, audit.Entry{Kind: audit.Machine, Action: "x", Object: object}))
		}
		var own int
		require.NoError(t, tx.QueryRow(t.Context(), `SELECT count(DISTINCT chain) FROM audit_entries`).Scan(&own))
		require.Equal(t, 1, own)
	}
	require.Greater(t, len(chains), 1)
}

func TestStore_Verify(t *testing.T) {
	_, s, keys, _ := record(t)
	rows, err := s.About(t.Context(), "application:7", 100)
	require.NoError(t, err)
	require.Len(t, rows, 5)
	v, err := s.Verify(t.Context(), keys, nil)
	require.NoError(t, err)
	require.Empty(t, v.Breaks)
	require.EqualValues(t, 4*(5*20+5), v.Entries)
	require.Equal(t, 3, v.Roots)
	require.True(t, now.Add(2*time.Hour).Equal(v.Signed))
}

func TestStore_appendOnly(t *testing.T) {
	pool, _, _, _ := record(t)
	pool = postgrestest.Owner(t, pool)
	for _, table := range []string{"audit_entries", "audit_roots"} {
		for _, sql := range []string{`UPDATE ` + table + ` SET at = now()`, `DELETE FROM ` + table, `TRUNCATE ` + table} {
			_, err := pool.Exec(t.Context(), sql)
			require.ErrorContains(t, err, "append-only", sql)
		}
	}
}

// TestStore_Verify_tampering is what whoever owns the database can do: he can switch the triggers off, but not make the
// record hold.
func TestStore_Verify_tampering(t *testing.T) {
	const some = `(SELECT id FROM audit_entries WHERE chain = :c AND seq = 3)`
	for name, c := range map[string]struct {
		tamper func(ctx context.Context, pool *pgxpool.Pool, chain string) error
		why    []audit.Why
	}{
		"altered":               {run(`UPDATE audit_entries SET actor = 999 WHERE id = ` + some), []audit.Why{audit.Altered}},
		"another word":          {run(`UPDATE audit_entries SET detail = detail || '{"n": 1000}' WHERE id = ` + some), []audit.Why{audit.Altered}},
		"dated back":            {run(`UPDATE audit_entries SET at = at - interval '1 microsecond' WHERE id = ` + some), []audit.Why{audit.Altered}},
		"altered with its hash": {run(alterHashed), []audit.Why{audit.Unlinked}},
		"removed":               {run(`DELETE FROM audit_subjects`, `DELETE FROM audit_entries WHERE id = `+some), []audit.Why{audit.Missing}},
		"removed at the end":    {run(`DELETE FROM audit_entries WHERE chain = :c AND seq = (SELECT max(seq) FROM audit_entries WHERE chain = :c)`), []audit.Why{audit.Cut}},
		"cut with its head": {run(
			`DELETE FROM audit_entries WHERE chain = :c AND seq > 3`,
			`UPDATE audit_heads h SET seq = 3, hash = e.hash FROM audit_entries e WHERE e.chain = :c AND e.seq = 3 AND h.chain = :c`,
		), []audit.Why{audit.Cut}},
		"reordered": {run(
			`ALTER TABLE audit_entries DROP CONSTRAINT audit_entries_chain_seq_key`,
			`UPDATE audit_entries SET seq = 7 - seq WHERE chain = :c AND seq IN (3, 4)`,
		), []audit.Why{audit.Unlinked, audit.Altered, audit.Unlinked, audit.Altered, audit.Unlinked}},
		"the function too": {run(
			`CREATE OR REPLACE FUNCTION audit_hash(chain smallint, seq bigint, at timestamptz, kind text, actor bigint, action text, object text, detail jsonb, prev bytea)
				RETURNS bytea LANGUAGE sql STABLE AS $$ SELECT hash FROM audit_entries e WHERE e.chain = audit_hash.chain AND e.seq = audit_hash.seq $$`,
			`UPDATE audit_entries SET actor = 999 WHERE id = `+some,
		), []audit.Why{audit.Altered}},
		"written anew":             {rewrite, []audit.Why{audit.Rewritten, audit.Rewritten, audit.Rewritten}},
		"a root removed":           {run(`DELETE FROM audit_roots WHERE number = 2`), []audit.Why{audit.BadRoot}},
		"a root for another chain": {run(`UPDATE audit_roots SET heads = jsonb_set(heads, '{:c,hash}', '"00"') WHERE number = 3`), []audit.Why{audit.BadRoot, audit.Rewritten}},
	} {
		t.Run(name, func(t *testing.T) {
			pool, s, keys, chain := record(t)
			pool = postgrestest.Owner(t, pool)
			require.NoError(t, run(`ALTER TABLE audit_entries DISABLE TRIGGER USER`, `ALTER TABLE audit_subjects DISABLE TRIGGER USER`, `ALTER TABLE audit_roots DISABLE TRIGGER USER`)(t.Context(), pool, chain))
			require.NoError(t, c.tamper(t.Context(), pool, chain))
			v, err := s.Verify(t.Context(), keys, nil)
			require.NoError(t, err)
			var why []audit.Why
			for _, b := range v.Breaks {
				why = append(why, b.Why)
				if b.Why != audit.BadRoot {
					require.Equal(t, chain, strconv.Itoa(int(b.Chain)))
				}
			}
			require.Equal(t, c.why, why, "%+v", v.Breaks)
			if first := v.Breaks[0]; name != "removed at the end" && first.Why != audit.BadRoot {
				require.LessOrEqual(t, first.From, int64(4), "it names the place")
				require.GreaterOrEqual(t, first.Seq, int64(3))
			}
		})
	}
}

// run is statements in which :c is the number of a chain.
func run(statements ...string) func(context.Context, *pgxpool.Pool, string) error {
	return func(ctx context.Context, pool *pgxpool.Pool, chain string) error {
		for _, sql := range statements {
			if _, err := pool.Exec(ctx, strings.ReplaceAll(sql, ":c", chain)); err != nil {
				return fmt.Errorf("%s: %w", sql, err)
			}
		}
		return nil
	}
}

const alterHashed = `UPDATE audit_entries SET actor = 999, hash = audit_hash(chain, seq, at, kind, 999, action, object, detail, prev) WHERE chain = :c AND seq = 3`

// rewrite alters an entry and gives all that come after it hashes that fit, the end of the chain too.
func rewrite(ctx context.Context, pool *pgxpool.Pool, chain string) error {
	of := func(sql string) string { return strings.ReplaceAll(sql, ":c", chain) }
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, of(alterHashed)); err != nil {
			return err
		}
		var last int64
		if err := tx.QueryRow(ctx, of(`SELECT seq FROM audit_heads WHERE chain = :c`)).Scan(&last); err != nil {
			return err
		}
		for seq := int64(4); seq <= last; seq++ {
			_, err := tx.Exec(ctx, of(`UPDATE audit_entries e SET prev = p.hash, hash = audit_hash(e.chain, e.seq, e.at, e.kind, e.actor, e.action, e.object, e.detail, p.hash)
				FROM audit_entries p WHERE e.chain = :c AND e.seq = $1 AND p.chain = :c AND p.seq = $1 - 1`), seq)
			if err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, of(`UPDATE audit_heads h SET hash = e.hash FROM audit_entries e WHERE e.chain = :c AND e.seq = h.seq AND h.chain = :c`))
		return err
	})
}

// TestStore_Verify_kept: whoever owns the database can also sign roots with a key of his own, or leave the last ones out.
func TestStore_Verify_kept(t *testing.T) {
	pool, s, keys, _ := record(t)
	pool = postgrestest.Owner(t, pool)
	kept, err := s.Roots(t.Context())
	require.NoError(t, err)
	v, err := s.Verify(t.Context(), keys, kept)
	require.NoError(t, err)
	require.Empty(t, v.Breaks)

	require.NoError(t, run(`ALTER TABLE audit_roots DISABLE TRIGGER USER`, `DELETE FROM audit_roots WHERE number = 3`)(t.Context(), pool, ""))
	v, err = s.Verify(t.Context(), keys, nil)
	require.NoError(t, err)
	require.Empty(t, v.Breaks, "nothing inside of the database can show it")
	v, err = s.Verify(t.Context(), keys, kept)
	require.NoError(t, err)
	require.Equal(t, []audit.Break{{Why: audit.BadRoot, Root: 3}}, v.Breaks)

	_, other, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	_, err = s.Sign(t.Context(), other, now.Add(3*time.Hour))
	require.NoError(t, err)
	v, err = s.Verify(t.Context(), keys, nil)
	require.NoError(t, err)
	require.Equal(t, []audit.Break{{Why: audit.BadRoot, Root: 3}}, v.Breaks, "signed with a key that nobody named")
	v, err = s.Verify(t.Context(), nil, nil)
	require.NoError(t, err)
	require.Empty(t, v.Breaks)
	require.Zero(t, v.Signed, "without keys nothing was checked")
}

func TestReadKey(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	file, err := audit.WriteKey(private)
	require.NoError(t, err)
	again, err := audit.ReadKey(file)
	require.NoError(t, err)
	require.Equal(t, private, again)
	for _, bad := range []string{"", "hello", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: public}))} {
		_, err := audit.ReadKey([]byte(bad))
		require.Error(t, err)
		_, err = audit.ReadKeys([]byte(bad))
		require.Error(t, err)
	}
}
