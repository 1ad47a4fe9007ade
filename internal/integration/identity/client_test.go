package identity_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/integration/identity"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
)

const (
	clientID = "portal"
	secret   = "a secret with : and % in it"
	callback = "http://portal.example/auth/callback"
)

var people = []identity.Persona{
	{Subject: "aziz", Name: "Karimov Aziz", PINFL: "31204862260015", Level: catalogue.Signature},
	{Subject: "zilola", Name: "Nazarova Zilola", PINFL: "41103992330010", Level: catalogue.Basic},
}

// demo is the demo provider on a real listener.
func demo(t *testing.T) (*identity.Provider, *httptest.Server) {
	t.Helper()
	var p *identity.Provider
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	p, err := identity.NewProvider(identity.ProviderConfig{
		Issuer: server.URL + "/demo/identity", ClientID: clientID, ClientSecret: secret, RedirectURL: callback,
		SignedOutURLs: []string{"http://portal.example/"}, Personas: people, Now: time.Now,
		Page: func(w http.ResponseWriter, _ *http.Request, c identity.Choice) error {
			return json.NewEncoder(w).Encode(c)
		},
	})
	require.NoError(t, err)
	return p, server
}

func client(issuer string) *identity.Client {
	return identity.NewClient(identity.Config{Issuer: issuer, ClientID: clientID, ClientSecret: secret, RedirectURL: callback, Now: time.Now})
}

func newAsk(level catalogue.Assurance) identity.Ask {
	return identity.Ask{
		State: rand.Text(), Nonce: rand.Text(), Verifier: rand.Text() + rand.Text(), Level: level, Lang: locale.UzCyrl,
	}
}

// choose does what the browser does at the provider: opens the page, sends the form, and reads where it is led.
func choose(t *testing.T, server *httptest.Server, authorize string, form url.Values) url.Values {
	t.Helper()
	var c identity.Choice
	resp, err := http.Get(authorize)
	require.NoError(t, err)
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&c))
	require.NoError(t, resp.Body.Close())
	require.Equal(t, locale.UzCyrl, c.Lang)
	h := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err = h.PostForm(server.URL+c.Action, form)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusSeeOther, resp.StatusCode)
	to := resp.Header.Get("Location")
	require.True(t, strings.HasPrefix(to, callback+"?"), to)
	u, err := url.Parse(to)
	require.NoError(t, err)
	return u.Query()
}

