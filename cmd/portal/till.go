package main

import (
	"crypto/rand"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/yagona/portal/internal/integration/payme"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/server/cabinet"
)

// demoTill is where the demo payment provider stands, below the portal's own address.
const demoTill = "/demo/payme"

// till is the parts through which fees are paid; all nil where no provider is configured.
type till struct {
	providers []payment.Provider // people pay with the first
	merchant  *payme.Merchant
	demo      *payme.Fake // nil where a provider is configured
}

// openTill takes the provider that is configured, else on a demo our own, which calls over this machine's own address.
func (p *portal) openTill() (till, error) {
	switch {
	case p.PaymeMerchant != "" && p.PaymeKey == "":
		return till{}, errors.New("PORTAL_PAYME_KEY is missing: without it anybody could say that a fee is paid")
	case p.PaymeMerchant != "":
		return p.openPayme(payme.Till{Page: p.PaymePage, Merchant: p.PaymeMerchant, Origin: p.origin}, p.PaymeAPI, p.PaymeKey), nil
	case p.Demo:
		key, here := rand.Text(), "http://"+near(p.Addr)
		t := p.openPayme(payme.Till{Page: p.origin + demoTill, Merchant: "demo", Origin: p.origin}, here+demoTill+"/api", key)
		t.demo = payme.NewFake(payme.FakeConfig{
			Path: demoTill, Endpoint: here + payme.Path, Merchant: "demo", Key: key, Origin: p.origin,
			Client: outward, Page: cabinet.DemoTill, Now: time.Now,
		})
		return t, nil
	default:
		return till{}, nil
	}
}

func (p *portal) openPayme(page payme.Till, api, key string) till {
	return till{
		providers: []payment.Provider{payme.NewOffice(payme.OfficeConfig{Till: page, API: api, Key: key, Client: outward})},
		merchant:  payme.NewMerchant(key, p.payment, p.casework),
	}
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
