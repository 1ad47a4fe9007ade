package finance_test

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/finance"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/workday"
)

func words(s string) locale.Text { return locale.Text{Uz: s, Ru: s, En: s} }

// office is a portal with one service that costs a BHM, the pages of finance, and a second replica's store.
func office(t *testing.T) (p *servertest.Portal, other *payment.Store) {
	t.Helper()
	p = servertest.New(t, func(p *servertest.Portal, d *server.Deps) {
		services := catalogue.NewStore(p.Pool, p.Clock.Now)
		findings, err := services.Publish(t.Context(), catalogue.Edit{Author: "test", Note: "test", Definition: catalogue.Definition{
			Code: "justice-note", Title: words("Sinov xizmati"), Summary: words("Sinov."), Keywords: []string{"sinov"}, Category: "justice", Authority: "justice",
			Audience: []string{"citizen"}, Status: catalogue.Live, Process: catalogue.Extract, Assurance: catalogue.Basic,
			Term: catalogue.Term{Value: 5, Unit: workday.Minutes}, Fee: []catalogue.Tariff{{BHM: "1"}}, Basis: "estimated", Registers: []string{"tax"},
			LifeEvents: []string{}, Groups: []string{}, Result: catalogue.Result{Kind: "certificate", Shows: []string{"reg.tax.debt"}},
		}})
		require.NoError(t, err)
		require.Empty(t, findings)
		require.NoError(t, services.Refresh(t.Context()))
		payments := payment.NewStore(p.Pool, p.Clock.Now)
		d.Catalogue, d.BHM, d.Finance = services, payments.BHM, finance.New(payments, nil, p.Sessions, p.Clock.Now)
	})
	return p, payment.NewStore(p.Pool, p.Clock.Now)
}

// propose sends the form with a day so many days ahead.
func propose(p *servertest.Portal, b *servertest.Browser, days int, amount string) *servertest.Page {
	f := b.Get("/uz/admin/money/rates/new").Form("/admin/money/rates/new")
	at := register.DateOf(p.Clock.Now()).AddDate(0, 0, days)
	f.Set("since-day", strconv.Itoa(at.Day())).Set("since-month", strconv.Itoa(int(at.Month()))).Set("since-year", strconv.Itoa(at.Year()))
	return f.Set("amount", amount).Set("act", "PF–132").Submit("Taklif qilish")
}

