package access_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	offices "github.com/yagona/portal/internal/access"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/access"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/web/layout"
)

func newPortal(t *testing.T) (*servertest.Portal, *offices.Store) {
	t.Helper()
	var store *offices.Store
	p := servertest.New(t, func(p *servertest.Portal, d *server.Deps) {
		store = offices.NewStore(p.Pool, p.Clock.Now).WithRing(keyringtest.Ring())
		d.Access = access.New(store, p.Factors, p.Sessions)
	})
	return p, store
}

func count(t *testing.T, p *servertest.Portal, sql string, args ...any) (n int) {
	t.Helper()
	require.NoError(t, p.Pool.QueryRow(t.Context(), sql, args...).Scan(&n))
	return n
}

// TestAccess: one administrator proposes, another confirms, and what is taken away is gone at the next press.
func TestAccess(t *testing.T) {
	p, store := newPortal(t)
	first, second := p.SignIn("administrator"), p.SignIn("administrator-second")
	const olim = "31506572300017"

	form := first.Get("/uz/admin/access/new").Form("/access/new")
	bad := form.Set("person", "nobody").Set("role", "specialist").Set("authority", "cadastre").Set("region", "1726").Set("reason", "12-buyruq").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, bad.Status)
	ru := bad.Form("/access/new").In(locale.Ru)
	require.Equal(t, "12-buyruq", ru.Form("/access/new").Values.Get("reason"), "the language switch keeps what is typed")
	oneself := bad.Form("/access/new").Set("person", "administrator").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, oneself.Status, "never for oneself")
	page := bad.Form("/access/new").Set("person", olim).Submit("")
	require.Equal(t, "/uz/admin/access", page.URL.Path, page.Text())
	require.NotContains(t, page.Body, olim)
	require.Equal(t, http.StatusUnprocessableEntity, form.Set("person", olim).Submit("").Status, "one at a time")

	var id string
	require.NoError(t, p.Pool.QueryRow(t.Context(), `SELECT id::text FROM role_grants`).Scan(&id))
	path := "/uz/admin/access/proposals/" + id + "/"
	require.NotContains(t, page.Body, path+"confirm")
	require.Equal(t, http.StatusForbidden, first.Post(path+"confirm", url.Values{}).Status, "the second person is another one")
	require.Zero(t, count(t, p, `SELECT count(*) FROM officials WHERE account_id = $1`, p.IDs["olim"]))
	_, err := p.Pool.Exec(t.Context(), `UPDATE role_grants SET settled_by = proposed_by, settled_at = now(), granted = true`)
	require.ErrorContains(t, err, "role_grants_second_person", "nor does the database take it")

	person := p.SignIn("olim")
	require.Equal(t, http.StatusForbidden, person.Get("/uz/admin/access").Status)
	done := second.Get("/uz/admin/access").Form(path + "confirm").Submit("")
	require.Equal(t, http.StatusOK, done.Status)
	require.Equal(t, 1, count(t, p, `SELECT count(*) FROM officials WHERE account_id = $1 AND ended_at IS NULL AND authority = 'cadastre' AND region = '1726' AND role = 'specialist'`, p.IDs["olim"]))
	require.Equal(t, 1, count(t, p, `SELECT count(*) FROM audit_entries WHERE action = 'account.grant-office' AND actor = $1 AND object = $2`, p.IDs["administrator-second"], "account:"+itoa(p.IDs["olim"])))
	require.Equal(t, 1, count(t, p, `SELECT count(*) FROM messages WHERE event = 'office-granted' AND account_id = $1`, p.IDs["olim"]))
	require.Equal(t, http.StatusNotFound, second.Post(path+"confirm", url.Values{}).Status, "once")
	require.Contains(t, person.Get("/uz/cabinet/second-step").URL.Path, "/cabinet/factors", "the office acts at the next press")

	t.Run("undo acts at the next press", func(t *testing.T) {
		b := p.SignIn("administrator-second")
		require.Equal(t, http.StatusOK, b.Get("/uz/admin/access").Status)
		require.NoError(t, store.End(t.Context(), *p.Principal("administrator").Official, p.IDs["administrator-second"]))
		require.Equal(t, http.StatusForbidden, b.Get("/uz/admin/access").Status)
		require.Equal(t, http.StatusForbidden, second.Post(path+"confirm", url.Values{}).Status)
		one := first.Get("/uz/admin/access/officials/" + itoa(p.IDs["olim"])).Form("/end").Submit("")
		require.Equal(t, "/uz/admin/access", one.URL.Path)
		require.Zero(t, count(t, p, `SELECT count(*) FROM officials WHERE account_id = $1 AND ended_at IS NULL`, p.IDs["olim"]))
	})

	t.Run("nobody ends his own office", func(t *testing.T) {
		require.Equal(t, http.StatusForbidden, first.Post("/uz/admin/access/officials/"+itoa(p.IDs["administrator"])+"/end", url.Values{}).Status)
	})

	t.Run("a head looks at the people of the office only, and grants nothing", func(t *testing.T) {
		head := p.SignIn("cadastre-head")
		list := head.Get("/uz/admin/access")
		require.Contains(t, list.Text(), "Ismoilov Sherzod")
		require.NotContains(t, list.Text(), "Tursunov Farrux")
		require.Equal(t, http.StatusNotFound, head.Get("/uz/admin/access/officials/"+itoa(p.IDs["justice-specialist"])).Status)
		require.Equal(t, http.StatusForbidden, head.Get("/uz/admin/access/new").Status)
		require.Equal(t, http.StatusForbidden, head.Post("/uz/admin/access/officials/"+itoa(p.IDs["cadastre-specialist"])+"/end", url.Values{}).Status)
	})

	t.Run("the operator is the second person while there is but one administrator", func(t *testing.T) {
		require.NoError(t, store.Propose(t.Context(), *p.Principal("administrator").Official, "finance-second", offices.Proposal{Role: "administrator", Reason: "1"}))
		n := count(t, p, `SELECT max(id)::int FROM role_grants`)
		require.NoError(t, store.ConfirmAlone(t.Context(), int64(n)))
		longest := strings.Repeat("ў", offices.MaxReason)
		propose := func(reason string) error {
			return store.Propose(t.Context(), *p.Principal("administrator").Official, "editor", offices.Proposal{Role: "administrator", Reason: reason})
		}
		require.Equal(t, problem.New(problem.Invalid, "access.long_reason", "Limit", offices.MaxReason), problem.Of(propose(longest+"ў")))
		require.Equal(t, n, count(t, p, `SELECT max(id)::int FROM role_grants`), "nothing is kept")
		require.NoError(t, propose(longest))
		require.Equal(t, offices.MaxReason, count(t, p, `SELECT max(length(reason)) FROM role_grants`), "nothing is cut off")
		require.True(t, problem.Is(store.ConfirmAlone(t.Context(), int64(n+1)), problem.Conflict), "there are two now")
	})
}

