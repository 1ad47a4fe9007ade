package admin_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/access"
	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/bulk"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/favourite"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/integration/registers"
	"github.com/yagona/portal/internal/integration/registers/world"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/job/jobtest"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/participation"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/routing"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/admin"
	"github.com/yagona/portal/internal/server/cabinet"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/server/mine"
	"github.com/yagona/portal/internal/server/owner"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/thread"
	"github.com/yagona/portal/internal/view"
	"github.com/yagona/portal/internal/workday"
)

// office is a portal with services of the Ministry of Justice, and the citizens who apply for them.
type office struct {
	*servertest.Portal
	services  *catalogue.Store
	cases     *casework.Store
	documents *document.Store
	feedback  *feedback.Store
	threads   *thread.Store
	problems  *participation.Store
	plan      *job.Plan
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{plan: job.NewPlan()}
	o.Portal = servertest.New(t, func(p *servertest.Portal, d *server.Deps) {
		services := catalogue.NewStore(p.Pool, p.Clock.Now)
		for _, process := range []catalogue.Process{catalogue.Approval, catalogue.Review, catalogue.Inspection} {
			findings, err := services.Publish(t.Context(), catalogue.Edit{Definition: service(process), Author: "test", Note: "test"})
			require.NoError(t, err)
			require.Empty(t, findings)
		}
		asking := service(catalogue.Consent)
		asking.Consents = []string{"cadastre"}
		_, err := services.Publish(t.Context(), catalogue.Edit{Definition: asking, Author: "test", Note: "test"})
		require.NoError(t, err)
		paid := service(catalogue.Approval)
		paid.Code, paid.Fee = "justice-paid", []catalogue.Tariff{{BHM: "0.5"}}
		_, err = services.Publish(t.Context(), catalogue.Edit{Definition: paid, Author: "test", Note: "test"})
		require.NoError(t, err)
		toSign := service(catalogue.Review)
		toSign.Code, toSign.Assurance = "justice-signed", catalogue.Signature
		findings, err := services.Publish(t.Context(), catalogue.Edit{Definition: toSign, Author: "test", Note: "test"})
		require.NoError(t, err)
		require.Empty(t, findings)
		require.NoError(t, services.Refresh(t.Context()))
		o.services = services
		gateway := httptest.NewServer(registers.NewServer(world.New(200, p.Clock.Now), p.Clock.Now, slog.New(slog.DiscardHandler)))
		t.Cleanup(gateway.Close)
		documents := document.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, p.URL)
		o.cases = casework.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, services, registers.NewClient(gateway.URL, p.Clock.Now, registers.Limits{}),
			payment.NewStore(p.Pool, p.Clock.Now), documents, workday.New())
		o.documents = documents
		o.threads = thread.NewStore(p.Pool, p.Clock.Now, services, documents)
		o.cases.Plan(o.plan)
		bulks := bulk.NewStore(p.Pool, p.Clock.Now, o.cases)
		bulks.Plan(o.plan)
		o.feedback = feedback.NewStore(p.Pool, keyringtest.Ring(), services, p.Clock.Now, workday.New()).WithPhotos(documents)
		d.Catalogue, d.Feedback = services, o.feedback
		d.Gate = gate.New(p.Sessions).Counting(access.NewStore(p.Pool, p.Clock.Now))
		d.Admin = &admin.Desk{
			Cases: o.cases, Accounts: p.Accounts, Documents: documents, Said: o.feedback, Messages: notify.NewStore(p.Pool, p.Clock.Now), Threads: o.threads, Sessions: p.Sessions,
			Saved: view.NewStore(p.Pool, p.Clock.Now), Bulks: bulks, Snapshot: services.Snapshot, Now: p.Clock.Now,
		}
		o.problems = participation.NewStore(p.Pool, services.Snapshot, p.Clock.Now)
		o.problems.Plan(o.plan)
		d.Participation, d.Report = o.problems, report.NewStore(p.Pool, services, p.Clock.Now)
		d.Problems = admin.NewProblems(o.problems, d.Report, services, p.Sessions, p.Clock.Now)
		d.Routes = owner.NewRoutes(routing.NewStore(p.Pool, p.Clock.Now, services.Snapshot), o.cases, p.Accounts, p.Sessions, services.Snapshot, p.Clock.Now)
		d.Templates = owner.NewTemplates(o.threads, p.Sessions)
		d.Mine = &mine.Mine{Audit: audit.NewStore(p.Pool), Cases: o.cases, Favourites: favourite.NewStore(p.Pool, p.Clock.Now), Feedback: o.feedback, Sessions: p.Sessions, Snapshot: services.Snapshot}
		d.Cabinet = &cabinet.Cabinet{
			Catalogue: services, Cases: o.cases, Documents: documents, Messages: notify.NewStore(p.Pool, p.Clock.Now), Threads: o.threads,
			Audit: audit.NewStore(p.Pool), Disputes: dispute.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, workday.New()), Sessions: p.Sessions, Now: p.Clock.Now,
		}
	})
	return o
}

