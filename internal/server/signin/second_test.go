package signin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/factor"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/finance"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/session"
)

// money is the pages of finance, on which officials decide: a base amount, for one.
func money(p *servertest.Portal, d *server.Deps) {
	d.Finance = finance.New(payment.NewStore(p.Pool, p.Clock.Now), &casework.Store{}, p.Sessions, p.Clock.Now)
}

// halfway is a browser in which an official has come through the national sign-in and no further.
func halfway(p *servertest.Portal, subject string) (*servertest.Browser, *servertest.Page) {
	b := servertest.NewBrowser(p.T, p.URL)
	choice := b.Get("/uz/sign-in").Form("/sign-in").Submit("")
	for _, f := range choice.Forms() {
		if f.Values.Get("subject") == subject {
			return b, f.Submit("")
		}
	}
	p.T.Fatal("no such persona")
	return nil, nil
}

// secret is what the page shows as text.
func secret(page *servertest.Page) string {
	return strings.Join(strings.Fields(servertest.Text(page.First("code", "class", "app-secret"))), "")
}

func TestSigninSecondStep(t *testing.T) {
	p := servertest.New(t, money)
	b, page := halfway(p, "finance")
	require.Equal(t, "/uz/cabinet/factors", page.URL.Path, "who has no factor sets one up")

	t.Run("until then the office is closed", func(t *testing.T) {
		require.Contains(t, b.Get("/uz/admin/money/rates").URL.Path, "/cabinet/factors")
		require.Contains(t, b.Post("/uz/admin/money/rates/1/confirm", url.Values{}).URL.Path, "/cabinet/factors")
		require.NotContains(t, b.Get("/uz/").Body, "/admin/money/refunds")
	})

	app := page.Form("/cabinet/factors/app").Submit("")
	require.NotNil(t, app.First("svg", "role", "img"), "the picture is drawn here")
	key := secret(app)
	require.Len(t, key, 32)
	t.Run("the secret is sealed at rest", func(t *testing.T) {
		var n int
		require.NoError(t, p.Pool.QueryRow(t.Context(), `SELECT count(*) FROM factors WHERE position(convert_to($1, 'UTF8') in secret) > 0`, key).Scan(&n))
		require.Zero(t, n)
	})
	wrong := app.Form("/app/confirm").Set("code", "000000").Set("name", "Ish telefoni").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
	require.Equal(t, "Ish telefoni", wrong.Form("/app/confirm").Values.Get("name"), "what was typed stays")
	ru := wrong.Form("/app/confirm").In(locale.Ru)
	require.Equal(t, key, secret(ru), "the language switch begins nothing anew")
	code := factor.Code(key, p.Clock.Now())
	before := b.Cookie("session")
	page = wrong.Form("/app/confirm").Set("code", code[:3]+" "+code[3:]).Submit("")
	require.Equal(t, "/uz/cabinet/factors", page.URL.Path)
	require.Contains(t, page.Text(), "Ish telefoni")
	require.NotEqual(t, before, b.Cookie("session"), "a new token")
	require.Equal(t, http.StatusOK, b.Get("/uz/admin/money/rates").Status)
	require.Contains(t, b.Get("/uz/cabinet/sessions").Text(), "Kodlar ilovasi")

	t.Run("a code opens once, in whichever browser", func(t *testing.T) {
		_, page := halfway(p, "finance")
		require.Equal(t, "/uz/cabinet/second-step", page.URL.Path)
		again := page.Form("/second-step").Set("code", code).Submit("")
		require.Equal(t, http.StatusUnprocessableEntity, again.Status)
		p.Clock.Pass(factor.Step)
		in := again.Form("/second-step").Set("code", factor.Code(key, p.Clock.Now())).Submit("")
		require.Equal(t, "/uz/admin/money/refunds", in.URL.Path, in.Text())
	})

	t.Run("a code of a minute ago or to come opens nothing", func(t *testing.T) {
		p.Clock.Pass(5 * factor.Step)
		_, page := halfway(p, "finance")
		for _, off := range []time.Duration{-2 * factor.Step, 2 * factor.Step} {
			no := page.Form("/second-step").Set("code", factor.Code(key, p.Clock.Now().Add(off))).Submit("")
			require.Equal(t, http.StatusUnprocessableEntity, no.Status, off)
		}
	})

	t.Run("wrong codes slow down, the right one as well, and nobody is locked out", func(t *testing.T) {
		p.Clock.Pass(factor.TriesIn)
		_, page := halfway(p, "finance")
		form := page.Form("/second-step")
		for range factor.Tries {
			require.Equal(t, http.StatusUnprocessableEntity, form.Set("code", "12345").Submit("").Status)
		}
		right := func() int { return form.Set("code", factor.Code(key, p.Clock.Now())).Submit("").Status }
		require.Equal(t, http.StatusTooManyRequests, right())
		p.Clock.Pass(factor.TriesIn / 2)
		require.Equal(t, http.StatusTooManyRequests, right())
		_, page = halfway(p, "finance")
		form = page.Form("/second-step")
		p.Clock.Pass(factor.TriesIn/2 + time.Second)
		require.Equal(t, http.StatusOK, right())
	})

	t.Run("the code of another person opens nothing", func(t *testing.T) {
		_, page := halfway(p, "finance-second")
		other := page.Form("/cabinet/factors/app").Submit("")
		no := other.Form("/app/confirm").Set("code", factor.Code(key, p.Clock.Now())).Submit("")
		require.Equal(t, http.StatusUnprocessableEntity, no.Status)
	})

	t.Run("citizens have no second step", func(t *testing.T) {
		aziz := p.SignIn("aziz")
		for _, path := range []string{"/uz/cabinet/second-step", "/uz/cabinet/factors", "/uz/cabinet/factors/app"} {
			require.Equal(t, http.StatusForbidden, aziz.Get(path).Status, path)
		}
		require.Equal(t, http.StatusForbidden, aziz.Post("/uz/cabinet/factors/app", url.Values{}).Status)
	})
}

