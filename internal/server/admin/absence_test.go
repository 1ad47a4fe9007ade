package admin_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/workday"
)

// TestAbsence: while an official is away his deputy has his cases besides him, and nobody is left without anybody.
func TestAbsence(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	id := func(who string) string { return strconv.FormatInt(o.IDs[who], 10) }
	day := func(f *servertest.Form, name string, ahead int) {
		at := o.Clock.Now().In(workday.Zone).AddDate(0, 0, ahead)
		f.Set(name+"-day", strconv.Itoa(at.Day())).Set(name+"-month", strconv.Itoa(int(at.Month()))).Set(name+"-year", strconv.Itoa(at.Year()))
	}
	// The forms that end an absence lead further than the one that enters it.
	entry := func(page *servertest.Page) *servertest.Form {
		for _, f := range page.Forms() {
			if strings.HasSuffix(f.Action, "/admin/absences") {
				return f
			}
		}
		require.Fail(t, "no form", page.Text())
		return nil
	}
	away := func(b *servertest.Browser, who, deputy string, from, back int) *servertest.Page {
		f := entry(b.Get("/uz/admin/absences")).Set("deputy", id(deputy))
		if who != "" {
			f.Set("who", id(who))
		}
		day(f, "from", from)
		day(f, "back", back)
		return f.Submit("")
	}
	clerk, head := o.SignIn("justice-specialist"), o.SignIn("justice-head")
	act(clerk.Get("/uz/admin/cases/"+number), "claim", nil)
	grant := url.Values{"row": {strconv.Itoa(o.read("aziz", number).Row)}}
	require.Equal(t, http.StatusConflict, head.Post("/uz/admin/cases/"+number+"/actions/grant", grant).Status, "what a clerk has claimed is his")

	for _, tc := range []struct {
		from, back int
		deputy     string
		says       string
	}{
		{1, 0, "justice-head", "birinchi kundan keyin"},
		{-9, -3, "justice-head", "oʻtib ketgan"},
		{0, 400, "justice-head", "366 kundan oshmasin"},
		{0, 5, "justice-specialist", "boshqa xodimni tanlang"},
	} {
		page := away(clerk, "", tc.deputy, tc.from, tc.back)
		require.Equal(t, http.StatusUnprocessableEntity, page.Status, tc.says)
		require.Contains(t, page.Text(), tc.says)
	}
	ru := entry(away(clerk, "", "justice-head", 1, 0)).In(locale.Ru)
	require.Equal(t, id("justice-head"), entry(ru).Values.Get("deputy"))

	page := away(clerk, "", "justice-head", 0, 5)
	require.Equal(t, http.StatusOK, page.Status)
	require.Contains(t, page.Text(), "Yoʻqlik kiritildi.")
	require.Contains(t, away(clerk, "", "justice-second", 2, 3).Text(), "allaqachon kiritilgan")
	require.Contains(t, away(head, "justice-head", "justice-second", 1, 3).Text(), "oʻrinbosarsiz", "his cases would be left to nobody")

	// The head has the clerk's case as if it were his own.
	list := head.Get("/uz/admin")
	require.Contains(t, list.Text(), "oʻrniga ham ish yuritasiz")
	require.Contains(t, list.Body, "/admin/cases/"+number)
	other := o.SignIn("justice-second")
	require.Equal(t, http.StatusConflict, other.Post("/uz/admin/cases/"+number+"/actions/grant", grant).Status, "another head has not")
	act(head.Get("/uz/admin/cases/"+number), "grant", func(*servertest.Form) {})
	require.Equal(t, casework.Done, o.read("aziz", number).State)

	// Back earlier, and what is claimed is the clerk's alone again.
	next := o.apply("aziz", catalogue.Review, 12)
	act(clerk.Get("/uz/admin/cases/"+next), "claim", nil)
	require.Equal(t, http.StatusOK, clerk.Get("/uz/admin/absences").Form("/end").Submit("").Status)
	require.NotContains(t, head.Get("/uz/admin").Body, "/admin/cases/"+next)

	// A head enters the absence of a clerk who fell ill; a clerk enters nobody's but his own.
	require.Equal(t, http.StatusOK, away(head, "justice-specialist", "justice-second", 0, 2).Status)
	require.Contains(t, o.SignIn("justice-second").Get("/uz/admin").Body, "/admin/cases/"+next)
	o.Clock.Pass(3 * 24 * time.Hour)
	require.NotContains(t, o.SignIn("justice-second").Get("/uz/admin").Body, "/admin/cases/"+next, "the days are over")
	clerk = o.SignIn("justice-specialist")
	require.NotContains(t, clerk.Get("/uz/admin/absences").Text(), "Kim yoʻq boʻladi")
	now := o.Clock.Now()
	err := o.Accounts.GoAway(t.Context(), o.official(t, "justice-specialist"), account.Absence{Official: o.IDs["justice-head"], Deputy: o.IDs["justice-second"], From: now, Until: now.Add(time.Hour)})
	require.ErrorContains(t, err, "absence.not_found")
	for who, want := range map[string]int{"taskforce": http.StatusForbidden, "aziz": http.StatusForbidden} {
		require.Equal(t, want, o.SignIn(who).Get("/uz/admin/absences").Status, who)
	}
	require.Equal(t, 3, o.count(t, `SELECT count(*) FROM audit_entries WHERE action LIKE 'account.absence%'`))
}

func (o *office) official(t *testing.T, who string) account.Official {
	t.Helper()
	p, err := o.Accounts.Principal(t.Context(), o.IDs[who])
	require.NoError(t, err)
	return *p.Official
}
