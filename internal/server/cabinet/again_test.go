package cabinet_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
)

// TestAgain takes a row and a file out of a draft and puts them back, sends it, takes it back, and begins anew with the
// answers that were there.
func TestAgain(t *testing.T) {
	x := newTown(t)
	aziz, malika := x.SignIn("aziz"), x.SignIn("malika")
	svc := x.service(t, "decided by people, with rows and files", func(s *catalogue.Service) bool {
		return !s.Process.Automatic() && s.Process != catalogue.Consent && free(s) && strings.Contains(kinds(s), "group") && strings.Contains(kinds(s), "file") &&
			!strings.Contains(kinds(s), "my-") && len(s.Checks) == 0 && s.Assurance != catalogue.Signature
	})
	rows, file := keyOf(svc, form.KindGroup), keyOf(svc, form.KindFile)
	check := x.toCheck(t, aziz, svc.Code)
	draft := strings.TrimSuffix(check.URL.Path, "check")
	answers := func() form.Answers {
		list, err := x.cases.Drafts(t.Context(), x.Principal("aziz"))
		require.NoError(t, err)
		require.Len(t, list, 1)
		return list[0].Answers
	}
	was, kept := answers(), x.count(t, `SELECT count(*) FROM uploads`)
	removed, undo := locale.Uz.T("cabinet.fill.removed"), locale.Uz.T("cabinet.fill.undo")
	for key, button := range map[string]string{rows: locale.Uz.T("form.group.remove"), file: locale.Uz.T("form.file.drop")} {
		page := aziz.Get(draft + key)
		require.NotContains(t, page.Text(), removed, key)
		gone := page.Form("/" + key).Submit(button)
		require.Equal(t, http.StatusOK, gone.Status, gone.Text())
		require.Contains(t, gone.Text(), removed, key)
		require.Less(t, len(form.Maps(answers()[key])), len(form.Maps(was[key])), key)
		require.Equal(t, http.StatusNotFound, malika.Post(draft+key, map[string][]string{"do": {"undo"}, "row": {"2"}}).Status)
		back := gone.Form("/" + key).Submit(undo)
		require.Equal(t, was, answers(), key)
		require.NotContains(t, back.Text(), removed, key)
		require.Equal(t, http.StatusOK, gone.Form("/"+key).Submit(undo).Status, "once more changes nothing")
		require.Equal(t, was, answers(), key)
	}
	require.Equal(t, kept, x.count(t, `SELECT count(*) FROM uploads`))

	// What is saved after a removal ends it: the file is deleted, and nothing is kept to be put back.
	var last *servertest.Form
	dropped := aziz.Get(draft + file).Form("/" + file).Submit(locale.Uz.T("form.file.drop"))
	for _, f := range dropped.Forms() {
		if f.Values.Get("do") != "undo" && strings.HasSuffix(f.Action, "/"+file) {
			last = f // the undo stands before it
		}
	}
	require.Equal(t, http.StatusOK, last.Attach(file+"-file", "yangi.pdf", pdf).Submit("").Status)
	require.Equal(t, "yangi.pdf", form.Maps(answers()[file])[0]["name"])
	require.Zero(t, x.count(t, `SELECT count(*) FROM drafts WHERE undo IS NOT NULL OR undo_sealed IS NOT NULL`))
	require.Equal(t, kept, x.count(t, `SELECT count(*) FROM uploads`))

	n := number(aziz.Get(draft+"check").Form("/check").Set("declare", "yes").Submit(""))
	home := "/uz/applications/" + n
	require.NotContains(t, aziz.Get(home).Text(), locale.Uz.T("cabinet.case.again"), "it goes on")
	sent, err := x.cases.Application(t.Context(), x.Principal("aziz"), n)
	require.NoError(t, err)
	_, err = x.cases.Again(t.Context(), x.Principal("aziz"), n)
	require.Error(t, err, "it goes on")
	err = x.cases.Act(t.Context(), casework.Citizen(x.Principal("aziz")), n, casework.ActionInput{Action: casework.Withdraw, Row: sent.Row})
	require.NoError(t, err)

	start := aziz.Get(home).Follow(locale.Uz.T("cabinet.case.again"))
	said, _, _ := strings.Cut(locale.Uz.T("cabinet.start.again", "Number", locale.ByThrees(n)), ".")
	said = strings.Join(strings.Fields(said), " ") // as a page's text is read
	require.Contains(t, start.Text(), said)
	require.NotContains(t, malika.Get(start.Path()).Text(), said, "another's answers")
	_, err = x.cases.Again(t.Context(), x.Principal("malika"), n)
	require.Error(t, err)
	require.Zero(t, x.count(t, `SELECT count(*) FROM drafts WHERE application_id IS NULL`), "nothing is begun by looking")
	begun := start.Form("/apply").Submit("")
	require.Equal(t, http.StatusOK, begun.Status)
	taken := answers()
	for _, q := range svc.Form {
		switch {
		case q.Kind == form.KindFile, q.Kind == form.KindSlot, slices.ContainsFunc(q.Fields, func(c form.Field) bool { return c.Kind == form.KindFile }):
			require.Nil(t, taken[q.Key], q.Key)
		default:
			require.Equal(t, sent.Answers[q.Key], taken[q.Key], q.Key)
		}
	}
	once := aziz.Get(start.Path())
	require.NotContains(t, once.Text(), said, "what is there already is not written over")
	require.Equal(t, http.StatusOK, once.Form("/apply").Submit("").Status)
	require.Equal(t, taken, answers())
}
