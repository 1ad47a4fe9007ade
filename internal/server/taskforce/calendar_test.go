package taskforce_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/bulk"
	"github.com/yagona/portal/internal/calendar"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/document"
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
	"github.com/yagona/portal/internal/retention"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/admin"
	"github.com/yagona/portal/internal/server/cabinet"
	"github.com/yagona/portal/internal/server/owner"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/server/taskforce"
	"github.com/yagona/portal/internal/thread"
	"github.com/yagona/portal/internal/view"
	"github.com/yagona/portal/internal/workday"
)

// town is a portal with a service that people decide in five working days, its office, its applicants and the calendar.
type town struct {
	*servertest.Portal
	cases    *casework.Store
	disputes *dispute.Store
	calendar *workday.Calendar
	days     *calendar.Store
	plan     *job.Plan
}

func words(s string) locale.Text { return locale.Text{Uz: s, Ru: s, En: s} }

func newTown(t *testing.T) *town {
	t.Helper()
	x := &town{plan: job.NewPlan(), calendar: workday.New()}
	x.Portal = servertest.New(t, func(p *servertest.Portal, d *server.Deps) {
		services := catalogue.NewStore(p.Pool, p.Clock.Now)
		findings, err := services.Publish(t.Context(), catalogue.Edit{Author: "test", Note: "test", Definition: catalogue.Definition{
			Code: "justice-review", Title: words("Sinov xizmati"), Summary: words("Sinov."), Keywords: []string{"sinov"}, Category: "justice", Authority: "justice",
			Audience: []string{"citizen"}, Status: catalogue.Live, Process: catalogue.Review, Assurance: catalogue.Basic,
			Term: catalogue.Term{Value: 5, Unit: workday.WorkingDays}, Fee: []catalogue.Tariff{{BHM: "0"}}, Basis: "estimated", Registers: []string{},
			LifeEvents: []string{}, Groups: []string{}, Form: []form.Field{{Key: "purpose", Kind: form.KindText, Label: words("Maqsad")}},
			Result: catalogue.Result{Kind: "permit", Shows: []string{"form.purpose"}},
		}})
		require.NoError(t, err)
		require.Empty(t, findings)
		require.NoError(t, services.Refresh(t.Context()))
		gateway := httptest.NewServer(registers.NewServer(world.New(200, p.Clock.Now), p.Clock.Now, slog.New(slog.DiscardHandler)))
		t.Cleanup(gateway.Close)
		documents := document.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, p.URL)
		x.cases = casework.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, services, registers.NewClient(gateway.URL, p.Clock.Now, registers.Limits{}),
			payment.NewStore(p.Pool, p.Clock.Now), documents, x.calendar)
		x.cases.Plan(x.plan)
		x.disputes = dispute.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, x.calendar)
		x.days = calendar.NewStore(p.Pool, p.Clock.Now, x.calendar, x.cases, booking.NewStore(p.Pool, p.Clock.Now, x.calendar).Recheck, x.disputes.Recount)
		x.days.Plan(x.plan)
		require.NoError(t, x.days.Load(t.Context()))
		messages, threads := notify.NewStore(p.Pool, p.Clock.Now), thread.NewStore(p.Pool, p.Clock.Now, services, documents)
		d.Retention = owner.NewRetention(retention.NewStore(p.Pool, p.Clock.Now, services.Snapshot), p.Sessions, services.Snapshot)
		d.Catalogue, d.Calendar = services, taskforce.NewCalendar(x.days, p.Sessions, p.Clock.Now)
		d.Admin = &admin.Desk{
			Cases: x.cases, Accounts: p.Accounts, Documents: documents, Said: feedback.NewStore(p.Pool, keyringtest.Ring(), services, p.Clock.Now, x.calendar), Messages: messages, Threads: threads,
			Sessions: p.Sessions, Saved: view.NewStore(p.Pool, p.Clock.Now), Bulks: bulk.NewStore(p.Pool, p.Clock.Now, x.cases), Snapshot: services.Snapshot, Now: p.Clock.Now,
		}
		d.Cabinet = &cabinet.Cabinet{
			Catalogue: services, Cases: x.cases, Documents: documents, Messages: messages, Threads: threads,
			Audit: audit.NewStore(p.Pool), Sessions: p.Sessions, Now: p.Clock.Now,
		}
	})
	return x
}

