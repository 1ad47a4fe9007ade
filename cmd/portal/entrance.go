package main

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/demo"
	"github.com/yagona/portal/internal/integration/identity"
	"github.com/yagona/portal/internal/server/signin"
)

// demoIssuer is where the demo provider stands, below the portal's own address.
const demoIssuer = "/demo/identity"

// entrance is the parts through which people come in.
type entrance struct {
	signin *signin.Signin
	demo   *identity.Provider // nil where a provider is configured
	origin string             // of a provider elsewhere
}

// openEntrance takes the provider that is configured, else on a demo our own. Without either the portal serves all that
// needs no sign-in, and says that signing in does not work: personas must never open a real portal.
func (p *portal) openEntrance(ctx context.Context) (entrance, error) {
	var e entrance
	config := identity.Config{
		Issuer: p.OIDCIssuer, ClientID: p.OIDCClientID, ClientSecret: p.OIDCClientSecret,
		RedirectURL: p.origin + signin.CallbackPath, Now: time.Now,
	}
	switch {
	case p.OIDCIssuer != "":
		u, err := url.Parse(p.OIDCIssuer)
		if err != nil || u.Host == "" {
			return e, fmt.Errorf("PORTAL_OIDC_ISSUER: %q is no address", p.OIDCIssuer)
		}
		e.origin = u.Scheme + "://" + u.Host
	case p.Demo:
		config.Issuer, config.ClientID, config.ClientSecret = p.origin+demoIssuer, "portal", p.secret("identity")
		provider, err := p.demoProvider(ctx, config)
		if err != nil {
			return e, err
		}
		e.demo, config.Transport = provider, provider.Transport()
	default:
		p.log.WarnContext(ctx, "no identity provider is configured (PORTAL_OIDC_ISSUER): nobody can sign in")
	}
	var err error
	e.signin, err = signin.New(p.origin, p.accounts, p.sessions, p.factors, identity.NewClient(config))
	if err != nil {
		return e, err
	}
	if e.demo != nil {
		e.signin.Demonstrating(p.demoCodes())
	}
	return e, nil
}

// demoProvider makes the provider and gives its people their accounts and offices. The provider is named by the
// portal's address, so that accounts move along when that changes.
func (p *portal) demoProvider(ctx context.Context, c identity.Config) (*identity.Provider, error) {
	personas := demo.Personas()
	var people []account.Claims
	var subjects []string
	for _, x := range personas {
		subjects = append(subjects, x.Subject)
		people = append(people, account.Claims{Issuer: c.Issuer, Subject: x.Subject, Name: x.Name, PINFL: x.PINFL, Level: x.Level, At: time.Now()})
	}
	if err := p.accounts.MoveIssuer(ctx, "%"+demoIssuer, c.Issuer, subjects); err != nil {
		return nil, fmt.Errorf("demo accounts: %w", err)
	}
	ids, err := p.accounts.Announce(ctx, people)
	if err != nil {
		return nil, fmt.Errorf("demo accounts: %w", err)
	}
	for i, x := range personas {
		if x.Official == nil {
			continue
		}
		if err := p.accounts.GrantOfficial(ctx, ids[i], *x.Official); err != nil {
			return nil, fmt.Errorf("demo offices: %w", err)
		}
		if err := p.demoPhones().Own(ctx, account.Principal{AccountID: ids[i], Name: x.Name, Official: x.Official}, demo.Telephones); err != nil {
			return nil, err
		}
	}
	return identity.NewProvider(identity.ProviderConfig{
		Issuer: c.Issuer, ClientID: c.ClientID, ClientSecret: c.ClientSecret, RedirectURL: c.RedirectURL,
		SignedOutURLs: []string{p.origin + "/"}, Personas: personas, Page: signin.Personas, Now: time.Now,
	})
}