func TestClient_withTheDemoProvider(t *testing.T) {
	p, server := demo(t)
	issuer := server.URL + "/demo/identity"
	ctx := t.Context()

	signIn := func(c *identity.Client, ask identity.Ask, form url.Values) (account.Claims, error) {
		authorize, err := c.AuthorizeURL(ctx, ask)
		require.NoError(t, err)
		back := choose(t, server, authorize, form)
		require.Equal(t, ask.State, back.Get("state"))
		return c.Exchange(ctx, identity.Answer{Code: back.Get("code"), Issuer: back.Get("iss")}, ask, time.Now())
	}

	t.Run("over the network", func(t *testing.T) {
		got, err := signIn(client(issuer), newAsk(catalogue.Basic), url.Values{"subject": {"aziz"}})
		require.NoError(t, err)
		require.WithinDuration(t, time.Now(), got.At, 5*time.Second)
		got.At = time.Time{}
		require.Equal(t, account.Claims{Issuer: issuer, Subject: "aziz", Name: "Karimov Aziz", PINFL: "31204862260015", Level: catalogue.Signature}, got)
	})

	t.Run("without it", func(t *testing.T) {
		c := identity.NewClient(identity.Config{Issuer: issuer, ClientID: clientID, ClientSecret: secret, RedirectURL: callback, Now: time.Now, Transport: p.Transport()})
		got, err := signIn(c, newAsk(catalogue.Basic), url.Values{"subject": {"zilola"}})
		require.NoError(t, err)
		require.Equal(t, catalogue.Basic, got.Level)
	})

	t.Run("at a lower level than one could, never at a higher", func(t *testing.T) {
		got, err := signIn(client(issuer), newAsk(catalogue.Basic), url.Values{"subject": {"aziz"}, "level": {"basic"}})
		require.NoError(t, err)
		require.Equal(t, catalogue.Basic, got.Level)
		got, err = signIn(client(issuer), newAsk(catalogue.Signature), url.Values{"subject": {"zilola"}, "level": {"signature"}})
		require.NoError(t, err)
		require.Equal(t, catalogue.Basic, got.Level)
	})

	t.Run("a code works once, for its verifier and its client", func(t *testing.T) {
		c, ask := client(issuer), newAsk(catalogue.Basic)
		authorize, err := c.AuthorizeURL(ctx, ask)
		require.NoError(t, err)
		fresh := func() identity.Answer {
			back := choose(t, server, authorize, url.Values{"subject": {"aziz"}})
			return identity.Answer{Code: back.Get("code"), Issuer: back.Get("iss")}
		}
		a := fresh()
		_, err = c.Exchange(ctx, a, ask, time.Now())
		require.NoError(t, err)
		_, err = c.Exchange(ctx, a, ask, time.Now())
		require.ErrorIs(t, err, identity.ErrRefused, "replayed")

		other := ask
		other.Verifier = rand.Text() + rand.Text()
		_, err = c.Exchange(ctx, fresh(), other, time.Now())
		require.ErrorIs(t, err, identity.ErrRefused, "code injection: another browser's verifier")

		wrong := identity.NewClient(identity.Config{Issuer: issuer, ClientID: clientID, ClientSecret: "guess", RedirectURL: callback, Now: time.Now})
		_, err = wrong.Exchange(ctx, fresh(), ask, time.Now())
		require.ErrorIs(t, err, identity.ErrRefused, "client secret")
	})

	t.Run("going back without choosing", func(t *testing.T) {
		authorize, err := client(issuer).AuthorizeURL(ctx, newAsk(catalogue.Basic))
		require.NoError(t, err)
		require.Equal(t, "access_denied", choose(t, server, authorize, url.Values{"cancel": {"1"}}).Get("error"))
		require.Equal(t, "access_denied", choose(t, server, authorize, url.Values{"subject": {"nobody"}}).Get("error"))
	})

	t.Run("sign-out leads back only to the portal", func(t *testing.T) {
		to, ok := client(issuer).EndSessionURL(ctx, "http://portal.example/ru/signed-out")
		require.True(t, ok)
		h := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		resp, err := h.Get(to)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, "http://portal.example/ru/signed-out", resp.Header.Get("Location"))
		resp, err = h.Get(strings.Replace(to, "portal.example", "portal.example.evil.example", 1))
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, http.StatusBadRequest, resp.StatusCode)
	})
}

func TestProvider_refusesStrangeRequests(t *testing.T) {
	_, server := demo(t)
	authorize, err := client(server.URL+"/demo/identity").AuthorizeURL(t.Context(), newAsk(catalogue.Basic))
	require.NoError(t, err)
	h := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for name, x := range map[string]struct {
		param, value, fault string // no fault means: refused without any redirect
	}{
		"another client":  {"client_id", "other", ""},
		"another address": {"redirect_uri", "http://evil.example/", ""},
		"longer address":  {"redirect_uri", callback + "/../x", ""},
		"implicit flow":   {"response_type", "id_token", "unsupported_response_type"},
		"no openid":       {"scope", "profile", "invalid_scope"},
		"PKCE plain":      {"code_challenge_method", "plain", "invalid_request"},
		"no PKCE":         {"code_challenge", "", "invalid_request"},
		"silent":          {"prompt", "none", "login_required"},
	} {
		t.Run(name, func(t *testing.T) {
			u, err := url.Parse(authorize)
			require.NoError(t, err)
			q := u.Query()
			q.Set(x.param, x.value)
			u.RawQuery = q.Encode()
			resp, err := h.Get(u.String())
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			if x.fault == "" {
				require.Equal(t, http.StatusBadRequest, resp.StatusCode)
				require.Empty(t, resp.Header.Get("Location"))
				return
			}
			to, err := resp.Location()
			require.NoError(t, err)
			require.Equal(t, x.fault, to.Query().Get("error"))
		})
	}
}

func TestClient_providerDown(t *testing.T) {
	down := true
	var inner http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down {
			http.Error(w, "down", http.StatusInternalServerError)
			return
		}
		inner.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	p, err := identity.NewProvider(identity.ProviderConfig{Issuer: server.URL + "/demo/identity", ClientID: clientID, Now: time.Now})
	require.NoError(t, err)
	inner = p
	c := client(server.URL + "/demo/identity")
	_, err = c.AuthorizeURL(context.Background(), newAsk(catalogue.Basic))
	require.True(t, problem.Is(err, problem.Unavailable), "%v", err)
	down = false
	require.Eventually(t, func() bool {
		_, err := c.AuthorizeURL(context.Background(), newAsk(catalogue.Basic))
		return err == nil
	}, 10*time.Second, 100*time.Millisecond, "it is found again without a restart")
}