// apply is an application of a citizen that the machine has passed on to people.
func (x *town) apply(citizen string) casework.Application {
	x.T.Helper()
	ctx, who := x.T.Context(), x.Principal(citizen)
	d, err := x.cases.StartDraft(ctx, who, "justice-review")
	require.NoError(x.T, err)
	require.NoError(x.T, x.cases.Consent(ctx, who, d.ID, locale.Uz))
	d.Answers = form.Answers{"purpose": "oʻqish uchun"}
	d, err = x.cases.SaveDraft(ctx, who, d)
	require.NoError(x.T, err)
	number, err := x.cases.Submit(ctx, who, casework.Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Uz})
	require.NoError(x.T, err)
	jobtest.Run(x.T, x.Pool, x.plan)
	return x.read(citizen, number)
}

func (x *town) read(citizen, number string) casework.Application {
	x.T.Helper()
	a, err := x.cases.Application(x.T.Context(), x.Principal(citizen), number)
	require.NoError(x.T, err)
	return a
}

// within is the n-th working day from now on: inside the term of what was just sent.
func (x *town) within(n int) time.Time { return booking.Midnight(x.calendar.Add(x.Clock.Now(), n)) }

// settle lets the jobs of a change come.
func (x *town) settle() {
	x.T.Helper()
	jobtest.RunUntil(x.T, x.Pool, x.plan, x.Clock.Now().Add(calendar.Settled+time.Second))
}

const newDay = "/taskforce/calendar/new"

func typed(f *servertest.Form, day time.Time, kind, why string) *servertest.Form {
	day = day.In(workday.Zone)
	f.Set("day-day", strconv.Itoa(day.Day())).Set("day-month", strconv.Itoa(int(day.Month()))).Set("day-year", strconv.Itoa(day.Year()))
	return f.Set("works", kind).Set("why-uz", why).Set("why-ru", "Указ").Set("why-en", "Decree")
}

