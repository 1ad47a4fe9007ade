package mine_test

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/bulk"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/due"
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
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/admin"
	"github.com/yagona/portal/internal/server/cabinet"
	"github.com/yagona/portal/internal/server/mine"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/takeout"
	"github.com/yagona/portal/internal/thread"
	"github.com/yagona/portal/internal/view"
	"github.com/yagona/portal/internal/workday"
	pages "github.com/yagona/portal/web/mine"
)

// town is a portal with one service of the Ministry of Justice that officials decide.
type town struct {
	*servertest.Portal
	cases    *casework.Store
	feedback *feedback.Store
	plan     *job.Plan

	source register.Source
	silent string // a register that is down
}

// Read is the registers, one of which may be down.
func (x *town) Read(ctx context.Context, q register.Request) (register.Fact, error) {
	if q.Register == x.silent {
		return register.Fact{}, problem.New(problem.Unavailable, "common.unavailable")
	}
	return x.source.Read(ctx, q)
}

const service = "justice-paper"

func newTown(t *testing.T) *town {
	t.Helper()
	x := &town{plan: job.NewPlan()}
	x.Portal = servertest.New(t, func(p *servertest.Portal, d *server.Deps) {
		services := catalogue.NewStore(p.Pool, p.Clock.Now)
		title := locale.Text{Uz: "Sinov qogʻozi", Ru: "Пробная бумага", En: "Trial paper"}
		findings, err := services.Publish(t.Context(), catalogue.Edit{Author: "test", Note: "test", Definition: catalogue.Definition{
			Code: service, Title: title, Summary: title, Keywords: []string{"sinov"}, Category: "justice", Authority: "justice",
			Audience: []string{"citizen"}, Status: catalogue.Live, Process: catalogue.Review, Assurance: catalogue.Basic,
			Term: catalogue.Term{Value: 5, Unit: workday.WorkingDays}, Fee: []catalogue.Tariff{{BHM: "0"}}, Basis: "estimated",
			Registers: []string{"tax"}, LifeEvents: []string{}, Groups: []string{},
			Form:   []form.Field{{Key: "purpose", Kind: form.KindText, Label: title}},
			Checks: []catalogue.Check{{Require: "reg.tax.debt == 0.0", Otherwise: catalogue.ToReview, Reason: title}},
			Result: catalogue.Result{Kind: "permit"},
		}})
		require.NoError(t, err)
		require.Empty(t, findings)
		require.NoError(t, services.Refresh(t.Context()))
		x.source = registers.Direct{World: world.New(200, p.Clock.Now), Now: p.Clock.Now}
		documents := document.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, p.URL)
		x.cases = casework.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, services, x.source, payment.NewStore(p.Pool, p.Clock.Now), documents, workday.New())
		x.cases.Plan(x.plan)
		x.feedback = feedback.NewStore(p.Pool, keyringtest.Ring(), services, p.Clock.Now, workday.New())
		d.Catalogue, d.Feedback = services, x.feedback
		d.Admin = &admin.Desk{
			Cases: x.cases, Accounts: p.Accounts, Documents: documents, Said: x.feedback, Messages: notify.NewStore(p.Pool, p.Clock.Now), Threads: thread.NewStore(p.Pool, p.Clock.Now, services, documents),
			Sessions: p.Sessions, Saved: view.NewStore(p.Pool, p.Clock.Now), Bulks: bulk.NewStore(p.Pool, p.Clock.Now, x.cases), Snapshot: services.Snapshot, Now: p.Clock.Now,
		}
		d.Cabinet = &cabinet.Cabinet{
			Catalogue: services, Cases: x.cases, Documents: documents, Bookings: booking.NewStore(p.Pool, p.Clock.Now, workday.New()),
			Messages: notify.NewStore(p.Pool, p.Clock.Now), Registers: x.source, Audit: audit.NewStore(p.Pool), Sessions: p.Sessions, Now: p.Clock.Now,
			Threads: thread.NewStore(p.Pool, p.Clock.Now, services, documents),
		}
		favourites := favourite.NewStore(p.Pool, p.Clock.Now)
		d.Cabinet.Favourites, d.Cabinet.Dues = favourites, due.NewFinder(x, p.Clock.Now)
		d.Mine = &mine.Mine{
			Audit: audit.NewStore(p.Pool), Cases: x.cases, Favourites: favourites, Feedback: x.feedback, Sessions: p.Sessions, Snapshot: services.Snapshot,
			Takeouts: takeout.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, services, func(ctx context.Context, w io.Writer, c takeout.Document) error {
				return pages.CopyDocument(c).Render(ctx, w)
			}),
		}
		d.Mine.Takeouts.Plan(x.plan)
	})
	return x
}

