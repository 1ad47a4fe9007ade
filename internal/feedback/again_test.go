package feedback

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/problem"
)

// TestStore_Submit_again: who goes back after sending and adds something loses none of it unseen.
func TestStore_Submit_again(t *testing.T) {
	w := newWorld(t)
	w.WithPhotos(document.NewStore(w.pool, keyringtest.Ring(), w.now, "http://localhost"))
	photo := func(width int) string {
		up, err := w.SavePhoto(t.Context(), 0, "192.0.2.1", "a.png", pictureOf(t, width))
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

	said.Photo = photo(40)
	r, err := w.Submit(t.Context(), nil, said)
	require.NoError(t, err)
	require.Equal(t, first.Code, r.Code, "the same receipt")
	require.Equal(t, said.Photo, kept(first), "the photo that was added joins what was said")
	r, err = w.Submit(t.Context(), nil, said)
	require.NoError(t, err)
	require.Equal(t, first.Code, r.Code)
	added := said.Photo
	said.Photo = photo(40)
	require.NotEqual(t, added, said.Photo)
	r, err = w.Submit(t.Context(), nil, said)
	require.NoError(t, err, "a double click with a photo: the browser sends it twice")
	require.Equal(t, first.Code, r.Code)
	require.Equal(t, added, kept(first))

	said.Photo = photo(41)
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
	require.Equal(t, RatedBefore, problem.Of(err).ID, "other marks: an application has one rating")
	rating.Token, rating.Comment = "in another window", "yana gap"
	_, err = w.Submit(t.Context(), &w.aziza, rating)
	require.Equal(t, RatedBefore, problem.Of(err).ID)
	rating = w.rating("rated", Marks{Quality: 2})
	rating.Photo = photo(40)
	r, err = w.Submit(t.Context(), &w.aziza, rating)
	require.NoError(t, err)
	require.Equal(t, once.Code, r.Code)
	require.Equal(t, rating.Photo, kept(once))
}

// TestStore_Submit_untied: who goes back and asks not to be tied to what was sent is not tied to it any more.
func TestStore_Submit_untied(t *testing.T) {
	w := newWorld(t)
	tied := func() (n int) {
		w.exec(t, &n, `SELECT count(*) FROM feedback_entries WHERE account_id IS NOT NULL OR application_id IS NOT NULL`)
		return n
	}
	sender := AccountSender + "1"
	said := Submission{Kind: Concern, Application: w.number, Comment: "navbat uzoq", Lang: "uz", Token: "a form", Sender: sender}
	first, err := w.Submit(t.Context(), &w.aziza, said)
	require.NoError(t, err)
	require.Equal(t, 1, tied())
	said.Unnamed = true
	r, err := w.Submit(t.Context(), &w.aziza, said)
	require.NoError(t, err)
	require.Equal(t, first.Code, r.Code)
	require.Zero(t, tied(), "neither account nor application is left")
	var hashes int
	w.exec(t, &hashes, `SELECT count(*) FROM feedback_repeats WHERE receipt = $1`, first.Code)
	require.Zero(t, hashes, "nor the hash that names who said it")
	own, err := w.Own(t.Context(), w.aziza)
	require.NoError(t, err)
	require.Empty(t, own)
	c, err := w.ByReceipt(t.Context(), first.Code)
	require.NoError(t, err)
	require.Equal(t, "navbat uzoq", c.Comment, "what was said stays")

	rating := w.rating("rated", Marks{Quality: 2})
	rated, err := w.Submit(t.Context(), &w.aziza, rating)
	require.NoError(t, err)
	_, err = w.pool.Exec(t.Context(), `SELECT untie_feedback($1)`, rated.Code)
	require.NoError(t, err)
	require.Equal(t, 1, tied(), "a rating stays with its application")
	_, err = w.pool.Exec(t.Context(), `UPDATE feedback_entries SET account_id = NULL`)
	require.Error(t, err, "no other way")
}