func words(s string) locale.Text { return locale.Text{Uz: s, Ru: s, En: s} }

// service is a service of the Ministry of Justice with one question of consequence and one rule that doubts.
func service(process catalogue.Process) catalogue.Definition {
	var visit []form.Field
	if process == catalogue.Inspection {
		visit = []form.Field{{Key: "exits", Kind: form.KindYesNo, Label: words("Chiqish yoʻllari boʻshmi?")}, {Key: "width", Kind: form.KindDecimal, Label: words("Eshik kengligi, m")}}
	}
	return catalogue.Definition{
		Code: "justice-" + string(process), Title: words("Sinov xizmati: " + string(process)), Summary: words("Sinov."), Keywords: []string{"sinov"},
		Category: "justice", Authority: "justice", Audience: []string{"citizen"}, Status: catalogue.Live, Process: process,
		Assurance: catalogue.Basic, Term: catalogue.Term{Value: 5, Unit: workday.WorkingDays}, Fee: []catalogue.Tariff{{BHM: "0"}},
		Basis: "estimated", Registers: []string{"tax"}, LifeEvents: []string{}, Groups: []string{},
		Form:  []form.Field{{Key: "purpose", Kind: form.KindText, Label: words("Maqsad")}, {Key: "years", Kind: form.KindInteger, Label: words("Necha yil")}},
		Visit: visit,
		Checks: []catalogue.Check{
			{Require: "reg.tax.debt == 0.0", Otherwise: catalogue.ToReview, Reason: words("Soliq qarzi bor, xodim koʻradi.")},
			{Require: "form.years > 0", Otherwise: catalogue.Refuse, Reason: words("Kamida bir yil kerak.")},
			{Require: "form.years < 10", Otherwise: catalogue.ToReview, Reason: words("Uzoq muddatni xodim koʻradi.")},
		},
		Result: catalogue.Result{Kind: "permit", Shows: []string{"form.purpose"}, ValidDays: 100},
	}
}

// apply is an application of a citizen that the machine has passed on to people.
func (o *office) apply(citizen string, process catalogue.Process, years int) string {
	o.T.Helper()
	ctx, who := o.T.Context(), o.Principal(citizen)
	d, err := o.cases.StartDraft(ctx, who, "justice-"+string(process))
	require.NoError(o.T, err)
	require.NoError(o.T, o.cases.Consent(ctx, who, d.ID, locale.Uz))
	d.Answers = form.Answers{"purpose": "oʻqish uchun", "years": int64(years)}
	d, err = o.cases.SaveDraft(ctx, who, d)
	require.NoError(o.T, err)
	number, err := o.cases.Submit(ctx, who, casework.Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Uz})
	require.NoError(o.T, err)
	jobtest.Run(o.T, o.Pool, o.plan)
	return number
}

func (o *office) read(citizen, number string) casework.Application {
	o.T.Helper()
	a, err := o.cases.Application(o.T.Context(), o.Principal(citizen), number)
	require.NoError(o.T, err)
	return a
}

// act presses a button of the case's page, fills in its form and sends it.
func act(page *servertest.Page, action string, fill func(*servertest.Form)) *servertest.Page {
	for _, f := range page.Forms() {
		if strings.HasSuffix(f.Action, "/actions/"+action) {
			return f.Submit("")
		}
	}
	for _, link := range page.Links() {
		if strings.Contains(link, "/actions/"+action) {
			f := page.Browser().Get(link).Form("/actions/" + action)
			fill(f)
			return f.Submit("")
		}
	}
	return page
}