// apply is an application that the machine has passed on to people.
func (x *town) apply(citizen string) string {
	x.T.Helper()
	ctx, who := x.T.Context(), x.Principal(citizen)
	d, err := x.cases.StartDraft(ctx, who, service)
	require.NoError(x.T, err)
	require.NoError(x.T, x.cases.Consent(ctx, who, d.ID, locale.Uz))
	d.Answers = form.Answers{"purpose": "oʻqish uchun"}
	d, err = x.cases.SaveDraft(ctx, who, d)
	require.NoError(x.T, err)
	number, err := x.cases.Submit(ctx, who, casework.Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Uz})
	require.NoError(x.T, err)
	jobtest.Run(x.T, x.Pool, x.plan)
	return number
}

func (x *town) count(sql string, args ...any) (n int) {
	x.T.Helper()
	require.NoError(x.T, x.Pool.QueryRow(x.T.Context(), sql, args...).Scan(&n))
	return n
}

// TestLooks: whoever looks leaves one trace, which the person reads with office, reason and time, and can question.
func TestLooks(t *testing.T) {
	x := newTown(t)
	number := x.apply("aziz")
	x.apply("malika")
	official := x.SignIn("justice-specialist")
	seen := func() int {
		return x.count(`SELECT count(*) FROM audit_subjects s JOIN audit_entries e ON e.id = s.entry_id WHERE s.account_id = $1 AND e.kind = 'official'`, x.IDs["aziz"])
	}
	require.Zero(t, seen())
	require.Equal(t, http.StatusOK, official.Get("/uz/admin/cases/"+number).Status)
	require.Equal(t, 1, seen(), "one look, one trace")
	require.Equal(t, http.StatusNotFound, official.Get("/uz/admin/cases/"+number+"/files/none").Status)
	require.Equal(t, 2, seen(), "also of one that failed after the case was read")
	require.Equal(t, http.StatusOK, official.Get("/uz/admin?queue=office").Status)
	require.Equal(t, 2, seen(), "the work of the office is no look at one person")
	require.Contains(t, official.Get("/uz/admin?queue=office&text=karimov").Text(), "Karimov")
	require.Equal(t, 3, seen(), "looking for a person by name is")
	require.Equal(t, http.StatusNotFound, x.SignIn("cadastre-specialist").Get("/uz/admin/cases/"+number).Status)
	require.Equal(t, 3, seen(), "who saw nothing left nothing")

	aziz := x.SignIn("aziz")
	page := aziz.Get("/en/cabinet/looks")
	require.Equal(t, http.StatusOK, page.Status)
	for _, said := range []string{
		"Application " + strings.ReplaceAll(locale.ByThrees(number), "\u00a0", " ") + " was opened", "A file of application", "You were found by name", "Ministry of Justice",
		"Reason: Trial paper", "Registers asked: ", "Taxpayer records", "The portal, by the rules",
	} {
		require.Contains(t, page.Text(), said)
	}
	require.Less(t, strings.Index(page.Text(), "found by name"), strings.Index(page.Text(), "was opened"), "newest first")
	require.NotContains(t, aziz.Get("/en/cabinet/looks?by=official").Text(), "Registers asked")
	require.NotContains(t, aziz.Get("/en/cabinet/looks?by=machine").Text(), "was opened")
	aziz.Get("/en/data/tax")
	require.Contains(t, aziz.Get("/en/cabinet/looks?by=me").Text(), "you opened “My data”")
	require.NotContains(t, aziz.Get("/en/cabinet/looks").Text(), "you opened", "one's own are apart")
	require.NotContains(t, x.SignIn("nodira").Get("/en/cabinet/looks").Text(), "was opened", "another's are another's")

	t.Run("a question is a case of the office, once", func(t *testing.T) {
		form := page.Form("/question")
		answer := form.Submit("")
		require.Equal(t, http.StatusOK, answer.Status)
		require.Contains(t, answer.URL.Path, "/feedback/")
		require.Contains(t, answer.Text(), "Ministry of Justice")
		require.Equal(t, answer.URL.Path, form.Submit("").URL.Path, "twice is once")
		require.Equal(t, 1, x.count(`SELECT count(*) FROM feedback_cases WHERE owner = 'justice' AND reason = 'concern'`))
		page := aziz.Get("/en/cabinet/looks")
		require.Contains(t, page.Text(), "You questioned this")
		require.Contains(t, page.Links(), answer.URL.Path)
		list := official.Get("/en/admin/feedback")
		require.Contains(t, list.Text(), "I do not see why my data were looked at")
	})
	t.Run("of somebody else's nothing can be asked", func(t *testing.T) {
		before := x.count(`SELECT count(*) FROM feedback_cases`)
		id := strconv.Itoa(x.count(`SELECT max(entry_id) FROM audit_subjects WHERE account_id = $1`, x.IDs["malika"]))
		for _, id := range []string{id, "0", "x", "999999999"} {
			require.Equal(t, http.StatusNotFound, x.SignIn("nodira").Post("/uz/cabinet/looks/"+id+"/question", nil).Status, id)
		}
		own := strconv.Itoa(x.count(`SELECT max(s.entry_id) FROM audit_subjects s JOIN audit_entries e ON e.id = s.entry_id WHERE s.account_id = $1 AND e.kind = 'citizen'`, x.IDs["aziz"]))
		require.Equal(t, http.StatusNotFound, aziz.Post("/uz/cabinet/looks/"+own+"/question", nil).Status, "nor of one's own")
		require.Equal(t, before, x.count(`SELECT count(*) FROM feedback_cases`))
	})
}

