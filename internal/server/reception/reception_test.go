package reception_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/integration/registers"
	"github.com/yagona/portal/internal/integration/registers/world"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/job/jobtest"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/reception"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/workday"
)

// desk is a portal with an office of the Ministry of Justice to which people come.
type desk struct {
	*servertest.Portal
	cases    *casework.Store
	bookings *booking.Store
	office   booking.Office
	plan     *job.Plan
}

func words(s string) locale.Text { return locale.Text{Uz: s, Ru: s, En: s} }

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{plan: job.NewPlan()}
	d.Portal = servertest.New(t, func(p *servertest.Portal, deps *server.Deps) {
		services := catalogue.NewStore(p.Pool, p.Clock.Now)
		findings, err := services.Publish(t.Context(), catalogue.Edit{Author: "test", Note: "test", Definition: catalogue.Definition{
			Code: "justice-visit", Title: words("Qabulga yozilish"), Summary: words("Sinov."), Keywords: []string{"sinov"},
			Category: "justice", Authority: "justice", Audience: []string{"citizen"}, Status: catalogue.Live, Process: catalogue.Booking,
			Assurance: catalogue.Basic, Term: catalogue.Term{Value: 1, Unit: workday.Minutes}, Fee: []catalogue.Tariff{{BHM: "0"}},
			Basis: "estimated", Registers: []string{}, LifeEvents: []string{}, Groups: []string{},
			Form: []form.Field{{Key: "visit", Kind: form.KindSlot, Label: words("Vaqt")}}, Result: catalogue.Result{Kind: "booking", Shows: []string{"form.visit"}},
		}})
		require.NoError(t, err)
		require.Empty(t, findings)
		require.NoError(t, services.Refresh(t.Context()))
		gateway := httptest.NewServer(registers.NewServer(world.New(200, p.Clock.Now), p.Clock.Now, slog.New(slog.DiscardHandler)))
		t.Cleanup(gateway.Close)
		d.cases = casework.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, services, registers.NewClient(gateway.URL, p.Clock.Now, registers.Limits{}),
			payment.NewStore(p.Pool, p.Clock.Now), document.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, p.URL), workday.New())
		d.cases.Plan(d.plan)
		d.bookings = booking.NewStore(p.Pool, p.Clock.Now, workday.New())
		require.NoError(t, d.bookings.Seed(t.Context()))
		deps.Catalogue, deps.Reception = services, reception.New(d.cases, d.bookings, p.Sessions, p.Clock.Now)
	})
	list, err := d.bookings.Offices(t.Context(), "justice", "1726")
	require.NoError(t, err)
	d.office = list[0]
	return d
}

// book is an appointment of a citizen at that time.
func (d *desk) book(citizen string, at time.Time) casework.Application {
	d.T.Helper()
	ctx, who := d.T.Context(), d.Principal(citizen)
	draft, err := d.cases.StartDraft(ctx, who, "justice-visit")
	require.NoError(d.T, err)
	require.NoError(d.T, d.cases.Consent(ctx, who, draft.ID, locale.Uz))
	draft.Answers = form.Answers{"visit": map[string]any{"office": strconv.FormatInt(d.office.ID, 10), "at": at.Format(time.RFC3339), "name": d.office.Name.Uz}}
	draft, err = d.cases.SaveDraft(ctx, who, draft)
	require.NoError(d.T, err)
	number, err := d.cases.Submit(ctx, who, casework.Submission{DraftID: draft.ID, Row: draft.Row, Token: draft.Token, Lang: locale.Uz})
	require.NoError(d.T, err)
	jobtest.Run(d.T, d.Pool, d.plan)
	a, err := d.cases.Application(ctx, who, number)
	require.NoError(d.T, err)
	require.Equal(d.T, casework.Done, a.State)
	return a
}

