package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/integration/signer"
)

// openSeal takes the seal that is configured, else on a demo one of ours, and publishes its certificate. Without either the
// PDF files of papers are not signed; their QR codes always are.
func (p *portal) openSeal(ctx context.Context) error {
	seal, err := p.seal()
	if errors.Is(err, document.ErrSealOver) { // a portal that does not start helps nobody
		p.log.ErrorContext(ctx, "the seal of papers is over: their PDF files are not signed until another one is configured", "error", err)
		return nil
	}
	if err != nil {
		return err
	}
	if seal == nil {
		p.log.WarnContext(ctx, "nothing seals papers (PORTAL_SEAL_CERTIFICATE, PORTAL_SEAL_KEY): their PDF files are not signed")
		return nil
	}
	return p.document.WithSeal(seal).PublishSeal(ctx)
}

func (p *portal) seal() (*document.Seal, error) {
	switch {
	case p.SealCertificate != "" || p.SealKey != "":
		certificates, err := os.ReadFile(p.SealCertificate)
		if err != nil {
			return nil, fmt.Errorf("PORTAL_SEAL_CERTIFICATE: %w", err)
		}
		key, err := os.ReadFile(p.SealKey)
		if err != nil {
			return nil, fmt.Errorf("PORTAL_SEAL_KEY: %w", err)
		}
		return document.ReadSeal(certificates, key, time.Now())
	case p.Demo:
		key, chain, err := signer.Seal(p.secret("seal"))
		if err != nil {
			return nil, err
		}
		return document.NewSeal(key, chain, time.Now())
	default:
		return nil, nil //nolint:nilnil // no seal is an answer
	}
}