// TestJourney_consent: another authority is asked, has its own queue and day, and says no with a reason.
func TestJourney_consent(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Consent, 3)
	owner, asked := o.SignIn("justice-head"), o.SignIn("cadastre-head")
	list := asked.Get("/uz/admin?queue=consents")
	require.Contains(t, list.Text(), "Sinov xizmati: consent")
	page := asked.Get("/uz/admin/cases/" + number)
	require.Contains(t, page.Text(), locale.Uz.T("admin.case.silence"), "the asked see their own day, and what silence means")
	require.NotContains(t, strings.Join(page.Links(), " "), "/actions/grant", "who is asked does not decide")
	page = act(page, "claim-consent", nil)
	require.Equal(t, http.StatusOK, page.Status)
	page = act(page, "refuse-consent", func(f *servertest.Form) { f.Set("ground", "others").Set("note", "Yer boshqa egada.") })
	require.Equal(t, "/uz/admin/cases/"+number, page.Path(), "the case stays in sight for some days")
	require.NotContains(t, asked.Get("/uz/admin?queue=consents").Text(), "Sinov xizmati: consent")

	for _, lang := range locale.Langs {
		require.NotContains(t, owner.Get("/"+string(lang)+"/admin/cases/"+number).Body, "⟦")
	}
	page = owner.Get("/uz/admin/cases/" + number)
	require.Contains(t, page.Text(), "Yer boshqa egada.")
	require.Contains(t, page.Text(), locale.Uz.T("casework.event.refuse-consent")+": "+catalogue.Lists().Office("cadastre", locale.Uz))
	form := owner.Get("/uz/admin/cases/" + number + "/actions/ask-correction")
	require.Contains(t, form.Text(), locale.Uz.T("admin.action.reconsent"), "whoever sends it back knows that consent is asked again")

	o.Clock.Pass(6 * 24 * time.Hour)
	require.Equal(t, http.StatusNotFound, o.SignIn("cadastre-head").Get("/uz/admin/cases/"+number).Status, "and then no longer")
}

func TestJourney_approval(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Approval, 3)
	specialist, head := o.SignIn("justice-specialist"), o.SignIn("justice-head")

	list := specialist.Get("/uz/admin?queue=unassigned")
	require.Equal(t, http.StatusOK, list.Status)
	require.Contains(t, list.Text(), "Sinov xizmati: approval")

	page := list.Form("/admin/next").Submit("")
	require.Equal(t, "/uz/admin/cases/"+number, page.Path(), "the next case is claimed and opened")
	require.Contains(t, page.Text(), "oʻqish uchun")
	require.Contains(t, page.Text(), "Kamida bir yil kerak.", "the rules stand on the page")
	require.NotContains(t, strings.Join(page.Links(), " "), "/actions/approve", "who prepares does not approve")

	page = act(page, "propose-grant", func(f *servertest.Form) { f.Set("note", "Hujjatlar toʻliq.") })
	require.Equal(t, http.StatusOK, page.Status)

	page = head.Get("/uz/admin/cases/" + number)
	require.Contains(t, page.Text(), "Hujjatlar toʻliq.")
	page = act(page, "approve", func(*servertest.Form) {})
	require.Equal(t, http.StatusOK, page.Status)
	require.Equal(t, casework.Done, o.read("aziz", number).State)

	documents := o.read("aziz", number).Documents
	require.Len(t, documents, 1)
	o.papers(t, head, number, "/documents/"+documents[0].Number)
}

// papers has an official find a paper on the page of the case and take it in every language. The applicant reads of each
// look, and an office that has nothing to do with the case learns nothing.
func (o *office) papers(t *testing.T, b *servertest.Browser, number, path string) {
	t.Helper()
	looks := func() (n int) {
		require.NoError(t, o.Pool.QueryRow(t.Context(), `SELECT count(*) FROM audit_entries e JOIN audit_subjects s ON s.entry_id = e.id
			WHERE e.action = 'application.document' AND e.object = 'application:' || $1 AND e.kind = 'official' AND s.account_id = $2`, number, o.Principal("aziz").AccountID).Scan(&n))
		return n
	}
	page, before := b.Get("/uz/admin/cases/"+number), looks()
	stranger := o.SignIn("cadastre-head")
	for n, l := range locale.Langs {
		at := "/" + string(l) + "/admin/cases/" + number + path
		require.NotNil(t, page.First("a", "href", at))
		paper := b.Get(at)
		require.Equal(t, "application/pdf", paper.Header.Get("Content-Type"))
		require.Contains(t, paper.Body, "/Lang ("+l.Tag()+")")
		require.Equal(t, before+n+1, looks())
		require.Equal(t, http.StatusNotFound, stranger.Get(at).Status, "another authority")
		require.Equal(t, before+n+1, looks())
	}
}

