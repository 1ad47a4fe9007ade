package admin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/workday"
)

// permit is a paper that aziz was granted.
func (o *office) permit() document.Document {
	o.T.Helper()
	number := o.apply("aziz", catalogue.Review, 12)
	b := o.SignIn("justice-specialist")
	act(b.Get("/uz/admin/cases/"+number), "claim", nil)
	act(b.Get("/uz/admin/cases/"+number), "grant", func(f *servertest.Form) { f.Set("note", "Asosli.") })
	list := o.read("aziz", number).Documents
	require.Len(o.T, list, 1)
	return list[0]
}

// onPaper fills in the form of an act and sends it.
func onPaper(b *servertest.Browser, d document.Document, act document.Act, pairs ...string) *servertest.Page {
	path := "/admin/papers/" + d.Number + "/" + string(act)
	f := b.Get("/uz" + path).Form(path)
	for i := 0; i < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return f.Submit("")
}

// TestPapers: a head suspends a paper, lifts that, suspends it for a time and revokes it; the holder and whoever checks the
// paper read each of it.
func TestPapers(t *testing.T) {
	o := newOffice(t)
	d := o.permit()
	head, aziz, anyone := o.SignIn("justice-head"), o.SignIn("aziz"), o.Visitor()
	verify := func() string { return anyone.Get("/uz/verify/" + d.Code).Text() }
	require.Contains(t, verify(), "Haqiqiy va amalda")
	o.publicRegister(t, d)

	list := head.Get("/uz/admin").Follow(locale.Uz.T("paper.title"))
	require.Contains(t, list.Text(), d.Number)
	page := list.Follow(d.Number)
	require.Equal(t, "/uz/admin/papers/"+d.Number, page.Path())
	require.Contains(t, page.Text(), d.Holder)
	require.Contains(t, aziz.Get("/uz/cabinet/looks").Text(), d.Number+" raqamli hujjatingiz ochildi", "the holder sees who looked")

	form := page.Follow(locale.Uz.T("paper.act.suspend")).Form("/suspend")
	empty := form.Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, empty.Status)
	require.Contains(t, empty.Text(), locale.Uz.T("paper.reason-needed"))
	kept := form.Set("reason", "inspection").Set("said", "Hujjatlarni <olib> keling.").In(locale.Ru).Form("/suspend")
	require.Equal(t, "Hujjatlarni <olib> keling.", kept.Values.Get("said"), "the language switch keeps what is typed")
	require.Equal(t, http.StatusUnprocessableEntity, form.Set("until-day", "1").Set("until-month", "1").Set("until-year", "2020").Submit("").Status)
	done := form.Set("until-day", "").Set("until-month", "").Set("until-year", "").Submit("")
	require.Equal(t, "/uz/admin/papers/"+d.Number, done.Path())
	require.Contains(t, done.Text(), "Hujjatlarni <olib> keling.", "in the history")
	require.Contains(t, done.Text(), o.Principal("justice-head").Name)
	require.Equal(t, http.StatusConflict, form.Submit("").Status, "the other tab is behind")

	require.Contains(t, verify(), "hozir toʻxtatib turilgan")
	require.NotContains(t, verify(), "Hujjatlarni", "whoever checks learns the least")
	require.Contains(t, aziz.Get("/uz/documents?state=suspended").Text(), "Sabab: Tekshiruv oʻtkazilmoqda. Hujjatlarni <olib> keling.")
	mine := aziz.Get("/uz/applications/" + d.Application)
	require.Contains(t, mine.Text(), "Hujjatlarni <olib> keling.")
	contest := mine.Follow(locale.Uz.T("cabinet.documents.contest"))
	require.Equal(t, http.StatusOK, contest.Status)
	require.Equal(t, d.Application, contest.Form("/uz/feedback").Values.Get("application"), "it is about this application")
	inbox := aziz.Get("/uz/inbox").Text()
	require.Contains(t, inbox, "Sabab: Tekshiruv oʻtkazilmoqda. Hujjatlarni <olib> keling.")
	require.Contains(t, inbox, "sudga murojaat qiling", "and how to contest it")

	require.Equal(t, http.StatusOK, onPaper(head, d, document.Lifting, "reason", "remedied", "said", "Hammasi joyida.").Status)
	require.Contains(t, verify(), "Haqiqiy va amalda")
	require.Contains(t, aziz.Get("/uz/inbox").Text(), "yana amalda")

	last := o.Clock.Now().In(workday.Zone).AddDate(0, 0, 3)
	page = onPaper(head, d, document.Suspending, "reason", "terms", "said", "Uch kun.", "until-day", last.Format("2"), "until-month", last.Format("1"), "until-year", last.Format("2006"))
	require.Equal(t, http.StatusOK, page.Status)
	require.Contains(t, verify(), locale.Uz.Date(last)+"gacha toʻxtatib turilgan")
	require.Contains(t, aziz.Get("/uz/inbox").Text(), "oxirgi kuni: "+locale.Uz.Date(last))
	o.Clock.Pass(4 * 24 * time.Hour)
	require.Contains(t, verify(), "Haqiqiy va amalda", "it ends by itself")
	head, aziz = o.SignIn("justice-head"), o.SignIn("aziz")
	require.NotContains(t, aziz.Get("/uz/applications/"+d.Application).Text(), "Uch kun.")

	stale := head.Get("/uz/admin/papers/"+d.Number+"/suspend").Form("/suspend").Set("reason", "court").Set("said", "Sud qarori.")
	warned := head.Get("/uz/admin/papers/" + d.Number + "/revoke")
	require.Contains(t, warned.Text(), locale.Uz.T("paper.hint.revoke"))
	page = onPaper(head, d, document.Revoking, "reason", "false-data", "said", "Diplom soxta chiqdi.")
	require.Equal(t, "/uz/admin/papers/"+d.Number, page.Path())
	require.NotContains(t, strings.Join(page.Links(), " "), "/revoke", "nothing can be done with it any more")
	require.Equal(t, http.StatusConflict, stale.Submit("").Status)
	require.Contains(t, verify(), "Bekor qilingan")
	require.Contains(t, verify(), "Notoʻgʻri maʼlumot asosida berilgan")
	require.NotContains(t, verify(), "Diplom")
	require.Contains(t, aziz.Get("/uz/documents?state=revoked").Text(), "Diplom soxta chiqdi.")
	require.Contains(t, aziz.Get("/uz/inbox").Text(), "Diplom soxta chiqdi.")
	require.Contains(t, head.Get("/uz/admin/papers?state=revoked").Text(), d.Number)
	require.NotContains(t, head.Get("/uz/admin/papers?state=valid").Text(), d.Number)
	for _, l := range locale.Langs {
		for _, path := range []string{"/admin/papers?state=revoked&text=aziz", "/admin/papers/" + d.Number} {
			require.NotContains(t, head.Get("/"+string(l)+path).Body, "⟦", path)
		}
		for _, path := range []string{"/documents", "/inbox", "/applications/" + d.Application, "/verify/" + d.Code, "/cabinet/looks"} {
			require.NotContains(t, aziz.Get("/"+string(l)+path).Body, "⟦", path)
		}
	}
}

