package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/yagona/portal/internal/integration/card"
	"github.com/yagona/portal/internal/integration/payme"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/server/cabinet"
)

// Where the demo's payment providers stand, below the portal's own address.
const (
	demoPayme = "/demo/payme"
	demoCard  = "/demo/card"
)

// cardSecretLeast is how many characters the secret shared with the card provider has at least.
const cardSecretLeast = 32

// till is the parts through which fees are paid; all nil where no provider is configured.
type till struct {
	providers []payment.Provider // as people are offered them
	payme     *payme.Merchant
	card      *card.Merchant
	demoPayme *payme.Fake // nil where a provider is configured, as the next
	demoCard  *card.Demo
}

// openTill takes the providers that are configured, else on a demo both of our own, which call over this machine's own
// address.
func (p *portal) openTill(ctx context.Context) (t till, err error) {
	switch {
	case p.PaymeMerchant != "" && p.PaymeKey == "":
		return t, errors.New("PORTAL_PAYME_KEY is missing: without it anybody could say that a fee is paid")
	case max(p.CardPage, p.CardAPI, p.CardSecret) != "" && min(p.CardPage, p.CardAPI, p.CardSecret) == "":
		return t, errors.New("PORTAL_CARD_PAGE, PORTAL_CARD_API and PORTAL_CARD_SECRET belong together: one of them is missing")
	case p.CardSecret != "" && len(p.CardSecret) < cardSecretLeast:
		return t, fmt.Errorf("PORTAL_CARD_SECRET has fewer than %d characters: addresses that people see are signed with it, and could be used to guess it", cardSecretLeast)
	case p.Demo && p.PaymeMerchant == "" && p.CardPage == "":
		return t, p.openDemoTill(ctx, &t)
	}
	if p.PaymeMerchant != "" {
		p.openPayme(&t, payme.Till{Page: p.PaymePage, Merchant: p.PaymeMerchant, Origin: p.origin}, p.PaymeAPI, p.PaymeKey)
	}
	if p.CardPage != "" {
		p.openCard(&t, p.CardPage, p.CardAPI, p.CardSecret)
	}
	return t, nil
}

func (p *portal) openDemoTill(ctx context.Context, t *till) (err error) {
	key, secret, here := p.secret("payme"), p.secret("card"), "http://"+near(p.Addr)
	p.openPayme(t, payme.Till{Page: p.origin + demoPayme, Merchant: "demo", Origin: p.origin}, here+demoPayme+"/api", key)
	t.demoPayme = payme.NewFake(payme.FakeConfig{
		Path: demoPayme, Endpoint: here + payme.Path, Merchant: "demo", Key: key, Origin: p.origin,
		Client: outward, Page: cabinet.DemoTill, Now: time.Now,
	})
	p.openCard(t, p.origin+demoCard+"/pay", here+demoCard+"/api", secret)
	t.demoCard, err = card.NewDemo(context.WithoutCancel(ctx), card.DemoConfig{
		Path: demoCard, Callback: here + card.Path, Secret: secret, Pool: p.web,
		Client: outward, Page: cabinet.DemoCard, Now: time.Now,
	})
	return err
}

func (p *portal) openPayme(t *till, page payme.Till, api, key string) {
	t.providers = append(t.providers, payme.NewOffice(payme.OfficeConfig{Till: page, API: api, Key: key, Client: outward}))
	t.payme = payme.NewMerchant(key, p.payment, p.casework)
}

func (p *portal) openCard(t *till, page, api, secret string) {
	t.providers = append(t.providers, card.NewOffice(card.OfficeConfig{Page: page, API: api, Secret: secret, Origin: p.origin, Client: outward, Now: time.Now}))
	t.card = card.NewMerchant(secret, time.Now, p.casework)
}

// outward asks providers. None of them sends us elsewhere: an answer from there would be somebody else's.
var outward = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// near is how this machine reaches an address that it listens on.
func near(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err != nil || host == "" || ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return addr
}