func TestJourney_rates(t *testing.T) {
	p, other := office(t)
	first, second, visitor := p.SignIn("finance"), p.SignIn("finance-second"), p.Visitor()
	require.Contains(t, first.Get("/uz/admin/money/rates").Text(), "Bugungi BHM: 412 000 soʻm")
	require.Contains(t, visitor.Get("/uz/services/justice-note").Text(), "370 800", "nine tenths of a BHM")

	for said, page := range map[string]*servertest.Page{
		"Ertangi yoki undan keyingi kunni yozing": propose(p, first, 0, "430 000"),
		"2 yildan uzoq kunni yozib boʻlmaydi":     propose(p, first, 800, "430 000"),
		"ikki barobardan ortiq farq qiladi":       propose(p, first, 5, "4 300 000"),
	} {
		require.Equal(t, http.StatusUnprocessableEntity, page.Status, said)
		require.Contains(t, page.Text(), said)
		require.Equal(t, "PF–132", page.Form("/admin/money/rates/new").Values.Get("act"), "what was typed is kept")
	}
	today := register.DateOf(p.Clock.Now())
	latest := int(today.AddDate(2, 0, 0).Sub(today.Time).Hours() / 24)
	for _, wrong := range []*servertest.Page{
		propose(p, first, latest+1, "430 000"), propose(p, first, latest, "824 001"), propose(p, first, latest, "205 999"),
	} {
		require.Equal(t, http.StatusUnprocessableEntity, wrong.Status, "one more than may be")
	}
	for n, amount := range []string{"824 000", "206 000"} {
		require.Contains(t, propose(p, first, latest-n, amount).Text(), "Taklif saqlandi", "just as much as may be")
		require.Contains(t, first.Get("/uz/admin/money/rates").Form("/withdraw").Submit("").Text(), "Qaytarib olgan")
	}
	for _, l := range locale.Langs {
		for _, field := range []string{"act", "note"} {
			f := first.Get("/" + string(l) + "/admin/money/rates/new").Form("/admin/money/rates/new")
			long := f.Set(field, strings.Repeat("ў", payment.MaxLine+1)).Submit("")
			require.Equal(t, http.StatusUnprocessableEntity, long.Status)
			require.Contains(t, long.Text(), strconv.Itoa(payment.MaxLine))
		}
	}
	full := payment.RateEdit{Since: today.AddDate(0, 0, 20), Amount: 430_000, Act: strings.Repeat("ў", payment.MaxLine), Note: strings.Repeat("ғ", payment.MaxLine)}
	for _, one := range []string{"act", "note"} {
		long := full
		if one == "act" {
			long.Act += "ў"
		} else {
			long.Note += "ғ"
		}
		problems, err := other.ProposeRate(t.Context(), *p.Principal("finance").Official, long)
		require.NoError(t, err)
		require.Len(t, problems, 1)
		require.Equal(t, []any{one, []any{"Max", payment.MaxLine}}, []any{problems[0].Field, problems[0].Args}, "the store takes no more than the form")
	}
	f := first.Get("/uz/admin/money/rates/new").Form("/admin/money/rates/new")
	f.Set("since-day", strconv.Itoa(full.Since.Day())).Set("since-month", strconv.Itoa(int(full.Since.Month()))).Set("since-year", strconv.Itoa(full.Since.Year()))
	kept := f.Set("amount", "430 000").Set("act", full.Act).Set("note", full.Note).Submit("Taklif qilish").Text()
	require.Contains(t, kept, full.Act)
	require.Contains(t, kept, full.Note, "just as much is taken, and nothing is cut off")
	require.Contains(t, first.Get("/uz/admin/money/rates").Form("/withdraw").Submit("").Text(), "Qaytarib olgan")
	empty := first.Get("/uz/admin/money/rates/new").Form("/admin/money/rates/new").Submit("Taklif qilish")
	require.Equal(t, http.StatusUnprocessableEntity, empty.Status)
	ru := empty.Form("/admin/money/rates/new").Set("act", "ПФ").In(locale.Ru)
	require.Equal(t, "ПФ", ru.Form("/admin/money/rates/new").Values.Get("act"), "the language switch keeps what is typed")

	proposed := propose(p, first, 5, "430 000")
	require.Contains(t, proposed.Text(), "Uni boshqa moliyachi tasdiqlashi kerak")
	require.Contains(t, propose(p, second, 5, "440 000").Text(), "Bu kun uchun BHM bor")
	for _, f := range proposed.Forms() {
		require.NotContains(t, f.Action, "/confirm", "nobody confirms his own proposal")
	}
	rates, err := other.Rates(t.Context())
	require.NoError(t, err)
	in := p.Clock.Now().AddDate(0, 0, 6)
	require.EqualValues(t, 412_000, rates.On(in), "a proposal is in force nowhere")

	confirm := second.Get("/uz/admin/money/rates").Form("/confirm")
	require.Contains(t, confirm.Submit("").Text(), "Tasdiqlandi")
	again := confirm.Submit("")
	require.Equal(t, http.StatusConflict, again.Status, "the button was pressed twice")
	p.Clock.Pass(time.Second)
	rates, err = other.Rates(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 430_000, rates.On(in), "another replica knows it a second later")
	require.EqualValues(t, 412_000, rates.On(p.Clock.Now()))
	require.Contains(t, visitor.Get("/uz/services/justice-note").Text(), "370 800", "its day has not come")

	withdraw := first.Get("/uz/admin/money/rates").Form("/withdraw")
	p.Clock.Pass(6 * 24 * time.Hour)
	require.Contains(t, visitor.Get("/uz/services/justice-note").Text(), "387 000", "nine tenths of the new one")
	first, second = p.SignIn("finance"), p.SignIn("finance-second") // the sessions ended meanwhile
	require.Equal(t, http.StatusConflict, first.Post(withdraw.Action, nil).Status, "invoices rest on it by now")
	require.Contains(t, second.Get("/uz/admin/money/rates").Text(), "Bugungi BHM: 430 000 soʻm")

	propose(p, first, 3, "460 000")
	gone := second.Get("/uz/admin/money/rates").Form("/withdraw").Submit("")
	require.Contains(t, gone.Text(), "Qaytarib olgan: Hamidova Saida")
	require.Contains(t, propose(p, second, 3, "450 000").Text(), "Taklif saqlandi", "a withdrawn one leaves its day free")
	p.Clock.Pass(4 * 24 * time.Hour)
	first = p.SignIn("finance")
	missed := first.Get("/uz/admin/money/rates")
	require.Contains(t, missed.Text(), "Tasdiqlanmay qolgan")
	require.Contains(t, missed.Text(), "Bugungi BHM: 430 000 soʻm")

	var recorded []string
	require.NoError(t, p.Pool.QueryRow(t.Context(), `SELECT array_agg(action ORDER BY id) FROM audit_entries WHERE object LIKE 'bhm:%'`).Scan(&recorded))
	require.Equal(t, []string{"bhm.propose", "bhm.withdraw", "bhm.propose", "bhm.withdraw", "bhm.propose", "bhm.withdraw", "bhm.propose", "bhm.confirm", "bhm.propose", "bhm.withdraw", "bhm.propose"}, recorded)
}

