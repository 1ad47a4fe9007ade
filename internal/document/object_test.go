package document_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/integration/objects"
	"github.com/yagona/portal/internal/integration/objects/objectstest"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/problem"
)

// content is the bytes of an upload as its reader gets them.
func (a archive) content(t *testing.T, up document.Upload) []byte {
	t.Helper()
	body, err := a.Open(t.Context(), up)
	require.NoError(t, err)
	defer body.Close()
	b, err := io.ReadAll(body)
	require.NoError(t, err)
	return b
}

func (a archive) own(t *testing.T, id string) document.Upload {
	t.Helper()
	up, err := a.Upload(t.Context(), a.who, id)
	require.NoError(t, err)
	return up
}

// TestObjects: clean files move out of the database and are read from there, what may not be opened stays, and what is
// deleted here is deleted there.
func TestObjects(t *testing.T) {
	a := open(t)
	store := objectstest.New(t)
	client, err := objects.NewClient(store.Config())
	require.NoError(t, err)
	first, err := a.save(t, "before.pdf", pdf(600<<10)) // from before there was an object store
	require.NoError(t, err)
	scanner := &moody{}
	a.WithObjects(client).WithScanner(scanner)

	second, err := a.save(t, "after.pdf", pdf(20<<20-1<<10))
	require.NoError(t, err)
	scanner.down = true
	waits, err := a.save(t, "waits.pdf", pdf(1000))
	require.NoError(t, err)
	require.NoError(t, a.Settle(t.Context()))
	require.Len(t, store.Names(), 2, "what is not scanned does not get out")
	require.NotContains(t, strings.Join(store.Names(), " "), waits.ID)
	require.Equal(t, pdf(600<<10), a.content(t, a.own(t, first.ID)))
	require.Equal(t, pdf(20<<20-1<<10), a.content(t, a.own(t, second.ID)))
	require.NotZero(t, a.count(t, `SELECT count(*) FROM upload_chunks WHERE upload_id = '`+second.ID+`'`), "who is just downloading is not cut off")
	_, err = a.pool.Exec(t.Context(), `UPDATE uploads SET scanned_at = scanned_at - interval '2 hours'`)
	require.NoError(t, err)
	require.NoError(t, a.Settle(t.Context()))
	require.Equal(t, 1, a.count(t, `SELECT count(DISTINCT upload_id) FROM upload_chunks`), "then the pieces go")
	require.Equal(t, pdf(600<<10), a.content(t, a.own(t, first.ID)))

	t.Run("a store that is down loses nothing", func(t *testing.T) {
		store.Down(true)
		scanner.down = false
		_, err := a.Open(t.Context(), a.own(t, first.ID))
		require.True(t, problem.Is(err, problem.Unavailable), "said before the first byte: %v", err)
		up, err := a.save(t, "during.pdf", pdf(1000))
		require.NoError(t, err, "people go on applying")
		require.Error(t, a.Settle(t.Context()))
		require.Equal(t, pdf(1000), a.content(t, a.own(t, up.ID)), "and read what is still here")
		store.Down(false)
		require.NoError(t, a.Settle(t.Context()))
		require.Len(t, store.Names(), 3)
	})
	t.Run("what is deleted here is deleted there, whatever deletes it", func(t *testing.T) {
		require.NoError(t, a.DropOthers(t.Context(), a.who, a.draft, []string{"paper"}, []string{second.ID, waits.ID}))
		store.Down(true)
		require.Error(t, a.Settle(t.Context()))
		store.Down(false)
		require.NoError(t, a.Settle(t.Context()))
		require.Equal(t, []string{"uploads/" + second.ID}, store.Names())
		_, err := a.pool.Exec(t.Context(), `DELETE FROM drafts WHERE id = $1`, a.draft)
		require.NoError(t, err)
		require.NoError(t, a.Settle(t.Context()))
		require.Empty(t, store.Names())
		require.Zero(t, a.count(t, `SELECT count(*) FROM removed_objects`))
	})
}

// TestObjects_tidy: orphans go after a day, a missing object is an incident and costs no row.
func TestObjects_tidy(t *testing.T) {
	a := open(t)
	store := objectstest.New(t)
	client, err := objects.NewClient(store.Config())
	require.NoError(t, err)
	clock := time.Now()
	s := document.NewStore(a.pool, keyringtest.Ring(), func() time.Time { return clock }, "http://localhost").WithObjects(client)
	up, err := a.save(t, "a.pdf", pdf(1000))
	require.NoError(t, err)
	lost, err := a.save(t, "b.pdf", pdf(1000))
	require.NoError(t, err)
	require.NoError(t, s.Settle(t.Context()))
	for _, id := range []string{"2222", "ZZZZ", "AAAA"} {
		require.NoError(t, client.Put(t.Context(), id, strings.NewReader("x"), 1))
	}
	require.NoError(t, s.Tidy(t.Context()))
	require.Len(t, store.Names(), 5, "a young one may be on its way")
	clock = clock.Add(25 * time.Hour)
	require.NoError(t, s.Tidy(t.Context()))
	require.ElementsMatch(t, []string{"uploads/" + up.ID, "uploads/" + lost.ID}, store.Names())

	store.Lose("uploads/" + lost.ID)
	require.ErrorContains(t, s.Tidy(t.Context()), "1 uploads have no object")
	require.Equal(t, 2, a.count(t, `SELECT count(*) FROM uploads`))
	require.Equal(t, []string{"uploads/" + up.ID}, store.Names())
}