// TestSigninSecondStep_stale: a decision long after the confirmation leads over the second step, and nothing typed is lost.
func TestSigninSecondStep_stale(t *testing.T) {
	p := servertest.New(t, money)
	b := p.SignIn("finance")
	form := b.Get("/uz/admin/money/rates/new").Form("/rates/new")
	for range 2 { // reads, so that the session lives
		p.Clock.Pass(session.OfficialIdle - 5*time.Minute)
		require.Equal(t, http.StatusOK, b.Get("/uz/admin/money/rates").Status, "reading goes on")
	}
	form.Set("amount", "777123").Set("act", "PF-77")
	step := form.Submit("")
	require.Equal(t, "/uz/cabinet/second-step", step.URL.Path)
	var n int
	require.NoError(t, p.Pool.QueryRow(t.Context(), `SELECT count(*) FROM factors WHERE account_id = $1`, p.IDs["finance"]).Scan(&n))
	require.Equal(t, 1, n)

	factors := b.Post("/uz/cabinet/factors/app", url.Values{})
	require.Equal(t, "/uz/cabinet/second-step", factors.URL.Path, "nor does a stale session add a factor")
	step = form.Submit("")
	kept := step.Form("/second-step").Set("code", b.Code("finance")).Submit("")
	require.Equal(t, "/uz/sign-in/kept", kept.URL.Path, kept.Text())
	again := kept.Form("/rates/new")
	require.Equal(t, "777123", again.Values.Get("amount"))
	require.Equal(t, "PF-77", again.Values.Get("act"))
	done := again.Submit("")
	require.NotContains(t, done.URL.Path, "second-step", "the form is taken as it was sent")

	t.Run("an ended office acts at the next press", func(t *testing.T) {
		require.NoError(t, p.Accounts.EndOffice(t.Context(), p.IDs["finance"]))
		require.Equal(t, http.StatusForbidden, b.Get("/uz/admin/money/rates").Status)
		require.Equal(t, http.StatusForbidden, b.Get("/uz/cabinet/second-step").Status)
	})
}

