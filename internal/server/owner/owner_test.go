package owner_test

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/manual"
	"github.com/yagona/portal/internal/proposal"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/owner"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/workday"
)

func words(s string) locale.Text { return locale.Text{Uz: s, Ru: s, En: s} }

// office is a portal with one service that rules decide, of the ministry of justice, and the pages of its owner.
func office(t *testing.T) *servertest.Portal {
	t.Helper()
	return servertest.New(t, func(p *servertest.Portal, d *server.Deps) {
		services := catalogue.NewStore(p.Pool, p.Clock.Now)
		findings, err := services.Publish(t.Context(), catalogue.Edit{Author: "test", Note: "test", Definition: catalogue.Definition{
			Code: "justice-note", Title: words("Sinov xizmati"), Summary: words("Sinov."), Keywords: []string{"sinov"}, Category: "justice", Authority: "justice",
			Audience: []string{"citizen"}, Status: catalogue.Live, Process: catalogue.Extract, Assurance: catalogue.Basic,
			Term: catalogue.Term{Value: 5, Unit: workday.Minutes}, Fee: []catalogue.Tariff{{BHM: "0"}}, Basis: "estimated", Registers: []string{"tax"},
			LifeEvents: []string{}, Groups: []string{}, Result: catalogue.Result{Kind: "certificate", Shows: []string{"reg.tax.debt"}},
			Checks: []catalogue.Check{{Require: "reg.tax.debt <= 100.0", Otherwise: catalogue.Refuse, Reason: words("Qarz bor.")}},
		}})
		require.NoError(t, err)
		require.Empty(t, findings)
		require.NoError(t, services.Refresh(t.Context()))
		go services.Watch(t.Context(), slog.New(slog.DiscardHandler))
		periods := manual.NewStore(p.Pool, services, p.Clock.Now)
		d.Catalogue, d.ByHand, d.Owner = services, periods.Open, owner.New(periods, proposal.NewStore(p.Pool, keyringtest.Ring(), services, p.Clock.Now), p.Sessions)
	})
}

func TestJourney_switch(t *testing.T) {
	p := office(t)
	head, visitor := p.SignIn("justice-head"), p.Visitor()
	const passport, page = "/uz/services/justice-note", "/admin/services/justice-note"
	require.Contains(t, visitor.Get(passport).Text(), "Darhol, avtomatik")
	list := head.Get("/uz/admin/services")
	require.Contains(t, list.Text(), "1 ta xizmat.")
	require.Contains(t, list.Body, "/uz"+page)

	empty := head.Get("/uz" + page).Form(page).Submit("Odamlar hal qilsin")
	require.Equal(t, http.StatusUnprocessableEntity, empty.Status)
	require.Contains(t, empty.Text(), "Sababni yozing")
	ru := empty.Form(page).Set("reason", "Qarz xato oʻqilmoqda").In(locale.Ru)
	require.Equal(t, "Qarz xato oʻqilmoqda", ru.Form(page).Values.Get("reason"), "the language switch keeps what was typed")

	for _, l := range locale.Langs {
		long := head.Get("/"+string(l)+page).Form(page).Set("reason", strings.Repeat("ў", manual.MaxReason+1)).Submit("")
		require.Equal(t, http.StatusUnprocessableEntity, long.Status)
		require.Contains(t, long.Text(), l.T("manual.problem.long", "Max", manual.MaxReason))
	}
	require.Contains(t, visitor.Get(passport).Text(), "Darhol, avtomatik")

	stale := head.Get("/uz"+page).Form(page).Set("reason", "yana")
	done := head.Get("/uz"+page).Form(page).Set("reason", "Qarz xato oʻqilmoqda").Submit("Odamlar hal qilsin")
	require.Contains(t, done.Text(), "Bu xizmatni endi odamlar hal qiladi")
	require.Contains(t, done.Text(), "Qarz xato oʻqilmoqda")
	require.Equal(t, http.StatusConflict, stale.Submit("Odamlar hal qilsin").Status, "in a second tab")

	require.Eventually(t, func() bool {
		text := visitor.Get(passport).Text()
		return strings.Contains(text, "qoidalar emas, xodimlar hal qilmoqda") && strings.Contains(text, "Hozircha xodimlar hal qiladi")
	}, 2*time.Second, 50*time.Millisecond, "the page says so within two seconds")
	for _, promise := range []string{"Darhol, avtomatik", "5 daqiqa", "hozir olish", "kutib turgan paytda"} {
		require.NotContains(t, visitor.Get(passport).Text(), promise, "no page promises what only the rules keep")
	}
	require.Contains(t, visitor.Get("/uz/services").Text(), "Darhol emas")
	require.NotContains(t, visitor.Get(passport).Text(), "Qarz xato", "the reason is not for everybody")

	longest := "Qoida tuzatildi" + strings.Repeat("ў", manual.MaxReason-len("Qoida tuzatildi"))
	back := head.Get("/uz"+page).Form(page).Set("reason", longest).Submit("Yana qoidalar hal qilsin")
	require.Contains(t, back.Text(), longest, "just as much is taken, and nothing is cut off")
	require.Contains(t, back.Text(), "Qoida tuzatildi")
	require.Eventually(t, func() bool { return strings.Contains(visitor.Get(passport).Text(), "Darhol, avtomatik") }, 2*time.Second, 50*time.Millisecond)

	board := p.SignIn("taskforce")
	look := board.Get("/uz" + page)
	require.Equal(t, http.StatusOK, look.Status, "the task force looks at the rules of any service")
	require.Contains(t, look.Text(), "1-qoida")
	require.Contains(t, look.Body, `id="rule-1"`)
	require.Empty(t, look.All("textarea"), "and switches none")
	require.Equal(t, http.StatusForbidden, board.Post("/uz"+page, url.Values{"to": {"people"}, "reason": {"x"}}).Status)
	for _, who := range []string{"justice-specialist", "cadastre-head", "aziz"} {
		require.Contains(t, []int{http.StatusForbidden, http.StatusNotFound}, p.SignIn(who).Get("/uz"+page).Status, who)
	}
	require.Equal(t, http.StatusNotFound, p.SignIn("agriculture-head").Get("/uz"+page).Status)
}