func TestJourney_correction(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	b := o.SignIn("justice-specialist")
	page := act(b.Get("/uz/admin/cases/"+number), "claim", nil)
	require.Contains(t, page.Text(), "Bajarilmadi, siz baholaysiz", "the rule that sent it to a person")

	form := b.Get("/uz/admin/cases/" + number + "/actions/ask-correction").Form("/actions/ask-correction")
	wrong := form.Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, wrong.Status, "no question is marked")
	require.NotNil(t, wrong.First("div", "class", "govuk-error-summary"))

	page = wrong.Form("/actions/ask-correction").Set("mark", "years").Set("why-years", "Muddat juda uzoq").Submit("")
	require.Equal(t, http.StatusOK, page.Status)
	a := o.read("aziz", number)
	require.Equal(t, casework.ToBeCorrected, a.State)
	require.Equal(t, []casework.Mark{{Key: "years", Reason: "Muddat juda uzoq"}}, a.Marks)

	corrected := a.Answers
	corrected["years"] = int64(11)
	err := o.cases.Resubmit(t.Context(), o.Principal("aziz"), number, casework.Correction{Row: a.Row, Answers: corrected})
	require.NoError(t, err)
	jobtest.Run(t, o.Pool, o.plan)
	page = b.Get("/uz/admin/cases/" + number)
	require.NotNil(t, page.First("del"), "what was before")
	require.Contains(t, servertest.Text(page.First("del")), "12")
	require.Contains(t, servertest.Text(page.First("ins")), "11")
}

func TestJourney_refusal(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	b := o.SignIn("justice-specialist")
	page := act(b.Get("/uz/admin/cases/"+number), "claim", nil)
	require.Equal(t, http.StatusOK, page.Status)
	f := b.Get("/uz/admin/cases/" + number + "/actions/refuse").Form("/actions/refuse")
	require.Equal(t, http.StatusUnprocessableEntity, f.Submit("").Status, "nobody is refused without a reason")
	page = f.Set("ground", "differs").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, page.Status, "what differs has to be said")

	// Before he decides, the official reads what the applicant will.
	page = page.Form("/actions/refuse").Set("note", "Yillar soni boshqa.").Submit("Oldindan koʻrish")
	require.Equal(t, http.StatusOK, page.Status)
	require.Contains(t, page.Text(), "Arizadagi maʼlumot reyestrga toʻgʻri kelmaydi. Yillar soni boshqa. Reyestrda xato boʻlsa")
	require.Equal(t, casework.InProcess, o.read("aziz", number).State, "a preview decides nothing")

	page = page.Form("/actions/refuse").Set("ground", "rule-2").Set("note", "Bir yildan keyin qayta ariza bering.").Submit("")
	require.Equal(t, http.StatusOK, page.Status)
	a := o.read("aziz", number)
	require.Equal(t, casework.Refused, a.State)
	require.Equal(t, "Kamida bir yil kerak.\nBir yildan keyin qayta ariza bering.", a.Reason.Uz)
	own := o.SignIn("aziz").Get("/uz/applications/" + number).Text()
	require.Contains(t, own, "Sabab bartaraf boʻlgach, yangi ariza bering.")
	require.Contains(t, own, locale.Uz.T("cabinet.why.found"), "an official decided: what the rules found is no reason of the refusal")
	require.NotContains(t, own, locale.Uz.T("cabinet.why.change"))
	o.papers(t, b, number, "/decision")
	open := o.apply("aziz", catalogue.Review, 12)
	require.Equal(t, http.StatusNotFound, b.Get("/uz/admin/cases/"+open+"/decision").Status, "nothing is decided yet")
}

