// Package servertest is the portal in a test: the whole router over a real database, the real demo identity provider
// on the same listener, and a browser without JavaScript that signs in, follows links and fills in forms.
//
// A whole program is driven by the same browser: servertest.NewBrowser(t, origin).SignIn("aziz").
//
//	p := servertest.New(t, func(p *servertest.Portal, d *server.Deps) { d.Feedback = feedback.NewStore(p.Pool, …) })
//	aziz := p.SignIn("aziz")
//	page := aziz.Get("/uz/services/x/apply")
//	page = page.Form("/apply").Set("purpose", "home").Submit("")
package servertest

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/demo"
	"github.com/yagona/portal/internal/factor"
	"github.com/yagona/portal/internal/integration/identity"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/server/signin"
	"github.com/yagona/portal/internal/session"
)

// Portal is a running portal with a database of its own.
type Portal struct {
	T        testing.TB
	URL      string
	Pool     *pgxpool.Pool
	Accounts *account.Store
	Sessions *session.Store
	Factors  *factor.Store
	Clock    *Clock

	// IDs are the accounts of the personas, by subject.
	IDs map[string]int64

	phones *demo.Authenticators
}

// New starts a portal. More adds the parts that the test is about to the pages that everybody needs: signing in and
// out, the person's devices, and what is public.
func New(tb testing.TB, more ...func(*Portal, *server.Deps)) *Portal {
	tb.Helper()
	return start(tb, "127.0.0.1", more)
}

// Named is New under a name instead of a number: browsers want that for passkeys.
func Named(tb testing.TB, more ...func(*Portal, *server.Deps)) *Portal {
	tb.Helper()
	return start(tb, "localhost", more)
}

func start(tb testing.TB, host string, more []func(*Portal, *server.Deps)) *Portal {
	tb.Helper()
	p := &Portal{T: tb, Pool: postgrestest.New(tb), Clock: &Clock{}, IDs: map[string]int64{}}
	p.Accounts = account.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now)
	var handler http.Handler
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	tb.Cleanup(listener.Close)
	p.URL = strings.Replace(listener.URL, "127.0.0.1", host, 1)
	p.Sessions = session.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, false)
	var err error
	p.Factors, err = factor.NewStore(p.Pool, p.Clock.Now, strings.Repeat("test ", 8), p.URL)
	require.NoError(tb, err)
	p.phones = demo.NewAuthenticators(p.Pool, p.Factors, p.Clock.Now)

	config := identity.Config{
		Issuer: p.URL + "/demo/identity", ClientID: "portal", ClientSecret: "secret",
		RedirectURL: p.URL + signin.CallbackPath, Now: p.Clock.Now,
	}
	provider, err := identity.NewProvider(identity.ProviderConfig{
		Issuer: config.Issuer, ClientID: config.ClientID, ClientSecret: config.ClientSecret, RedirectURL: config.RedirectURL,
		SignedOutURLs: []string{p.URL + "/"}, Personas: p.personas(config.Issuer), Page: signin.Personas, Now: p.Clock.Now,
	})
	require.NoError(tb, err)
	config.Transport = provider.Transport()
	entrance, err := signin.New(p.URL, p.Accounts, p.Sessions, p.Factors, identity.NewClient(config))
	require.NoError(tb, err)
	entrance.Demonstrating(p.shown)

	deps := server.Deps{
		URL: p.URL, Now: p.Clock.Now, Session: p.Sessions.Middleware, Gate: gate.New(p.Sessions),
		Signin: entrance, DemoIdentity: provider,
	}
	for _, add := range more {
		add(p, &deps)
	}
	handler = server.New(deps)
	return p
}

// personas gives the people of the demo their accounts and offices, as the program does when it starts.
func (p *Portal) personas(issuer string) []identity.Persona {
	p.T.Helper()
	var list []identity.Persona
	for _, x := range demo.Personas() {
		list = append(list, x)
		ids, err := p.Accounts.Announce(p.T.Context(), []account.Claims{{
			Issuer: issuer, Subject: x.Subject, Name: x.Name, PINFL: x.PINFL, Level: x.Level, At: p.Clock.Now(),
		}})
		require.NoError(p.T, err)
		p.IDs[x.Subject] = ids[0]
		if x.Official != nil {
			require.NoError(p.T, p.Accounts.GrantOfficial(p.T.Context(), ids[0], *x.Official))
		}
	}
	return list
}

// Principal is a persona as the stores know it, at its highest level.
func (p *Portal) Principal(subject string) account.Principal {
	p.T.Helper()
	who, err := p.Accounts.Principal(p.T.Context(), p.IDs[subject])
	require.NoError(p.T, err)
	return who
}

// code is what the telephone of an official of the demo shows. He gets one when he first signs in, and the half minute in
// which a code opens only once is over when he asks for the next.
func (p *Portal) code(subject string) string {
	p.T.Helper()
	ctx, id := p.T.Context(), p.IDs[subject]
	var secret string
	read := func() error {
		return p.Pool.QueryRow(ctx, `UPDATE factors f SET last_step = 0 FROM demo_authenticators d
			WHERE d.factor_id = f.id AND d.account_id = $1 RETURNING d.secret`, id).Scan(&secret)
	}
	if errors.Is(read(), pgx.ErrNoRows) {
		require.NoError(p.T, p.phones.Own(ctx, p.Principal(subject), 1))
		require.NoError(p.T, read())
	}
	return factor.Code(secret, p.Clock.Now())
}

// shown is what the demo's page of codes shows to a real browser: the codes of those who are at the second step.
func (p *Portal) shown(ctx context.Context) ([]signin.DemoCode, error) {
	rows, err := p.Pool.Query(ctx, `SELECT DISTINCT a.subject FROM sessions s JOIN accounts a ON a.id = s.account_id
		JOIN officials o ON o.account_id = a.id AND o.ended_at IS NULL WHERE s.factor_at IS NULL`)
	if err != nil {
		return nil, err
	}
	who, err := pgx.CollectRows(rows, pgx.RowTo[string])
	var list []signin.DemoCode
	for _, subject := range who {
		list = append(list, signin.DemoCode{Subject: subject, Name: subject, AccountID: p.IDs[subject], Code: p.code(subject)}) //nolint:contextcheck // the context of the test
	}
	return list, err
}

// Clock is the real one, plus what the test adds.
type Clock struct{ ahead time.Duration }

// Now is the time in the test's world.
func (c *Clock) Now() time.Time { return time.Now().Add(c.ahead) }

// Pass lets that much time go by at once.
func (c *Clock) Pass(d time.Duration) { c.ahead += d }