// TestPapers_doors: a paper is its office's, and what is done with it its head's.
func TestPapers_doors(t *testing.T) {
	o := newOffice(t)
	d := o.permit()
	_, err := o.Pool.Exec(t.Context(), `WITH a AS (UPDATE applications SET region = '1726') UPDATE documents SET region = '1726'`)
	require.NoError(t, err)
	_, err = o.Pool.Exec(t.Context(), `UPDATE officials SET region = '1703' WHERE account_id = $1`, o.Principal("justice-second").AccountID)
	require.NoError(t, err)
	path := "/uz/admin/papers/" + d.Number
	typed := url.Values{"row": {"1"}, "reason": {"court"}, "said": {"Sud qarori."}}
	for who, want := range map[string][3]int{ // the page, the form, the act
		"justice-specialist": {http.StatusOK, http.StatusForbidden, http.StatusForbidden},
		"justice-second":     {http.StatusNotFound, http.StatusNotFound, http.StatusNotFound},
		"cadastre-head":      {http.StatusNotFound, http.StatusNotFound, http.StatusNotFound},
		"taskforce":          {http.StatusForbidden, http.StatusForbidden, http.StatusForbidden},
		"aziz":               {http.StatusForbidden, http.StatusForbidden, http.StatusForbidden},
	} {
		b := o.SignIn(who)
		require.Equal(t, want[0], b.Get(path).Status, who)
		require.Equal(t, want[1], b.Get(path+"/revoke").Status, who)
		require.Equal(t, want[2], b.Post(path+"/revoke", typed).Status, who)
		if who != "justice-specialist" {
			require.NotContains(t, b.Get("/uz/admin/papers").Text(), d.Number, who)
		}
	}
	head := o.SignIn("justice-head")
	require.Equal(t, http.StatusNotFound, head.Get(path+"/burn").Status)
	require.Equal(t, http.StatusNotFound, head.Post(path+"/burn", typed).Status)
	require.Equal(t, http.StatusConflict, head.Get(path+"/lift").Status, "nothing is suspended")
	_, err = o.Pool.Exec(t.Context(), `UPDATE applications SET account_id = $1`, o.Principal("justice-head").AccountID)
	require.NoError(t, err)
	require.Equal(t, http.StatusNotFound, head.Get(path).Status, "his own")
	require.Equal(t, http.StatusNotFound, head.Post(path+"/revoke", typed).Status)
	var revoked int
	require.NoError(t, o.Pool.QueryRow(t.Context(), `SELECT count(*) FROM documents WHERE revoked_at IS NOT NULL`).Scan(&revoked))
	require.Zero(t, revoked)
}

