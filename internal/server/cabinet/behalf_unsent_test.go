package cabinet_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/integration/registers"
)

// TestBehalf_unsent: what somebody wrote for another comes back while the register of his right is silent: in the form, or
// on the page that says why it was not sent.
func TestBehalf_unsent(t *testing.T) {
	const said = "Kompaniya nomidan yozgan edim"
	x := newTown(t)
	malika := x.SignIn("malika")
	company := rights(malika, "director")[0]
	actFor(malika, company)
	svc := x.service(t, "decided by people for companies, with a text", func(s *catalogue.Service) bool {
		return s.Process == catalogue.Review && s.Assurance != catalogue.Signature && free(s) && len(s.Checks) == 0 && slices.Contains(s.Audience, "business") &&
			slices.ContainsFunc(s.Form, func(f form.Field) bool { return f.Kind == form.KindTextarea })
	})
	w := &walker{t: t, town: x, svc: svc, who: malikaPINFL}
	n := number(w.apply(malika))
	require.Empty(t, w.stuck)
	text, of := keyOf(svc, form.KindTextarea), "/uz/applications/"+n
	a, err := x.cases.Application(t.Context(), x.Principal("malika"), n)
	require.NoError(t, err)
	official := account.Official{ID: x.IDs["cadastre-head"], Authority: a.Authority, Role: account.Head}
	err = x.cases.Act(t.Context(), casework.Officer(official), n, casework.ActionInput{
		Action: casework.AskCorrection, Row: a.Row, Note: "Toʻldiring", Marks: []casework.Mark{{Key: text, Reason: "Batafsilroq"}},
	})
	require.NoError(t, err)

	// What she corrects is sent only when the register says that she may.
	typed := malika.Get(of+"/correct").Form("/correct").Set(text, said)
	x.gateway.SetFaults(map[string]registers.Fault{"business": {Down: true}})
	silent := typed.Submit("")
	require.Equal(t, http.StatusServiceUnavailable, silent.Status)
	require.Contains(t, silent.Text(), "hech narsa yuborilmadi")
	require.Equal(t, said, silent.Form("/correct").Values.Get(text))

	// After half a day nothing of the company is open, neither while she acts for it nor while she acts for herself.
	x.Clock.Pass(13 * time.Hour)
	malika.Become(malika.Get(of), "malika")
	for _, status := range []int{http.StatusServiceUnavailable, http.StatusNotFound} {
		for path, field := range map[string]string{"/appeal": "note", "/messages": "text", "/correct": text} {
			late := malika.Post(of+path, url.Values{"row": {"1"}, "token": {"t"}, field: {said}})
			require.Equal(t, status, late.Status, path)
			require.Contains(t, late.Text(), "Yozganingiz yuborilmadi: "+said, path)
		}
		actFor(malika, "self")
	}

	x.gateway.SetFaults(nil)
	require.Eventually(t, func() bool { return actFor(malika, company).Status == http.StatusOK }, 20*time.Second, 100*time.Millisecond)
	sent := silent.Form("/correct").Submit("")
	require.Equal(t, http.StatusOK, sent.Status, sent.Text())
	a, err = x.cases.Application(t.Context(), x.Principal("malika"), n)
	require.NoError(t, err)
	require.Equal(t, said, a.Answers[text])
}
