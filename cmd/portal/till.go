package main

import (
	"crypto/rand"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/yagona/portal/internal/integration/payme"
	"github.com/yagona/portal/internal/server/cabinet"
)

// demoTill is where the demo payment provider stands, below the portal's own address.
const demoTill = "/demo/payme"

// till is the parts through which fees are paid; all nil where no provider is configured.
type till struct {
	page     *payme.Till
	merchant *payme.Merchant
	demo     *payme.Fake // nil where a provider is configured
}

// openTill takes the provider that is configured, else on a demo our own, which calls over this machine's own address.
func (p *portal) openTill() (till, error) {
	switch {
	case p.PaymeMerchant != "" && p.PaymeKey == "":
		return till{}, errors.New("PORTAL_PAYME_KEY is missing: without it anybody could say that a fee is paid")
	case p.PaymeMerchant != "":
		return till{
			page:     &payme.Till{Page: p.PaymePage, Merchant: p.PaymeMerchant, Origin: p.origin},
			merchant: payme.NewMerchant(p.PaymeKey, p.payment, p.casework),
		}, nil
	case p.Demo:
		key := rand.Text()
		return till{
			page:     &payme.Till{Page: p.origin + demoTill, Merchant: "demo", Origin: p.origin},
			merchant: payme.NewMerchant(key, p.payment, p.casework),
			demo: payme.NewFake(payme.FakeConfig{
				Path: demoTill, Endpoint: "http://" + near(p.Addr) + payme.Path, Merchant: "demo", Key: key, Origin: p.origin,
				Client: http.DefaultClient, Page: cabinet.DemoTill, Now: time.Now,
			}),
		}, nil
	default:
		return till{}, nil
	}
}

// near is how this machine reaches an address that it listens on.
func near(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err != nil || host == "" || ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return addr
}
