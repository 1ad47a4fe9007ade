package main

import (
	"context"
	"fmt"
	"time"

	"github.com/yagona/portal/internal/demo"
	"github.com/yagona/portal/internal/factor"
	"github.com/yagona/portal/internal/server/signin"
)

// factorKeyFile is where a portal with a managed database keeps the key of second factors: beside it, never in it.
const factorKeyFile = "factor.key"

// openFactors takes the key that is configured, else on a demo one of its own. Without either, officials confirm with
// passkeys only.
func (p *portal) openFactors(ctx context.Context) (err error) {
	if p.FactorKey == "" && p.Demo {
		p.FactorKey = p.secret("factor")
	}
	if p.FactorKey == "" {
		p.log.WarnContext(ctx, "no key seals authenticator apps (PORTAL_FACTOR_KEY): officials can use passkeys only")
	}
	if p.factors, err = factor.NewStore(p.web, time.Now, p.FactorKey, p.origin); err != nil {
		return fmt.Errorf("PORTAL_FACTOR_KEY: %w", err)
	}
	if err := p.factors.Opens(ctx); err != nil {
		return fmt.Errorf("PORTAL_FACTOR_KEY, or %s beside the managed database: %w", factorKeyFile, err)
	}
	return nil
}

// openFactorKey is the key that is configured. Where there is none, one is made beside the managed database, which never
// sees it. A database elsewhere may have several replicas on several machines, each of which would make another key: no
// app can be used then until one is named.
func openFactorKey(configured string, d database) (string, error) {
	if configured != "" || d.DatabaseURL != "" {
		return configured, nil
	}
	key, err := keyBeside(d.DataDir, factorKeyFile)
	if err != nil {
		return "", fmt.Errorf("PORTAL_FACTOR_KEY: %w", err)
	}
	return key, nil
}

func (p *portal) demoPhones() *demo.Authenticators {
	return demo.NewAuthenticators(p.web, p.factors, time.Now)
}

// demoCodes is what the telephones of the demo's officials show, for its page.
func (p *portal) demoCodes() signin.Codes {
	phones := p.demoPhones()
	return func(ctx context.Context) ([]signin.DemoCode, error) {
		shown, err := phones.Show(ctx)
		list := make([]signin.DemoCode, 0, len(shown))
		for _, s := range shown {
			list = append(list, signin.DemoCode{AccountID: s.AccountID, Subject: s.Subject, Name: s.Name, Code: s.Code, For: s.For})
		}
		return list, err
	}
}
