package audit_test

import (
	"context"
	"crypto/ed25519"
	"encoding/pem"
	"fmt"
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

// record is a record with three roots, and the key that signed them.
func record(t *testing.T) (*pgxpool.Pool, *audit.Store, audit.Keys, ed25519.PrivateKey) {
	t.Helper()
	pool := postgrestest.New(t)
	s := audit.NewStore(pool)
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	for n := range 3 {
		write(t, s, 20*n, 20*n+20)
		_, err := s.Sign(t.Context(), private, now.Add(time.Duration(n)*time.Hour))
		require.NoError(t, err)
	}
	write(t, s, 60, 70)
	return pool, s, audit.Keys{audit.KeyName(public): public}, private
}

func TestStore_Verify(t *testing.T) {
	_, s, keys, _ := record(t)
	rows, err := s.About(t.Context(), "application:7", 100)
	require.NoError(t, err)
	require.Len(t, rows, 5)
	v, err := s.Verify(t.Context(), keys, nil)
	require.NoError(t, err)
	require.Empty(t, v.Breaks)
	require.EqualValues(t, 5*70, v.Entries)
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
	const some = `(SELECT id FROM audit_entries WHERE chain = 5 AND seq = 3)`
	for name, c := range map[string]struct {
		tamper func(context.Context, *pgxpool.Pool) error
		why    []audit.Why
	}{
		"altered":               {run(`UPDATE audit_entries SET actor = 999 WHERE id = ` + some), []audit.Why{audit.Altered}},
		"another word":          {run(`UPDATE audit_entries SET detail = detail || '{"n": 1000}' WHERE id = ` + some), []audit.Why{audit.Altered}},
		"dated back":            {run(`UPDATE audit_entries SET at = at - interval '1 microsecond' WHERE id = ` + some), []audit.Why{audit.Altered}},
		"altered with its hash": {run(alterHashed), []audit.Why{audit.Unlinked}},
		"removed":               {run(`DELETE FROM audit_subjects`, `DELETE FROM audit_entries WHERE id = `+some), []audit.Why{audit.Missing}},
		"removed at the end":    {run(`DELETE FROM audit_entries WHERE chain = 5 AND seq = (SELECT max(seq) FROM audit_entries WHERE chain = 5)`), []audit.Why{audit.Cut}},
		"cut with its head": {run(
			`DELETE FROM audit_entries WHERE chain = 5 AND seq > 3`,
			`UPDATE audit_heads h SET seq = 3, hash = e.hash FROM audit_entries e WHERE e.chain = 5 AND e.seq = 3 AND h.chain = 5`,
		), []audit.Why{audit.Cut}},
		"reordered": {run(
			`ALTER TABLE audit_entries DROP CONSTRAINT audit_entries_chain_seq_key`,
			`UPDATE audit_entries SET seq = 7 - seq WHERE chain = 5 AND seq IN (3, 4)`,
		), []audit.Why{audit.Unlinked, audit.Altered, audit.Unlinked, audit.Altered, audit.Unlinked}},
		"the function too": {run(
			`CREATE OR REPLACE FUNCTION audit_hash(chain smallint, seq bigint, at timestamptz, kind text, actor bigint, action text, object text, detail jsonb, prev bytea)
				RETURNS bytea LANGUAGE sql STABLE AS $$ SELECT hash FROM audit_entries e WHERE e.chain = audit_hash.chain AND e.seq = audit_hash.seq $$`,
			`UPDATE audit_entries SET actor = 999 WHERE id = `+some,
		), []audit.Why{audit.Altered}},
		"written anew":             {rewrite, []audit.Why{audit.Rewritten, audit.Rewritten, audit.Rewritten}},
		"a root removed":           {run(`DELETE FROM audit_roots WHERE number = 2`), []audit.Why{audit.BadRoot}},
		"a root for another chain": {run(`UPDATE audit_roots SET heads = jsonb_set(heads, '{5,hash}', '"00"') WHERE number = 3`), []audit.Why{audit.BadRoot, audit.Rewritten}},
	} {
		t.Run(name, func(t *testing.T) {
			pool, s, keys, _ := record(t)
			pool = postgrestest.Owner(t, pool)
			require.NoError(t, run(`ALTER TABLE audit_entries DISABLE TRIGGER USER`, `ALTER TABLE audit_subjects DISABLE TRIGGER USER`, `ALTER TABLE audit_roots DISABLE TRIGGER USER`)(t.Context(), pool))
			require.NoError(t, c.tamper(t.Context(), pool))
			v, err := s.Verify(t.Context(), keys, nil)
			require.NoError(t, err)
			var why []audit.Why
			for _, b := range v.Breaks {
				why = append(why, b.Why)
				if b.Why != audit.BadRoot {
					require.EqualValues(t, 5, b.Chain)
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

func run(statements ...string) func(context.Context, *pgxpool.Pool) error {
	return func(ctx context.Context, pool *pgxpool.Pool) error {
		for _, sql := range statements {
			if _, err := pool.Exec(ctx, sql); err != nil {
				return fmt.Errorf("%s: %w", sql, err)
			}
		}
		return nil
	}
}

const alterHashed = `UPDATE audit_entries SET actor = 999, hash = audit_hash(chain, seq, at, kind, 999, action, object, detail, prev) WHERE chain = 5 AND seq = 3`

// rewrite alters an entry and gives all that come after it hashes that fit, the end of the chain too.
func rewrite(ctx context.Context, pool *pgxpool.Pool) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, alterHashed); err != nil {
			return err
		}
		var last int64
		if err := tx.QueryRow(ctx, `SELECT seq FROM audit_heads WHERE chain = 5`).Scan(&last); err != nil {
			return err
		}
		for seq := int64(4); seq <= last; seq++ {
			_, err := tx.Exec(ctx, `UPDATE audit_entries e SET prev = p.hash, hash = audit_hash(e.chain, e.seq, e.at, e.kind, e.actor, e.action, e.object, e.detail, p.hash)
				FROM audit_entries p WHERE e.chain = 5 AND e.seq = $1 AND p.chain = 5 AND p.seq = $1 - 1`, seq)
			if err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `UPDATE audit_heads h SET hash = e.hash FROM audit_entries e WHERE e.chain = 5 AND e.seq = h.seq AND h.chain = 5`)
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

	require.NoError(t, run(`ALTER TABLE audit_roots DISABLE TRIGGER USER`, `DELETE FROM audit_roots WHERE number = 3`)(t.Context(), pool))
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
