package admin_test

import (
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/job/jobtest"
	"github.com/yagona/portal/internal/locale"
)

// spoken are the languages in which signed-in pages are read.
var spoken = []locale.Lang{locale.Uz, locale.Ru}

// TestSpoken_signedIn is what applicants, officials and the task force hear of their pages who see nothing.
func TestSpoken_signedIn(t *testing.T) {
	o := newOffice(t)
	services, findings := catalogue.Load(os.DirFS("../testdata/catalogue"))
	require.Empty(t, findings)
	for _, svc := range services {
		_, err := o.services.Publish(t.Context(), catalogue.Edit{Definition: svc.Definition, Author: "test", Note: "test"})
		require.NoError(t, err)
	}
	require.NoError(t, o.services.Refresh(t.Context()))
	waiting, refused := o.stall("aziz", 1), o.stall("aziz", 5)
	require.Equal(t, casework.InProcess, o.read("aziz", waiting).State)
	require.Equal(t, casework.Refused, o.read("aziz", refused).State)
	_, err := o.Pool.Exec(t.Context(), `
		INSERT INTO feedback_entries (token, receipt, kind, service_code, authority, region, quality, timeliness, lang, created_at)
		SELECT 't' || n, 'r' || n, 'rating', 'pavement-stall', 'justice', '1726', 2, 5, 'uz', now() FROM generate_series(1, 12) n`)
	require.NoError(t, err)
	draft := o.draft("aziz", 1)
	question := "/apply/" + strconv.FormatInt(draft.ID, 10)

	b := browsertest.New(t, o.URL, 1280, 900)
	read := func(pages map[string]string) {
		t.Helper()
		for _, name := range slices.Sorted(maps.Keys(pages)) {
			for _, l := range spoken {
				b.Goto("/" + string(l) + pages[name])
				b.Reads(name + "." + string(l))
			}
		}
	}
	read(map[string]string{"sign-in": "/sign-in", "feedback": "/feedback?kind=rating&service=pavement-stall"})
	b.SignIn("aziz")
	read(map[string]string{
		"check": question + "/check", "waiting": "/applications/" + waiting, "refused": "/applications/" + refused, "why": "/applications/" + refused + "/why",
	})
	for _, l := range spoken {
		b.Goto("/" + string(l) + question + "/place")
		require.True(t, b.SendEmpty(strings.TrimPrefix(b.URL(), o.URL)))
		b.Reads("question-sent-back." + string(l))
	}
	b.Forget()
	b.SignIn("justice-specialist")
	read(map[string]string{"worklist": "/admin?queue=unassigned", "case": "/admin/cases/" + waiting})
	b.Forget()
	b.SignIn("taskforce")
	read(map[string]string{"board": "/taskforce?months=3"})
}

// draft is an application of that citizen for a stall, answered and not sent.
func (o *office) draft(citizen string, years int) casework.Draft {
	o.T.Helper()
	ctx, who := o.T.Context(), o.Principal(citizen)
	d, err := o.cases.StartDraft(ctx, who, "pavement-stall")
	require.NoError(o.T, err)
	require.NoError(o.T, o.cases.Consent(ctx, who, d.ID, locale.Uz))
	d.Answers = form.Answers{"place": "Navoiy koʻchasi, 12", "years": int64(years), "goods": "fruit"}
	d, err = o.cases.SaveDraft(ctx, who, d)
	require.NoError(o.T, err)
	return d
}

// stall is the number of such an application that was sent, as the machine left it.
func (o *office) stall(citizen string, years int) string {
	o.T.Helper()
	d := o.draft(citizen, years)
	number, err := o.cases.Submit(o.T.Context(), o.Principal(citizen), casework.Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Uz})
	require.NoError(o.T, err)
	jobtest.Run(o.T, o.Pool, o.plan)
	return number
}