// TestFirst: a token makes the first administrator, once, for an hour, while there is none.
func TestResetAlone(t *testing.T) {
	p, _ := newPortal(t)
	b := p.SignIn("administrator")
	require.True(t, problem.Is(p.Factors.ResetAlone(t.Context(), "aziz"), problem.NotFound), "who holds no office has nothing to reset")
	require.NoError(t, p.Factors.ResetAlone(t.Context(), "administrator"))
	require.Equal(t, "/uz/sign-in", b.Get("/uz/admin/access").URL.Path)
	id := p.IDs["administrator"]
	require.Zero(t, count(t, p, `SELECT count(*) FROM factors WHERE account_id = $1`, id))
	require.Equal(t, 1, count(t, p, `SELECT count(*) FROM messages WHERE account_id = $1 AND event = 'factor-reset'`, id))
	require.Equal(t, 1, count(t, p, `SELECT count(*) FROM audit_entries WHERE kind = 'machine' AND action = 'factor.reset' AND object = 'account:' || $1::bigint`, id))
}

func TestFirst(t *testing.T) {
	p, store := newPortal(t)
	_, err := store.NewToken(t.Context())
	require.True(t, problem.Is(err, problem.Conflict), "the demo has administrators")
	for _, subject := range []string{"administrator", "administrator-second"} {
		require.NoError(t, p.Accounts.EndOffice(t.Context(), p.IDs[subject]))
	}
	token := func() string {
		t.Helper()
		x, err := store.NewToken(t.Context())
		require.NoError(t, err)
		return x
	}
	b := p.SignIn("aziz")
	send := func(token string) *servertest.Page {
		return b.Get("/uz"+access.FirstPath).Form(access.FirstPath).Set("token", token).Submit("")
	}
	void := token()
	late := token()
	require.Equal(t, http.StatusUnprocessableEntity, send(void).Status, "a newer token voids the one before")
	require.Equal(t, http.StatusUnprocessableEntity, send("").Status)
	p.Clock.Pass(offices.TokenLasts)
	b = p.SignIn("aziz")
	require.Equal(t, http.StatusUnprocessableEntity, send(late).Status, "expired")

	good := token()
	_, err = p.Pool.Exec(t.Context(), `UPDATE sessions SET level = 'basic'`)
	require.NoError(t, err)
	require.Equal(t, "/uz/sign-in", b.Get("/uz"+access.FirstPath).URL.Path, "with less nobody could set up what the office asks for")
	require.Equal(t, http.StatusUnprocessableEntity, b.Post("/uz"+access.FirstPath, url.Values{"token": {good}}).Status)
	b = p.SignIn("aziz")
	page := send(" " + good + " ")
	require.Equal(t, "/uz/cabinet/factors", page.URL.Path, "the office wants a second factor like any other: %s", page.Text())
	require.Equal(t, 1, count(t, p, `SELECT count(*) FROM officials WHERE account_id = $1 AND role = 'administrator' AND ended_at IS NULL`, p.IDs["aziz"]))
	b = p.SignIn("malika")
	require.Equal(t, http.StatusUnprocessableEntity, send(good).Status, "used")
	_, err = store.NewToken(t.Context())
	require.True(t, problem.Is(err, problem.Conflict), "there is one now")

	require.NoError(t, p.Accounts.EndOffice(t.Context(), p.IDs["aziz"]))
	require.Equal(t, http.StatusUnprocessableEntity, send(good).Status, "used, also when there is none again")
	p.Clock.Pass(time.Second)
	race := token()
	require.NoError(t, p.Accounts.GrantOfficial(t.Context(), p.IDs["finance"], *administrator()))
	require.Equal(t, http.StatusUnprocessableEntity, send(race).Status, "somebody else became it meanwhile")
}

// TestAccess_switch: the language switch of a form that does not exist takes no office away and resets nobody.
func TestAccess_switch(t *testing.T) {
	p, _ := newPortal(t)
	first := p.SignIn("administrator")
	p.SignIn("cadastre-specialist")
	for range 2 { // reads, so that the session lives
		p.Clock.Pass(session.OfficialIdle - 5*time.Minute)
		require.Equal(t, http.StatusOK, first.Get("/uz/admin/access").Status)
	}
	for _, verb := range []string{"end", "reset"} {
		page := first.Post("/uz/admin/access/officials/"+itoa(p.IDs["cadastre-specialist"])+"/"+verb, url.Values{"do": {layout.SwitchVerb}})
		require.Equal(t, "/uz/cabinet/second-step", page.URL.Path)
	}
	require.Equal(t, 1, count(t, p, `SELECT count(*) FROM officials WHERE account_id = $1 AND ended_at IS NULL`, p.IDs["cadastre-specialist"]))
	require.Equal(t, 1, count(t, p, `SELECT count(*) FROM factors WHERE account_id = $1`, p.IDs["cadastre-specialist"]))
}