func TestSigninRecovery(t *testing.T) {
	p := servertest.New(t, money)
	b := p.SignIn("finance")
	page := b.Get("/uz/cabinet/factors").Form("/factors/codes").Submit("")
	var codes []string
	for _, n := range page.All("code", "class", "app-secret") {
		codes = append(codes, servertest.Text(n))
	}
	require.Len(t, codes, factor.Codes)
	require.NotContains(t, b.Get("/uz/cabinet/factors").Body, codes[0], "shown once")
	var n int
	require.NoError(t, p.Pool.QueryRow(t.Context(), `SELECT count(*) FROM factor_codes WHERE encode(hash, 'escape') LIKE '%' || $1 || '%'`, codes[0]).Scan(&n))
	require.Zero(t, n)

	_, at := halfway(p, "finance")
	in := at.Form("/second-step").Set("code", strings.ToUpper(codes[0])).Submit("")
	require.Equal(t, "/uz/admin/money/refunds", in.URL.Path, in.Text())
	require.NoError(t, p.Pool.QueryRow(t.Context(), `SELECT count(*) FROM messages WHERE event = 'factor-recovered' AND account_id = $1`, p.IDs["finance"]).Scan(&n))
	require.Equal(t, 1, n)
	_, at = halfway(p, "finance")
	require.Equal(t, http.StatusUnprocessableEntity, at.Form("/second-step").Set("code", codes[0]).Submit("").Status, "each works once")

	t.Run("the only factor stays, and nobody removes another's", func(t *testing.T) {
		list, err := p.Factors.List(t.Context(), p.IDs["finance"])
		require.NoError(t, err)
		require.True(t, problem.Is(p.Factors.Remove(t.Context(), p.Principal("finance"), 0, list[0].ID), problem.Conflict))
		require.True(t, problem.Is(p.Factors.Remove(t.Context(), p.Principal("finance-second"), 0, list[0].ID), problem.NotFound))
		list, err = p.Factors.List(t.Context(), p.IDs["finance"])
		require.NoError(t, err)
		require.Len(t, list, 1)
	})

	t.Run("two of one rank do not reset each other", func(t *testing.T) {
		head := func(id int64, region string) account.Official {
			return account.Official{ID: id, Authority: "cadastre", Region: region, Role: account.Head}
		}
		require.False(t, factor.MayReset(head(1, ""), head(2, "")))
		require.False(t, factor.MayReset(head(1, "1726"), head(2, "1726")))
		require.False(t, factor.MayReset(head(1, "1726"), head(2, "")))
		require.True(t, factor.MayReset(head(1, ""), head(2, "1726")))
		specialist := head(2, "1726")
		specialist.Role = account.Specialist
		require.True(t, factor.MayReset(head(1, "1726"), specialist))
		require.False(t, factor.MayReset(head(1, "1703"), specialist))
	})

	t.Run("who is above resets, at once; nobody else, nor oneself", func(t *testing.T) {
		p.SignIn("cadastre-specialist")
		for _, by := range []string{"justice-head", "cadastre-specialist", "finance", "taskforce", "agriculture-head"} {
			err := p.Factors.Reset(t.Context(), *p.Principal(by).Official, p.IDs["cadastre-specialist"])
			require.True(t, problem.Is(err, problem.NotFound), "%s: %v", by, err)
		}
		require.NoError(t, p.Factors.Reset(t.Context(), *p.Principal("cadastre-head").Official, p.IDs["cadastre-specialist"]))
		require.NoError(t, p.Factors.Reset(t.Context(), account.Official{ID: p.IDs["administrator"], Role: account.Administrator, Name: "A"}, p.IDs["finance"]))
		require.Equal(t, "/uz/sign-in", b.Get("/uz/admin/money/rates").URL.Path, "every session ends")
	})
}

// TestSigninFirstFactor: the national sign-in stands alone there, so it has to be of now and at a level that means a person,
// and what one session begins no other session finishes.
func TestSigninFirstFactor(t *testing.T) {
	p := servertest.New(t, money)
	b, page := halfway(p, "finance")
	key := secret(page.Form("/cabinet/factors/app").Submit(""))
	other, _ := halfway(p, "finance")
	require.NotContains(t, other.Get("/uz/cabinet/factors/app").Body, key[:4]+" "+key[4:8], "another session reads nothing")
	no := other.Post("/uz/cabinet/factors/app/confirm", url.Values{"code": {factor.Code(key, p.Clock.Now())}})
	require.NotEqual(t, http.StatusSeeOther, no.Status)
	require.Empty(t, factors(t, p, "finance"))

	p.Clock.Pass(gate.Lately)
	for _, path := range []string{"/uz/cabinet/factors", "/uz/cabinet/factors/app"} {
		require.Equal(t, "/uz/sign-in", b.Get(path).URL.Path, path)
	}
	at := b.Post("/uz/cabinet/factors/app/confirm", url.Values{"code": {factor.Code(key, p.Clock.Now())}})
	require.Equal(t, "/uz/sign-in", at.URL.Path, "a session found open sets nothing up")
	require.Empty(t, factors(t, p, "finance"))
	choice := at.Form("/sign-in").Submit("")
	for _, f := range choice.Forms() {
		if f.Values.Get("subject") == "finance" {
			require.Equal(t, "/uz/cabinet/factors", f.Submit("").URL.Path, "who signs in anew goes on")
		}
	}

	_, err := p.Pool.Exec(t.Context(), `UPDATE sessions SET level = 'basic'`)
	require.NoError(t, err)
	require.Equal(t, "/uz/sign-in", b.Get("/uz/cabinet/factors").URL.Path)
}

