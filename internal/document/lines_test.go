package document_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
)

// issued issues a paper, under an id that is drawn for it.
func (a archive) issued(t *testing.T, d document.Document) document.Document {
	t.Helper()
	return a.issuedWith(t, keyringtest.Ring(), d)
}

func (a archive) issuedWith(t *testing.T, ring *keyring.Ring, d document.Document) document.Document {
	t.Helper()
	require.NoError(t, postgres.InTx(t.Context(), a.pool, func(tx pgx.Tx) (err error) {
		var b pgx.Batch
		document.Draw(&b, &d.ID)
		if err := tx.SendBatch(t.Context(), &b).Close(); err != nil {
			return err
		}
		d, err = document.Issue(t.Context(), tx, ring, d)
		return err
	}))
	return d
}

// TestDocument_sealed: what a paper says stands in the database sealed for its row, is read from there and from where a former
// release wrote it, and one that opens no more is not drawn, but verified, and hides no others.
func TestDocument_sealed(t *testing.T) {
	a := open(t)
	d, next := a.issue(t, locale.Uz, nil), a.issue(t, locale.Uz, nil)
	_, err := a.pool.Exec(t.Context(), `UPDATE documents SET kind = 'licence'`)
	require.NoError(t, err)
	head := a.of(t, "1726")
	require.Equal(t, 2, a.count(t, `SELECT count(*) FROM documents WHERE lines IS NULL AND lines_sealed IS NOT NULL`))
	require.Zero(t, a.count(t, `SELECT count(*) FROM documents WHERE encode(lines_sealed, 'escape') LIKE '%Karimov%'`))
	drawn := func() []byte {
		t.Helper()
		mine, err := a.Document(t.Context(), a.who, d.Number)
		require.NoError(t, err)
		require.Equal(t, d.Lines, mine.Lines)
		of, err := a.DocumentOf(t.Context(), d.ApplicationID, d.Number)
		require.NoError(t, err)
		require.Equal(t, mine, of)
		var b bytes.Buffer
		require.NoError(t, a.PDF(t.Context(), of, locale.Uz, &b))
		return b.Bytes()
	}
	shown := func() {
		t.Helper()
		list, err := a.Mine(t.Context(), a.who, document.Sought{}, 0)
		require.NoError(t, err)
		require.Len(t, list, 2)
		public, err := a.Permits(t.Context(), document.PermitSearch{Number: d.Number})
		require.NoError(t, err)
		require.Len(t, public, 1)
		papers, err := a.Papers(t.Context(), head, document.Search{Text: d.Number})
		require.NoError(t, err)
		require.Len(t, papers, 1)
		_, _, err = a.Paper(t.Context(), head, d.Number)
		require.NoError(t, err)
		v, err := a.Verify(t.Context(), d.Code)
		require.NoError(t, err)
		require.Equal(t, document.Valid, v.Standing)
	}
	stands := func(sealed, plain any) {
		t.Helper()
		_, err := a.pool.Exec(t.Context(), `UPDATE documents SET lines_sealed = $2, lines = $3 WHERE id = $1`, d.ID, sealed, plain)
		require.NoError(t, err)
	}
	file := drawn()
	shown()
	_, err = document.Issue(t.Context(), nil, keyringtest.Ring(), document.Document{})
	require.ErrorContains(t, err, "no id was drawn")

	whole, err := json.Marshal(d.Lines)
	require.NoError(t, err)
	earliest, err := json.Marshal(d.Lines[locale.Uz])
	require.NoError(t, err)
	stands(nil, whole)
	require.Equal(t, file, drawn(), "as a former release wrote it")
	shown()
	sealed, err := keyringtest.Ring().Seal(document.LinesColumn, d.ID, string(earliest))
	require.NoError(t, err)
	stands(sealed, nil)
	old, err := a.Document(t.Context(), a.who, d.Number)
	require.NoError(t, err)
	require.Equal(t, d.Lines[locale.Uz], old.In(locale.Ru), "in one written form, as the first releases wrote it")

	for _, q := range []string{fmt.Sprintf(`SELECT lines_sealed FROM documents WHERE id = %d`, next.ID), `SELECT 'damaged'::bytea`} {
		var raw []byte
		require.NoError(t, a.pool.QueryRow(t.Context(), q).Scan(&raw))
		stands(raw, nil)
		_, err = a.Document(t.Context(), a.who, d.Number)
		require.ErrorIs(t, err, keyring.ErrSealed)
		shown()
	}
}

// TestDocument_hour: while a former release may serve a paper is written in plain, for it to read. Then the role that serves
// seals it, and seals it anew with another key, and it says the same all the time.
func TestDocument_hour(t *testing.T) {
	a := open(t)
	ctx, none := t.Context(), slog.New(slog.DiscardHandler)
	wrap, err := keyring.NewWrap("a key that wraps the ring of this test")
	require.NoError(t, err)
	d := a.issue(t, locale.Uz, nil)
	_, err = a.pool.Exec(ctx, `UPDATE documents SET lines = '{}', lines_sealed = NULL`) // erased, say: a former release served
	require.NoError(t, err)
	ring, err := keyring.Load(ctx, a.pool, wrap, now, document.LinesColumn)
	require.NoError(t, err)
	d = a.issuedWith(t, ring, d)
	s := document.NewStore(a.pool, ring, func() time.Time { return now }, "http://localhost:8080")
	kept := func(at time.Time) (sealed []byte) {
		t.Helper()
		require.NoError(t, ring.Upkeep(ctx, at, none, document.LinesColumn))
		var plain []byte
		require.NoError(t, a.pool.QueryRow(ctx, `SELECT lines_sealed, lines FROM documents WHERE id = $1`, d.ID).Scan(&sealed, &plain))
		require.NotEqual(t, sealed == nil, plain == nil)
		mine, err := s.Document(ctx, a.who, d.Number)
		require.NoError(t, err)
		require.Equal(t, d.Lines, mine.Lines)
		return sealed
	}
	require.Nil(t, kept(now))
	over := now.Add(time.Hour)
	first := kept(over)
	require.NotNil(t, first)
	id, _, err := ring.Prepare(ctx, over)
	require.NoError(t, err)
	require.NoError(t, ring.Promote(ctx, id, over, func(pgx.Tx) error { return nil }))
	require.NotEqual(t, first[:5], kept(over)[:5])
	require.Equal(t, 1, a.count(t, `SELECT count(*) FROM documents WHERE lines = '{}'`), "there is nothing to seal")
}
