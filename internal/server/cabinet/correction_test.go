package cabinet_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
)

// TestCorrection sends an application back for its rows and its files and mends both in the pages: only the marked
// questions are asked, rows go along between two pages, and everything else stays as it was.
func TestCorrection(t *testing.T) {
	x := newTown(t)
	aziz := x.SignIn("aziz")
	svc := x.service(t, "decided by people, with rows and files", func(s *catalogue.Service) bool {
		return !s.Process.Automatic() && s.Process != catalogue.Consent && free(s) && strings.Contains(kinds(s), "group") && strings.Contains(kinds(s), "file") &&
			!strings.Contains(kinds(s), "my-") && len(s.Checks) == 0
	})
	w := &walker{t: t, town: x, svc: svc, who: x.Principal("aziz").PINFL}
	n := number(w.apply(aziz))
	require.Empty(t, w.stuck)

	a, err := x.cases.Application(t.Context(), x.Principal("aziz"), n)
	require.NoError(t, err)
	official := account.Official{ID: x.IDs["cadastre-head"], Authority: a.Authority, Role: account.Head}
	rows, file := keyOf(svc, form.KindGroup), keyOf(svc, form.KindFile)
	err = x.cases.Act(t.Context(), casework.Officer(official), n, casework.ActionInput{
		Action: casework.AskCorrection, Row: a.Row, Note: "Toʻldiring",
		Marks: []casework.Mark{{Key: rows, Reason: "Yana bitta yozuv kerak"}, {Key: file, Reason: "Imzo yoʻq"}},
	})
	require.NoError(t, err)

	page := aziz.Get("/uz/applications/" + n).Follow("Tuzatish")
	require.Equal(t, http.StatusOK, page.Status)
	require.Contains(t, page.Text(), "Imzo yoʻq", "the reason stands beside the question")
	require.Contains(t, page.Text(), "hujjat.pdf", "what was sent is still there")
	for _, q := range svc.Form {
		require.Equal(t, q.Key == rows || q.Key == file, asks(page, q.Key), "only what is marked is asked: %s", q.Key)
	}

	before := len(form.Maps(a.Answers[rows]))
	page = page.Form("/correct").Submit("Saqlash va yana qoʻshish")
	require.Equal(t, http.StatusOK, page.Status)
	group := svc.Form[0]
	for _, q := range svc.Form {
		if q.Key == rows {
			group = q
		}
	}
	f := page.Form("/correct")
	open := f.Values.Get(rows + "-row")
	for _, cell := range group.Fields {
		w.fill(page, f, cell, rows+"-"+open+"-"+cell.Key)
	}
	page = f.Submit("Saqlash va yana qoʻshish")
	require.Equal(t, http.StatusOK, page.Status, page.Text())
	page = page.Form("/correct").Submit("Olib tashlash " + "hujjat.pdf")
	require.Equal(t, http.StatusOK, page.Status)
	missing := page.Form("/correct").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, missing.Status)
	require.Contains(t, missing.Text(), "Faylni yuklang")
	now, err := x.cases.Application(t.Context(), x.Principal("aziz"), n)
	require.NoError(t, err)
	err = x.cases.Act(t.Context(), casework.Officer(official), n, casework.ActionInput{Action: casework.Remark, Row: now.Row, Note: "Kutamiz"})
	require.NoError(t, err)
	stale := missing.Form("/correct").Attach(file+"-file", "imzolangan.pdf", pdf).Submit("")
	require.Equal(t, http.StatusConflict, stale.Status)
	require.Contains(t, stale.Text(), "Yozganlaringiz saqlandi", "the way on stands on the page")
	require.Contains(t, stale.Text(), "imzolangan.pdf", "with what was typed")
	done := stale.Form("/correct").Submit("")
	require.Equal(t, http.StatusOK, done.Status, done.Text())

	after, err := x.cases.Application(t.Context(), x.Principal("aziz"), n)
	require.NoError(t, err)
	require.NotEqual(t, casework.ToBeCorrected, after.State)
	require.Len(t, form.Maps(after.Answers[rows]), before+1)
	require.Equal(t, "imzolangan.pdf", form.Maps(after.Answers[file])[0]["name"])
	for _, q := range svc.Form {
		if q.Key != rows && q.Key != file {
			require.Equal(t, a.Answers[q.Key], after.Answers[q.Key], q.Key)
		}
	}
	require.Equal(t, http.StatusConflict, aziz.Get("/uz/applications/"+n+"/correct").Status, "once sent there is nothing to mend")
}
