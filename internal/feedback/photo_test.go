package feedback

import (
	"bytes"
	"image"
	"image/png"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
)

func picture(t *testing.T) *bytes.Reader {
	t.Helper()
	return pictureOf(t, 40)
}

// pictureOf is a photo of that width: those of another width are others.
func pictureOf(t *testing.T, width int) *bytes.Reader {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 30))))
	return bytes.NewReader(b.Bytes())
}

// TestStore_Photo_readers: a photo is opened by who sees what it came with, and by nobody else; of a report of corruption
// that is the heads of the body above.
func TestStore_Photo_readers(t *testing.T) {
	w := newWorld(t)
	w.WithPhotos(document.NewStore(w.pool, keyringtest.Ring(), w.now, "http://localhost"))
	portal := w.official(t, "official-5", PortalOwner, "")
	ourHead := w.ours
	ourHead.Role = account.Head
	for _, c := range []struct {
		kind Kind
		may  []account.Official
		not  []account.Official
	}{
		{Concern, []account.Official{w.ours, w.above, w.aboveHead}, []account.Official{w.elsewhere, w.foreign, {}}},
		{Corruption, []account.Official{w.aboveHead}, []account.Official{w.above, w.ours, w.elsewhere, w.foreign, {}, ourHead, {ID: w.above.ID, Authority: w.above.Authority, Role: account.TaskForce}}},
	} {
		up, err := w.SavePhoto(t.Context(), 0, "192.0.2.1", "Aziza Karimova.png", picture(t))
		require.NoError(t, err)
		require.Equal(t, "photo.png", up.Name, "a file's name may say whose it is")
		said := Submission{Kind: c.kind, Application: w.number, Comment: "navbat " + string(c.kind), Lang: "uz", Token: string(c.kind), Photo: up.ID, Unnamed: true}
		r, err := w.Submit(t.Context(), &w.aziza, said)
		require.NoError(t, err)
		for _, o := range c.may {
			found, err := w.Photo(t.Context(), o, r.CaseNumber)
			require.NoError(t, err, "%s %s", c.kind, o.Name)
			require.Equal(t, up.ID, found.ID)
			require.Zero(t, found.AccountID, "nobody learns from it who wrote")
			opened, err := w.Case(t.Context(), o, r.CaseNumber)
			require.NoError(t, err)
			require.Equal(t, up.ID, opened.Photo.ID)
		}
		for _, o := range c.not {
			_, err := w.Photo(t.Context(), o, r.CaseNumber)
			require.True(t, problem.Is(err, problem.NotFound), "%s %s: %v", c.kind, o.Name, err)
		}
		var looks int
		w.exec(t, &looks, `SELECT count(*) FROM audit_entries WHERE action = 'feedback.photo' AND object = $1`, "feedback:"+r.CaseNumber)
		require.Len(t, c.may, looks, "each look is kept")

		stolen, err := w.Submit(t.Context(), nil, Submission{Kind: Concern, Service: w.service, Comment: "birovning surati", Lang: "uz", Token: "again " + string(c.kind), Photo: up.ID})
		require.NoError(t, err)
		_, err = w.Case(t.Context(), portal, stolen.CaseNumber)
		require.NoError(t, err)
		_, err = w.Photo(t.Context(), portal, stolen.CaseNumber)
		require.True(t, problem.Is(err, problem.NotFound), "a photo stays with what it came with: %v", err)
	}
}

// TestStore_Photo_kept: what has no reader is not kept, what has one is kept as long as the entry.
func TestStore_Photo_kept(t *testing.T) {
	w := newWorld(t)
	documents := document.NewStore(w.pool, keyringtest.Ring(), w.now, "http://localhost")
	w.WithPhotos(documents)
	ids := map[string]string{}
	for _, name := range []string{"good", "bad", "left"} {
		up, err := w.SavePhoto(t.Context(), 0, "192.0.2.1", "a.png", picture(t))
		require.NoError(t, err)
		ids[name] = up.ID
	}
	_, err := w.Submit(t.Context(), nil, Submission{Kind: Rating, Service: w.service, Marks: Marks{Quality: 5}, Lang: "uz", Token: "good", Photo: ids["good"]})
	require.NoError(t, err)
	bad, err := w.Submit(t.Context(), nil, Submission{Kind: Rating, Service: w.service, Marks: Marks{Quality: 1}, Lang: "uz", Token: "bad", Photo: ids["bad"]})
	require.NoError(t, err)
	w.clock = w.clock.Add(25 * time.Hour)
	require.NoError(t, documents.Sweep(t.Context()))
	var left []string
	w.exec(t, &left, `SELECT array_agg(id) FROM uploads`)
	require.Equal(t, []string{ids["bad"]}, left)
	c, err := w.ByReceipt(t.Context(), bad.Code)
	require.NoError(t, err)
	require.Equal(t, ids["bad"], c.Photo.ID)

	owner := postgrestest.Owner(t, w.pool)
	for _, sql := range []string{`ALTER TABLE feedback_entries DISABLE TRIGGER USER`, `ALTER TABLE feedback_events DISABLE TRIGGER USER`, `DELETE FROM feedback_events`, `DELETE FROM feedback_cases`, `DELETE FROM feedback_entries`} {
		_, err := owner.Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	var n int
	w.exec(t, &n, `SELECT (SELECT count(*) FROM uploads) + (SELECT count(*) FROM upload_chunks)`)
	require.Zero(t, n, "it goes when the entry goes")
}

// TestStore_SavePhoto_refused: nothing but a photo is taken, and not without end from one sender.
func TestStore_SavePhoto_refused(t *testing.T) {
	w := newWorld(t)
	w.WithPhotos(document.NewStore(w.pool, keyringtest.Ring(), w.now, "http://localhost"))
	for name, content := range map[string]string{"a.pdf": "%PDF-1.7\nx\n%%EOF\n", "a.svg": "<svg/>", "a.png": "<html><script>", "a.jpg": "\xff\xd8\xff\xe0broken"} {
		_, err := w.SavePhoto(t.Context(), 0, "192.0.2.1", name, bytes.NewReader([]byte(content)))
		require.True(t, problem.Is(err, problem.Invalid), "%s: %v", name, err)
	}
	_, err := w.SavePhoto(t.Context(), 0, "192.0.2.1", "a.png", bytes.NewReader(append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, document.MaxPhoto)...)))
	require.True(t, problem.Is(err, problem.TooLarge), "%v", err)
	for range limitBurst - 5 {
		_, err = w.SavePhoto(t.Context(), 0, "192.0.2.1", "a.png", picture(t))
		require.NoError(t, err)
	}
	_, err = w.SavePhoto(t.Context(), 0, "192.0.2.1", "a.png", picture(t))
	require.True(t, problem.Is(err, problem.TooMany), "%v", err)
	_, err = w.SavePhoto(t.Context(), 0, "192.0.2.2", "a.png", picture(t))
	require.NoError(t, err, "others are not kept from it")
}