// TestJourney_reception receives the people of a day: who is next, who came, who did not, and one found by the number.
func TestJourney_reception(t *testing.T) {
	d := newDesk(t)
	slots, err := d.bookings.Slots(t.Context(), d.office.ID, d.Clock.Now().AddDate(0, 0, 2), 9, booking.Holder{})
	require.NoError(t, err)
	first := d.book("aziz", slots[0].At)
	second := d.book("malika", slots[1].At)
	page := "/uz/admin/reception/" + strconv.FormatInt(d.office.ID, 10)
	clerk := d.SignIn("justice-specialist")
	require.Contains(t, clerk.Get(page).Text(), "Bu kunga hech kim yozilmagan")
	found := clerk.Get(page + "?number=" + first.Number)
	require.Contains(t, found.Text(), first.Applicant, "by the number, whatever the day")
	require.NotContains(t, found.Text(), second.Applicant)
	require.Nil(t, found.First("button", "name", "came"), "nobody can have come yet")
	require.Contains(t, clerk.Get(page+"?number=123456789").Text(), "topilmadi")

	d.Clock.Pass(slots[0].At.Add(-10 * time.Minute).Sub(d.Clock.Now()))
	clerk = d.SignIn("justice-specialist")
	list := clerk.Get(page)
	require.Contains(t, list.Text(), "Navbat: "+locale.Uz.Clock(slots[0].At)+", "+first.Applicant)
	require.Contains(t, list.Text(), "Yozilgan: 2. Keldi: 0. Kelmadi: 0. Qoldi: 2.")
	for _, f := range list.Forms() {
		if f.Values.Get("number") == first.Number {
			list = f.Submit("Keldi")
		}
	}
	require.Equal(t, http.StatusOK, list.Status)
	require.Contains(t, list.Text(), "Belgilandi: "+first.Applicant+" keldi.")
	require.Contains(t, list.Text(), "Navbat: "+locale.Uz.Clock(slots[1].At)+", "+second.Applicant)
	refused := clerk.Post(page, map[string][]string{"number": {second.Number}, "came": {"no"}})
	require.Equal(t, http.StatusConflict, refused.Status, "nobody is missing before the time is over")
	d.Clock.Pass(slots[1].At.Add(time.Hour).Sub(d.Clock.Now()))
	clerk = d.SignIn("justice-specialist")
	missed := clerk.Post(page, map[string][]string{"number": {second.Number}, "came": {"no"}})
	require.Equal(t, http.StatusOK, missed.Status)
	require.Contains(t, clerk.Get(page).Text(), "Yozilgan: 2. Keldi: 1. Kelmadi: 1. Qoldi: 0.")
	require.Equal(t, http.StatusUnprocessableEntity, clerk.Post(page, map[string][]string{"number": {second.Number}}).Status)

	for _, persona := range []string{"cadastre-specialist", "cadastre-head"} {
		stranger := d.SignIn(persona)
		require.Equal(t, http.StatusNotFound, stranger.Get(page).Status, "another authority's people")
		require.Equal(t, http.StatusNotFound, stranger.Post(page, map[string][]string{"number": {second.Number}, "came": {"yes"}}).Status)
	}
	require.Equal(t, http.StatusForbidden, d.SignIn("aziz").Get(page).Status)
	require.Contains(t, d.SignIn("justice-head").Get("/uz/admin/reception").Text(), d.office.Name.Uz, "who receives in the whole country chooses")
}

// TestBrowser_reception looks at the pages in a real browser, on a phone and on a desk.
func TestBrowser_reception(t *testing.T) {
	d := newDesk(t)
	slots, err := d.bookings.Slots(t.Context(), d.office.ID, d.Clock.Now(), 9, booking.Holder{})
	require.NoError(t, err)
	d.book("aziz", slots[0].At)
	page := "/admin/reception/" + strconv.FormatInt(d.office.ID, 10) + "?day=" + slots[0].At.In(workday.Zone).Format(time.DateOnly)
	for _, width := range []int64{360, 1280} {
		b := browsertest.New(t, d.URL, width, 800)
		b.SignIn("justice-head")
		for _, path := range []string{"/uz/admin/reception", "/ru" + page} {
			b.Goto(path)
			b.Axe()
			b.Fits()
		}
	}
}