// TestSigninSecrets: no code, answer or token that comes too late is kept anywhere.
func TestSigninSecrets(t *testing.T) {
	p := servertest.New(t, money)
	b := p.SignIn("finance")
	kept := func() (n int) {
		require.NoError(t, p.Pool.QueryRow(t.Context(), `SELECT count(*) FROM sessions WHERE kept_form IS NOT NULL`).Scan(&n))
		return n
	}
	send := func() {
		for _, path := range []string{"/second-step", "/second-step/options", "/second-step/passkey", "/factors/app", "/factors/app/confirm", "/factors/passkey", "/factors/passkey/options", "/factors/codes", "/factors/1/remove"} {
			b.Post("/uz/cabinet"+path, url.Values{"code": {"abcd-efgh-ijkl-mnop"}, "answer": {"{}"}})
			require.Zero(t, kept(), path)
		}
	}
	for range 2 {
		p.Clock.Pass(session.OfficialIdle - 5*time.Minute)
		require.Equal(t, http.StatusOK, b.Get("/uz/admin/money/rates").Status)
	}
	send()
	p.Clock.Pass(session.OfficialIdle)
	send()
}

func factors(t *testing.T, p *servertest.Portal, subject string) []factor.Factor {
	t.Helper()
	list, err := p.Factors.List(t.Context(), p.IDs[subject])
	require.NoError(t, err)
	return list
}

// TestSigninFactors_limits: an official has as many factors as may be, with names as long, and guesses so many codes in a day; one more is
// refused in the reader's language.
func TestSigninFactors_limits(t *testing.T) {
	p := servertest.New(t, money)
	b := p.SignIn("finance")
	count := func(sql string) (n int) {
		require.NoError(t, p.Pool.QueryRow(t.Context(), sql, p.IDs["finance"]).Scan(&n))
		return n
	}
	living := `SELECT count(*) FROM factors WHERE account_id = $1 AND confirmed_at IS NOT NULL`
	_, err := p.Pool.Exec(t.Context(), `INSERT INTO factors (account_id, kind, name, credential_id, credential, created_at, confirmed_at)
		SELECT $1, 'passkey', 'Kalit ' || n, decode(lpad(n::text, 4, '0'), 'hex'), '{}', now(), now() FROM generate_series(1, $2) AS n`, p.IDs["finance"], factor.Most-1-count(living))
	require.NoError(t, err)
	begin := func() *servertest.Page { return b.Get("/uz/cabinet/factors").Form("/cabinet/factors/app").Submit("") }
	app := begin()
	name := strings.Repeat("ў", factor.MostNamed)
	confirm := func(name string) *servertest.Page {
		return app.Form("/app/confirm").Set("name", name).Set("code", factor.Code(secret(app), p.Clock.Now())).Submit("")
	}
	long := confirm(name + "ў")
	require.Equal(t, http.StatusUnprocessableEntity, long.Status)
	require.Contains(t, long.Text(), locale.Uz.T("factor.name_long", "Limit", factor.MostNamed))
	require.Equal(t, factor.Most-1, count(living))
	require.Contains(t, confirm(name).Text(), name)
	require.Equal(t, factor.Most, count(living))
	require.Equal(t, factor.MostNamed, count(`SELECT max(length(name)) FROM factors WHERE account_id = $1`), "nothing is cut off")
	for _, l := range locale.Langs {
		full := b.Post("/"+string(l)+"/cabinet/factors/app", nil)
		require.Equal(t, http.StatusUnprocessableEntity, full.Status)
		require.Contains(t, full.Text(), l.T("factor.most", "Limit", factor.Most))
	}
	require.Equal(t, factor.Most, count(living))

	_, err = p.Pool.Exec(t.Context(), `INSERT INTO factor_tries (account_id, at) SELECT $1, $2 FROM generate_series(2, $3)`, p.IDs["finance"], p.Clock.Now().Add(-2*factor.TriesIn), factor.TriesADay)
	require.NoError(t, err)
	_, step := halfway(p, "finance")
	guess := step.Form("/second-step").Set("code", "000000")
	require.Equal(t, http.StatusUnprocessableEntity, guess.Submit("").Status)
	tries := `SELECT count(*) FROM factor_tries WHERE account_id = $1`
	require.Equal(t, factor.TriesADay, count(tries))
	for _, l := range locale.Langs {
		again := guess.Page().Browser().Post("/"+string(l)+"/cabinet/second-step", guess.Values)
		require.Equal(t, http.StatusTooManyRequests, again.Status)
		require.Contains(t, again.Text(), l.T("factor.patience_day"))
	}
	require.Equal(t, factor.TriesADay, count(tries))
}
