package main

import (
	"context"
	"fmt"
	"net"

	"github.com/yagona/portal/internal/integration/clamd"
)

// openScanner takes the ClamAV daemon that is configured, else on a demo one that plays it.
func (p *portal) openScanner(ctx context.Context) error {
	switch {
	case p.Clamd != "":
		p.scanner = clamd.NewClient(p.Clamd)
	case p.Demo:
		var listen net.ListenConfig
		listener, err := listen.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return fmt.Errorf("demo scanner: %w", err)
		}
		fake := clamd.NewFake(listener, clamd.Eicar)
		p.closers = append(p.closers, func() { _ = fake.Close() })
		p.scanner = clamd.NewClient(fake.Addr())
	default:
		p.log.WarnContext(ctx, "no scanner is configured (PORTAL_CLAMD): uploads pass our own checks only")
	}
	return nil
}
