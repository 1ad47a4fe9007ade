package feedback

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/problem"
)

// TestStore_Submit_again: who goes back after sending and adds something loses none of it unseen.
func TestStore_Submit_again(t *testing.T) {
	w := newWorld(t)
	w.WithPhotos(document.NewStore(w.pool, w.now, "http://localhost"))
	photo := func() string {
		up, err := w.SavePhoto(t.Context(), "192.0.2.1", "a.png", picture(t))
		require.NoError(t, err)
		return up.ID
	}
	kept := func(r Receipt) string {
		c, err := w.ByReceipt(t.Context(), r.Code)
		require.NoError(t, err)
		return c.Photo.ID
	}
	said := Submission{Kind: Concern, Service: w.service, Comment: "navbat uzoq", Lang: "uz", Token: "a form", Sender: AccountSender + "1"}
	first, err := w.Submit(t.Context(), nil, said)
	require.NoError(t, err)
	require.Empty(t, kept(first))

	said.Photo = photo()
	r, err := w.Submit(t.Context(), nil, said)
	require.NoError(t, err)
	require.Equal(t, first.Code, r.Code, "the same receipt")
	require.Equal(t, said.Photo, kept(first), "the photo that was added joins what was said")
	r, err = w.Submit(t.Context(), nil, said)
	require.NoError(t, err, "a double click with a photo")
	require.Equal(t, first.Code, r.Code)

	added := said.Photo
	said.Photo = photo()
	for _, token := range []string{"a form", "another form"} { // the other one says the same within a day
		said.Token = token
		_, err = w.Submit(t.Context(), nil, said)
		require.Equal(t, SecondPhoto, problem.Of(err).ID, token)
	}
	require.Equal(t, added, kept(first))
	loose, err := w.LoosePhoto(t.Context(), said.Photo)
	require.NoError(t, err)
	require.Equal(t, said.Photo, loose.ID, "it waits in the form")

	said.Token, said.Comment = "a form", "navbat uzoq, xodim esa yoʻq"
	_, err = w.Submit(t.Context(), nil, said)
	require.Equal(t, SentBefore, problem.Of(err).ID, "other words are not dropped unseen")
	said.Token = "a new form"
	second, err := w.Submit(t.Context(), nil, said)
	require.NoError(t, err)
	require.NotEqual(t, first.Code, second.Code)
	require.Equal(t, said.Photo, kept(second))

	rating := w.rating("rated", Marks{Quality: 2})
	once, err := w.Submit(t.Context(), &w.aziza, rating)
	require.NoError(t, err)
	rating.Marks.Quality = 5
	_, err = w.Submit(t.Context(), &w.aziza, rating)
	require.Equal(t, SentBefore, problem.Of(err).ID, "other marks")
	rating.Marks.Quality, rating.Photo = 2, photo()
	r, err = w.Submit(t.Context(), &w.aziza, rating)
	require.NoError(t, err)
	require.Equal(t, once.Code, r.Code)
	require.Equal(t, rating.Photo, kept(once))
}