// TestLooks_pages: the list goes back as far as there is something, and its place is in the address.
func TestLooks_pages(t *testing.T) {
	x := newTown(t)
	for range 2*audit.Page + 3 {
		require.NoError(t, audit.NewStore(x.Pool).Record(t.Context(), audit.Entry{
			Kind: audit.Official, Actor: 1, Action: "application.view", Object: "application:123456789", About: []int64{x.IDs["aziz"]}, Detail: map[string]any{"authority": "justice"},
		}))
	}
	b := x.SignIn("aziz")
	page, total := b.Get("/en/cabinet/looks?by=official"), 0
	for n := 0; ; n++ {
		require.Less(t, n, 4)
		total += len(page.All("form")) - 1 // the language and sign-out stand in the shell
		next := page.First("a", "rel", "next")
		if next == nil {
			break
		}
		page = b.Get(servertest.Attr(next, "href"))
		require.Contains(t, page.Path(), "by=official")
	}
	require.GreaterOrEqual(t, total, 2*audit.Page+3)
}

// TestPages_everyLanguage looks at each page in each written form.
func TestPages_everyLanguage(t *testing.T) {
	x := newTown(t)
	number := x.apply("aziz")
	x.SignIn("justice-specialist").Get("/uz/admin/cases/" + number)
	b := x.SignIn("aziz")
	b.Get("/uz/data/tax")
	for _, l := range locale.Langs {
		for _, path := range []string{"/cabinet", "/cabinet/favourites", "/cabinet/favourites?dropped=" + service, "/services/" + service, "/services", "/cabinet/looks", "/cabinet/looks?by=me", "/cabinet/looks?by=official"} {
			page := b.Get("/" + string(l) + path)
			require.Equal(t, http.StatusOK, page.Status, path)
			require.NotContains(t, page.Body, "⟦", "%s %s", l, path)
			require.NotEmpty(t, page.Title())
		}
	}
	browsertest.Valid(t, b.Seen)
}