// TestJourney_calendar: a member of the task force makes a working day a day off; a waiting case has a later date, the same
// one for its applicant and for the official, once, and both read why.
func TestJourney_calendar(t *testing.T) {
	x := newTown(t)
	before := x.apply("aziz")
	aziz := x.Principal("aziz")
	contested, err := x.disputes.Contest(t.Context(), aziz, dispute.Claim{Register: "tax", Field: "debt", Key: aziz.Person(), Text: "Qarz yoʻq", Token: "once", Lang: locale.Uz})
	require.NoError(t, err)
	member := x.SignIn("taskforce")
	page := member.Get("/uz/taskforce/calendar")
	require.Equal(t, http.StatusOK, page.Status)
	for _, l := range locale.Langs {
		for _, path := range []string{"", "/new", "/1", "?year=2027"} {
			require.NotContains(t, member.Get("/"+string(l)+"/taskforce/calendar"+path).Body, "⟦", "%s %s", l, path)
		}
	}
	require.Contains(t, member.Get("/en/taskforce/calendar?year=2027").Text(), "Ramazon hayit (Eid al-Fitr), expected")
	require.Contains(t, member.Get("/en/taskforce/calendar?year=2027").Text(), "Navruz")

	empty := member.Get("/uz" + newDay).Form(newDay).Submit("Davom etish")
	require.Equal(t, http.StatusUnprocessableEntity, empty.Status)
	past := typed(member.Get("/uz"+newDay).Form(newDay), x.Clock.Now().AddDate(0, 0, -1), "off", "Farmon").Submit("Davom etish")
	require.Equal(t, http.StatusUnprocessableEntity, past.Status)
	require.Contains(t, past.Text(), "Oʻtgan kunlar koʻchirilmaydi")
	require.Equal(t, "Farmon", past.Form(newDay).Values.Get("why-uz"), "what was typed is kept")
	ru := past.Form(newDay).In(locale.Ru)
	require.Equal(t, "Farmon", ru.Form(newDay).Values.Get("why-uz"), "the language switch keeps what is typed")

	day := x.within(2)
	page = typed(member.Get("/uz"+newDay).Form(newDay), day, "off", "Farmon").Submit("Davom etish")
	require.Equal(t, http.StatusOK, page.Status)
	require.Contains(t, page.Text(), "1 ta ochiq ishning muddati shu kunga yoki undan keyinga", "before anything is changed it says what will be")
	require.True(t, x.calendar.Works(day))
	page = page.Form(newDay).Submit("Dam olish kuni qilish")
	require.Contains(t, page.Text(), "Kalendar oʻzgardi.")
	require.False(t, x.calendar.Works(day))
	require.Contains(t, page.Text(), "Muddatlar surilmoqda")

	x.settle()
	now := x.read("aziz", before.Number)
	require.True(t, now.DueAt.Equal(x.calendar.Add(before.DueAt, 1)), "%s is a working day later than %s", now.DueAt, before.DueAt)
	why := locale.Uz.T("casework.date-moved.off", "Day", locale.Uz.Date(day), "Why", "Farmon")
	until := locale.Uz.DayMonth(now.DueAt)
	applicant := x.SignIn("aziz").Get("/uz/applications/" + before.Number)
	official := x.SignIn("justice-specialist").Get("/uz/admin/cases/" + before.Number)
	for name, p := range map[string]*servertest.Page{"applicant": applicant, "official": official} {
		require.Contains(t, p.Text(), until, name)
		require.Contains(t, p.Text(), why, name)
		require.NotContains(t, p.Text(), locale.Uz.DayMonth(before.DueAt)+", "+locale.Uz.Weekday(before.DueAt), name)
	}
	require.Contains(t, member.Get("/uz/taskforce/calendar?year="+strconv.Itoa(day.Year())).Text(), "1 ta ishning muddati surildi")

	_, err = x.Pool.Exec(t.Context(), `UPDATE moved_days SET recounted_at = NULL, reached = 0 WHERE entered_by IS NOT NULL`)
	require.NoError(t, err)
	_, err = x.Pool.Exec(t.Context(), `UPDATE river_job SET state = 'available', finalized_at = NULL WHERE kind = 'calendar.recount'`)
	require.NoError(t, err)
	jobtest.Run(t, x.Pool, x.plan)
	require.True(t, x.read("aziz", before.Number).DueAt.Equal(now.DueAt), "a job that was killed and comes again moves nothing twice")
	answer, err := x.disputes.Of(t.Context(), aziz, contested.Number)
	require.NoError(t, err)
	require.True(t, answer.DueAt.Equal(x.calendar.Add(contested.DueAt, 1)), "the owner of a register has a day more to answer")

	list := member.Get("/uz/taskforce/calendar?year=" + strconv.Itoa(day.Year()))
	var withdrawal *servertest.Page
	for _, link := range list.Links() {
		if strings.Contains(link, "/taskforce/calendar/") && !strings.HasSuffix(link, "/new") && strings.Contains(member.Get(link).Text(), "Farmon") {
			withdrawal = member.Get(link)
		}
	}
	require.NotNil(t, withdrawal)
	f := withdrawal.Form("/withdraw")
	require.Contains(t, f.Submit("").Text(), "Qaytarib olindi.")
	require.Equal(t, http.StatusConflict, f.Submit("").Status, "the button was pressed twice")
	require.True(t, x.calendar.Works(day))
	x.settle()
	require.True(t, x.read("aziz", before.Number).DueAt.Equal(now.DueAt), "a date that was promised comes no nearer")
	again := x.apply("aziz")
	require.True(t, again.DueAt.Equal(x.calendar.Due(again.SubmittedAt, 5, workday.WorkingDays)), "what is sent from now on has the day again")

	var recorded []string
	require.NoError(t, x.Pool.QueryRow(t.Context(), `SELECT array_agg(action ORDER BY id) FROM audit_entries WHERE object LIKE 'moved-day:%'`).Scan(&recorded))
	require.Equal(t, []string{"calendar.add", "calendar.withdraw"}, recorded)
}