func TestJourney_conflict(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	b, other := o.SignIn("justice-specialist"), o.SignIn("justice-head")
	act(b.Get("/uz/admin/cases/"+number), "claim", nil)
	f := b.Get("/uz/admin/cases/"+number+"/actions/grant").Form("/actions/grant").Set("note", "Hammasi toʻgʻri")

	heads := o.Principal("justice-specialist")
	assigned := other.Get("/uz/admin/cases/" + number + "/actions/assign").Form("/actions/assign")
	require.Equal(t, http.StatusOK, assigned.Set("official", id(heads)).Set("note", "Tezroq koʻring").Submit("").Status)

	page := f.Submit("")
	require.Equal(t, http.StatusConflict, page.Status)
	require.Contains(t, page.Text(), "Tezroq koʻring", "the page shows what changed")
	require.Contains(t, page.Body, "Hammasi toʻgʻri", "what was typed is kept")
	require.Equal(t, casework.InProcess, o.read("aziz", number).State)
	require.Equal(t, http.StatusOK, page.Form("/actions/grant").Submit("").Status, "and can be sent again on top of it")
	require.Equal(t, casework.Done, o.read("aziz", number).State)
	twice := page.Form("/actions/grant").Submit("")
	require.Equal(t, http.StatusOK, twice.Status, "pressed twice it is done once, and nobody is told that it was not sent")
	require.Equal(t, "/uz/admin/cases/"+number, twice.Path())

	for _, do := range []string{"", "preview"} {
		page = b.Post("/uz/admin/cases/"+number+"/actions/grant", url.Values{"row": {"1"}, "do": {do}, "note": {"Uzoq yozilgan\nizoh: +998901234567"}})
		require.Equal(t, http.StatusConflict, page.Status, "what cannot be done any more has a page too")
		require.Contains(t, page.Text(), "Uzoq yozilgan", "what was typed can be said in another way")
		require.Contains(t, page.Text(), "+998901234567", "and is his own")
	}
	require.Contains(t, page.Text(), "•••", "on which numbers are masked")
	shown := page.Form("/show").Submit("")
	require.NotContains(t, shown.Text(), "•••")
	require.Contains(t, shown.Text(), "Yozganingiz yuborilmadi: Uzoq yozilgan", "and is not lost when they are shown")
}

func TestJourney_scope(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	for who, want := range map[string]int{
		"justice-specialist": http.StatusOK, "cadastre-specialist": http.StatusNotFound, "agriculture-head": http.StatusNotFound,
		"taskforce": http.StatusForbidden, "aziz": http.StatusForbidden, "malika": http.StatusForbidden,
	} {
		b := o.SignIn(who)
		require.Equal(t, want, b.Get("/uz/admin/cases/"+number).Status, who)
		require.Equal(t, want, b.Get("/uz/admin/cases/"+number+"/actions/claim").Status, who)
		if want != http.StatusOK {
			require.Equal(t, want, b.Post("/uz/admin/cases/"+number+"/actions/claim", url.Values{"row": {"1"}}).Status, who)
			require.Equal(t, want, b.Get("/uz/admin/cases/"+number+"/files/none").Status, who)
		}
	}
	out := o.Visitor().Stay().Get("/uz/admin/cases/" + number)
	require.Equal(t, http.StatusSeeOther, out.Status)
	require.Contains(t, out.Header.Get("Location"), "/uz/sign-in")
}

func TestWorklist_stateInAddress(t *testing.T) {
	o := newOffice(t)
	first := o.apply("aziz", catalogue.Review, 12)
	second := o.apply("olim", catalogue.Approval, 3)
	o.Clock.Pass(4 * 24 * time.Hour) // whatever hour it is, and with a holiday on the way, a week is left at most
	b := o.SignIn("justice-specialist")
	page := b.Get("/ru/admin?queue=office&service=justice-review&due=week&limit=50")
	require.Contains(t, page.Body, "/ru/admin/cases/"+first)
	require.NotContains(t, page.Body, "/ru/admin/cases/"+second)
	require.Len(t, page.All("a", "class", "moj-filter__tag"), 2, "one chip for each choice")
	page = page.Follow("Сбросить")
	require.Contains(t, page.Body, "/ru/admin/cases/"+second)
	page = b.Get("/uz/admin?queue=office&text=" + first)
	require.Contains(t, page.Body, "/uz/admin/cases/"+first)
	require.NotContains(t, page.Body, "/uz/admin/cases/"+second)
	page = b.Get("/uz/admin?queue=office&sort=newest")
	require.Less(t, strings.Index(page.Body, second), strings.Index(page.Body, first), "the newest first")
	require.Equal(t, http.StatusOK, b.Get("/uz/admin?queue=nonsense&limit=7&after=x").Status, "an old link still opens")
	for _, lang := range locale.Langs {
		require.NotContains(t, b.Get("/"+string(lang)+"/admin/cases/"+first).Body, "⟦", lang)
	}
}

func id(p account.Principal) string { return strconv.FormatInt(p.AccountID, 10) }