// TestPapers_renewal: the holder is told before a paper ends, and renews it with the answers of then.
func TestPapers_renewal(t *testing.T) {
	o := newOffice(t)
	d := o.permit()
	require.NotContains(t, o.SignIn("aziz").Get("/uz/documents").Text(), locale.Uz.T("cabinet.documents.renew"), "it is not the time")
	published := func(code string) bool { return code == d.Service }
	o.Clock.Pass(d.ValidUntil.Sub(o.Clock.Now()) - document.FirstNotice + time.Hour)
	require.NoError(t, o.documents.TellEnding(t.Context(), published))
	require.NoError(t, o.documents.TellEnding(t.Context(), published))
	aziz := o.SignIn("aziz")
	inbox := aziz.Get("/uz/inbox")
	require.Equal(t, 1, strings.Count(inbox.Text(), locale.Uz.T("notify.paper-ends.title")))
	var links []string
	for _, l := range inbox.Links() {
		if strings.Contains(l, "?again="+d.Application) {
			links = append(links, l)
		}
	}
	require.Equal(t, []string{"/uz/services/justice-review/apply?again=" + d.Application}, links, "the message leads to the service")
	list := aziz.Get("/uz/documents")
	require.Contains(t, list.Text(), "59 kundan keyin tugaydi")
	begin := list.Follow(locale.Uz.T("cabinet.documents.renew"))
	require.Equal(t, links[0], begin.Path())
	require.Contains(t, begin.Text(), strings.ReplaceAll(locale.ByThrees(d.Application), "\u00a0", " "), "it says where the answers come from")
	begun := begin.Form("/apply").Submit("")
	require.Equal(t, http.StatusOK, begun.Status)
	require.Contains(t, begun.Body, "oʻqish uchun", "with the answers of then")

	head := o.SignIn("justice-head")
	require.Contains(t, head.Get("/uz/admin/papers?state=ending").Text(), d.Number)
	desk := browsertest.New(t, o.URL, 360, 800)
	desk.SignIn("justice-head")
	for _, path := range []string{"/ru/admin/papers?state=ending&kind=permit&service=justice-review", "/uz-cyrl/admin/papers/" + d.Number, "/ru/admin/papers/" + d.Number + "/suspend"} {
		desk.Goto(path)
		desk.Fits()
		desk.Axe()
		desk.Screenshot("papers")
	}
	phone := browsertest.New(t, o.URL, 360, 800)
	phone.SignIn("aziz")
	for _, path := range []string{"/ru/documents", "/uz/applications/" + d.Application} {
		phone.Goto(path)
		phone.Fits()
		phone.Axe()
		phone.Screenshot("renewal")
	}
}
