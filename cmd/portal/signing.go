package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/yagona/portal/internal/demo"
	"github.com/yagona/portal/internal/integration/crl"
	"github.com/yagona/portal/internal/integration/eimzo"
	"github.com/yagona/portal/internal/integration/signer"
	"github.com/yagona/portal/internal/server/cabinet"
	"github.com/yagona/portal/internal/signature"
)

// demoSigner is where the demo's token stands, below the portal's own address.
const demoSigner = "/demo/signer"

// signing is the parts through which applications are signed; both nil where people bring signatures in files.
type signing struct {
	page *signer.Client
	demo *signer.Demo
}

// openSigning takes the verification that is configured, else on a demo our own authority with tokens for its people.
// Without either, services that need a signature say that they can't be applied for.
func (p *portal) openSigning(ctx context.Context) (signing, error) {
	switch {
	case p.EImzoURL != "":
		return signing{}, p.askEImzo(p.EImzoURL)
	case p.SignatureRoots != "":
		roots, err := readRoots(p.SignatureRoots)
		if err != nil {
			return signing{}, err
		}
		p.casework.WithVerifier(signature.NewVerifier(roots, p.lists(p.SignatureLists), time.Now))
		return signing{}, nil
	case p.Demo:
		return p.demoSigning(ctx)
	default:
		p.log.WarnContext(ctx, "nothing checks signatures (PORTAL_EIMZO_URL, PORTAL_SIGNATURE_ROOTS): services that need one can't be applied for")
		return signing{}, nil
	}
}

// askEImzo has the national server verify, for the host under which people reach the portal.
func (p *portal) askEImzo(server string) error {
	site, err := url.Parse(p.origin)
	if err != nil {
		return err
	}
	client, err := eimzo.NewClient(eimzo.Config{URL: server, Site: site.Hostname(), Limits: eimzo.Usual, Now: time.Now})
	if err != nil {
		return fmt.Errorf("PORTAL_EIMZO_URL: %w", err)
	}
	p.casework.WithVerifier(client)
	return nil
}

func (p *portal) demoSigning(ctx context.Context) (signing, error) {
	var people []signer.Person
	for _, x := range demo.Personas() {
		if x.PINFL != "" {
			people = append(people, signer.Person{Name: x.Name, PINFL: x.PINFL})
		}
	}
	secret := p.secret("signer")
	d, err := signer.NewDemo(signer.Config{Path: demoSigner, Origin: p.origin, Secret: secret, People: people, Page: cabinet.DemoSigner, Now: time.Now})
	if err != nil {
		return signing{}, err
	}
	here := "http://" + near(p.Addr)
	verifier := signature.NewVerifier([]*x509.Certificate{d.Root}, p.lists([]string{here + d.ListPath()}), time.Now)
	p.casework.WithVerifier(verifier)
	if p.DemoEImzo {
		err = p.playEImzo(ctx, verifier)
	}
	return signing{demo: d, page: &signer.Client{Page: p.origin + demoSigner, Endpoint: here + demoSigner, Secret: secret, HTTP: http.DefaultClient}}, err
}

// playEImzo has the demo's signatures verified the long way: by a server that speaks the protocol of E-IMZO-SERVER, for
// the portal's host, and that finds good what the verifier does.
func (p *portal) playEImzo(ctx context.Context, verifier *signature.Verifier) error {
	site, err := url.Parse(p.origin)
	if err != nil {
		return err
	}
	server, err := p.play(ctx, &eimzo.Fake{Site: site.Hostname(), Verifier: verifier})
	if err != nil {
		return err
	}
	return p.askEImzo(server)
}

// lists is nil where no authority publishes one.
func (p *portal) lists(urls []string) *signature.Lists {
	if len(urls) == 0 {
		return nil
	}
	return signature.NewLists(urls, crl.Fetch, time.Now)
}

func readRoots(file string) ([]*x509.Certificate, error) {
	raw, err := os.ReadFile(file) //nolint:gosec // named by whoever starts the program
	if err != nil {
		return nil, fmt.Errorf("PORTAL_SIGNATURE_ROOTS: %w", err)
	}
	var roots []*x509.Certificate
	for {
		var block *pem.Block
		if block, raw = pem.Decode(raw); block == nil {
			break
		}
		root, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("PORTAL_SIGNATURE_ROOTS: %w", err)
		}
		roots = append(roots, root)
	}
	if len(roots) == 0 {
		return nil, errors.New("PORTAL_SIGNATURE_ROOTS: there is no certificate in PEM in that file")
	}
	return roots, nil
}