// TestStore_calendar: who may, which days, what another replica knows, and that a day that is to be worked shortens no term
// that was promised and lengthens those that counted it when it is withdrawn.
func TestStore_calendar(t *testing.T) {
	x := newTown(t)
	ctx, by := t.Context(), *x.Principal("taskforce").Official
	edit := func(day time.Time, works bool) calendar.Edit {
		return calendar.Edit{Day: booking.Midnight(day), Works: works, Why: words("Farmon")}
	}
	for _, who := range []account.Official{*x.Principal("justice-head").Official, *x.Principal("finance").Official, {Role: account.TaskForce}} {
		_, err := x.days.Add(ctx, who, edit(x.within(2), false))
		require.Equal(t, problem.Forbidden, problem.Of(err).Kind, who.Role)
		require.Equal(t, problem.Forbidden, problem.Of(x.days.Withdraw(ctx, who, 1)).Kind, who.Role)
		_, err = x.days.Log(ctx, who, 2026)
		require.Equal(t, problem.Forbidden, problem.Of(err).Kind, who.Role)
	}
	require.Equal(t, http.StatusForbidden, x.SignIn("justice-head").Get("/uz/taskforce/calendar").Status)

	saturday := x.within(1)
	for saturday.In(workday.Zone).Weekday() != time.Saturday || x.calendar.Holiday(saturday) {
		saturday = saturday.AddDate(0, 0, 1)
	}
	for id, e := range map[string]calendar.Edit{
		"past": edit(x.Clock.Now().AddDate(0, 0, -1), false), "far": edit(x.Clock.Now().AddDate(3, 0, 0), false), "works": edit(x.within(2), true),
		"off": edit(time.Date(x.Clock.Now().In(workday.Zone).Year()+1, 3, 21, 0, 0, 0, 0, workday.Zone), false), "why": {Day: x.within(2), Why: locale.Text{Ru: "Указ", En: "Decree"}},
	} {
		problems, err := x.days.Add(ctx, by, e)
		require.NoError(t, err)
		require.Len(t, problems, 1, id)
		require.Equal(t, "calendar.problem."+id, problems[0].ID)
	}

	elsewhere := workday.New()
	other := calendar.NewStore(x.Pool, x.Clock.Now, elsewhere, x.cases)
	go other.Watch(ctx, slog.New(slog.DiscardHandler))
	promised := x.apply("aziz")
	problems, err := x.days.Add(ctx, by, edit(saturday, true))
	require.NoError(t, err)
	require.Empty(t, problems)
	require.Eventually(t, func() bool { return elsewhere.Works(saturday) }, calendar.Settled, 20*time.Millisecond, "another replica knows it before cases are looked through")
	problems, err = x.days.Add(ctx, by, edit(saturday, true))
	require.NoError(t, err)
	require.Len(t, problems, 1, "it has been moved already")
	x.settle()
	require.True(t, x.read("aziz", promised.Number).DueAt.Equal(promised.DueAt), "a date that was promised comes no nearer")

	counts := x.apply("aziz")
	list, err := x.days.Log(ctx, by, saturday.In(workday.Zone).Year())
	require.NoError(t, err)
	for _, m := range list {
		if m.Day.Equal(saturday) {
			require.Nil(t, m.RecountAt, "nothing had to be moved")
			require.NoError(t, x.days.Withdraw(ctx, by, m.ID))
			require.Equal(t, problem.Conflict, problem.Of(x.days.Withdraw(ctx, by, m.ID)).Kind)
		}
	}
	require.Equal(t, problem.NotFound, problem.Of(x.days.Withdraw(ctx, by, 1<<40)).Kind)
	x.settle()
	require.True(t, x.read("aziz", promised.Number).DueAt.Equal(promised.DueAt), "it had not counted the Saturday")
	later := x.read("aziz", counts.Number)
	if counts.DueAt.After(saturday) {
		require.True(t, later.DueAt.After(counts.DueAt), "it had")
		require.Contains(t, later.Events[len(later.Events)-1].DateWords(locale.En), "became a day off again. It was to be worked: Farmon.")
	}

	problems, err = x.days.Add(ctx, by, edit(x.within(2), false))
	require.NoError(t, err)
	require.Empty(t, problems)
	var last int64
	require.NoError(t, x.Pool.QueryRow(ctx, `SELECT max(id) FROM moved_days`).Scan(&last))
	x.Clock.Pass(20 * 24 * time.Hour)
	require.Equal(t, problem.Conflict, problem.Of(x.days.Withdraw(ctx, by, last)).Kind, "what has passed stays")
}
