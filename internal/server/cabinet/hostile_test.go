package cabinet_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/server/servertest"
)

// toCheck walks a service up to the page before it is sent.
func (x *town) toCheck(t *testing.T, b *servertest.Browser, code string) *servertest.Page {
	t.Helper()
	svc, ok := x.catalogue.Snapshot().Service(code)
	require.True(t, ok, code)
	page := draftOf(b, code)
	for step := 0; !strings.HasSuffix(page.URL.Path, "/check"); step++ {
		require.Less(t, step, 20, page.Path())
		w := &walker{t: t, town: x, svc: svc}
		page = w.answer(page)
		require.Empty(t, w.stuck)
	}
	return page
}

func TestSentDraft_leadsToItsApplication(t *testing.T) {
	x := newTown(t)
	aziz, malika := x.SignIn("aziz"), x.SignIn("malika")
	check := x.toCheck(t, aziz, "tax-debt-certificate")
	path := check.URL.Path
	sent := check.Form("/check").Set("declare", "yes").Submit("")
	n := number(sent)
	require.Len(t, n, 9)

	for what, page := range map[string]*servertest.Page{
		"back":                        aziz.Get(path),
		"the draft itself":            aziz.Get(strings.TrimSuffix(path, "/check")),
		"a question in another tab":   aziz.Post(strings.TrimSuffix(path, "check")+"purpose", nil),
		"the button in another tab":   aziz.Post(path, map[string][]string{"token": {"another"}, "row": {"1"}, "declare": {"yes"}}),
		"discarding in another tab":   aziz.Post(strings.TrimSuffix(path, "check")+"discard", nil),
		"the same page, sent again":   check.Form("/check").Set("declare", "yes").Submit(""),
		"the same page, other values": check.Form("/check").Set("declare", "yes").Set("row", "77").Submit(""),
	} {
		require.Equal(t, http.StatusOK, page.Status, what)
		require.Equal(t, "/uz/applications/"+n, page.URL.Path, what)
	}
	require.Equal(t, http.StatusNotFound, malika.Get(path).Status, "another's draft leads nowhere")
	require.Equal(t, http.StatusNotFound, aziz.Get("/uz/apply/999999/check").Status)

	// A draft that was thrown away in another window is gone; nothing is sent of it.
	check = x.toCheck(t, aziz, "tax-debt-certificate")
	check.Form("/discard").Submit("")
	require.Equal(t, http.StatusNotFound, check.Form("/check").Set("declare", "yes").Submit("").Status)
}

func TestFiles_takenBackAreNotSent(t *testing.T) {
	x := newTown(t)
	aziz := x.SignIn("aziz")
	svc := x.service(t, "asks for a file", func(s *catalogue.Service) bool {
		return s.Code == "administrative-act-complaint"
	})
	check := x.toCheck(t, aziz, svc.Code)
	path := strings.TrimSuffix(check.URL.Path, "check") + keyOf(svc, form.KindFile)
	key := keyOf(svc, form.KindFile)

	page := aziz.Get(path + "?from=check")
	page = page.Form("/apply/").Attach(key+"-file", "private.pdf", pdf).Submit("")
	require.True(t, strings.HasSuffix(page.URL.Path, "/check"))
	require.Contains(t, page.Text(), "private.pdf")
	page = aziz.Get(path + "?from=check")
	page = page.Form("/apply/").Submit("private.pdf") // takes it away
	require.NotContains(t, page.Text(), "private.pdf")
	require.Equal(t, 2, x.count(t, `SELECT count(*) FROM uploads`), "it can be put back for now")
	var last *servertest.Form
	for _, f := range page.Forms() {
		if strings.HasPrefix(f.Action, path) {
			last = f // the undo stands before it
		}
	}
	last.Submit("")
	require.Equal(t, 1, x.count(t, `SELECT count(*) FROM uploads`), "its room is free again")

	// A file of another draft of one's own is not there for the official who opens the case.
	other := x.toCheck(t, x.SignIn("malika"), svc.Code)
	require.NotNil(t, other)
	var foreign string
	require.NoError(t, x.Pool.QueryRow(t.Context(), `SELECT id FROM uploads WHERE account_id = $1`, x.IDs["malika"]).Scan(&foreign))
	page = aziz.Get(path + "?from=check")
	page = page.Form("/apply/").Set(key, foreign).Submit("")
	require.NotContains(t, page.Text(), "doc.pdf")

	sent := aziz.Get(check.URL.Path).Form("/check").Set("declare", "yes").Submit("")
	a, err := x.cases.Application(t.Context(), x.Principal("aziz"), number(sent))
	require.NoError(t, err)
	require.Len(t, a.Uploads, len(form.Files(svc.Form, a.Answers)), "the official sees what was sent and nothing else")
}

// answered is the answers to a question in the drafts of a service that nobody has sent yet.
func (x *town) answered(t *testing.T, service, key string) (list []any) {
	t.Helper()
	rows, _ := x.Pool.Query(t.Context(), `SELECT id FROM drafts WHERE application_id IS NULL AND service = $1`, service)
	open, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	require.NoError(t, err)
	for id, answers := range keyringtest.Documents[form.Answers](t, x.Pool, casework.SealedOfDraft[0]) {
		if v, is := answers[key]; is && slices.Contains(open, id) {
			list = append(list, v)
		}
	}
	return list
}

func (x *town) count(t *testing.T, sql string, args ...any) int {
	t.Helper()
	var n int
	require.NoError(t, x.Pool.QueryRow(t.Context(), sql, args...).Scan(&n))
	return n
}