func TestStore_rates(t *testing.T) {
	p, s := office(t)
	first, second := *p.Principal("finance").Official, *p.Principal("finance-second").Official
	edit := payment.RateEdit{Since: register.DateOf(p.Clock.Now()).AddDate(0, 0, 9), Amount: 430_000, Act: "act"}

	t.Run("ten at once propose one amount for a day", func(t *testing.T) {
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() { _, _ = s.ProposeRate(t.Context(), first, edit) })
		}
		all.Wait()
		list, err := s.RateLog(t.Context(), first)
		require.NoError(t, err)
		require.Equal(t, payment.Proposed, list[0].State)
		require.NotEqual(t, payment.Proposed, list[1].State)
		require.Equal(t, problem.Forbidden, problem.Of(s.ConfirmRate(t.Context(), first, list[0].ID)).Kind)
		require.NoError(t, s.ConfirmRate(t.Context(), second, list[0].ID))
	})
	t.Run("the table itself knows two people and one amount for a day", func(t *testing.T) {
		_, err := p.Pool.Exec(t.Context(), `INSERT INTO bhm_rates (since, amount, basis, author, confirmed_by, confirmed_at) VALUES ('2050-01-01', 1, 'known', $1, $1, now())`, first.ID)
		require.ErrorContains(t, err, "bhm_rates_four_eyes")
		_, err = p.Pool.Exec(t.Context(), `INSERT INTO bhm_rates (since, amount, basis) VALUES ($1, 1, 'known')`, edit.Since.Format(time.DateOnly))
		require.ErrorContains(t, err, "bhm_rates_since_key")
	})
	t.Run("nobody else", func(t *testing.T) {
		for _, subject := range []string{"editor", "taskforce", "justice-head"} {
			o := *p.Principal(subject).Official
			_, err := s.ProposeRate(t.Context(), o, edit)
			require.Equal(t, problem.Forbidden, problem.Of(err).Kind)
			require.Equal(t, problem.Forbidden, problem.Of(s.ConfirmRate(t.Context(), o, 1)).Kind)
			require.Equal(t, problem.Forbidden, problem.Of(s.WithdrawRate(t.Context(), o, 1)).Kind)
			require.Equal(t, http.StatusForbidden, p.SignIn(subject).Get("/uz/admin/money/rates").Status)
		}
		require.Equal(t, problem.NotFound, problem.Of(s.ConfirmRate(t.Context(), first, 987654321)).Kind)
	})
}
