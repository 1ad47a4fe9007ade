package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/yagona/portal/internal/integration/registers"
	"github.com/yagona/portal/internal/integration/registers/world"
	"github.com/yagona/portal/internal/record"
)

// openRegisters takes the gateway that is configured, else on a demo our own over an invented population. Without
// either every register is unavailable: what needs facts waits, and nothing is decided on made-up ones.
func (p *portal) openRegisters(ctx context.Context) error {
	base := p.RegistersURL
	switch {
	case base != "":
	case p.Demo:
		p.world = world.New(world.People, time.Now)
		listening, err := p.serveRegisters(ctx)
		if err != nil {
			return err
		}
		base = "http://" + listening
		p.demoRegisters = base
	default:
		p.log.WarnContext(ctx, "no gateway to the state registers is configured (PORTAL_REGISTERS_URL): facts are unavailable")
		base = "http://127.0.0.1:0"
	}
	client := registers.NewClient(base, time.Now, registers.Limits{})
	p.copies = record.NewStore(p.web, p.ring, time.Now, client)
	p.registers, p.outages, p.conditions = p.copies, client.Outages, client.Conditions
	if p.RegistersURL != "" || p.Demo { // without a gateway there is nothing to watch
		p.background(ctx, client.Watch)
	}
	return nil
}

// serveRegisters opens the demo gateway on a listener of its own: the portal talks to it as to any other system.
func (p *portal) serveRegisters(ctx context.Context) (string, error) {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", p.DemoRegistersAddr)
	if err != nil {
		return "", fmt.Errorf("demo registers: %w", err)
	}
	server := &http.Server{
		Handler:           registers.NewServer(p.world, time.Now, p.log),
		ReadHeaderTimeout: headerLimit,
		IdleTimeout:       idleLimit,
		MaxHeaderBytes:    headerBytes,
		ErrorLog:          slog.NewLogLogger(p.log.Handler(), slog.LevelWarn),
	}
	go func() {
		if err := server.Serve(listener); err != http.ErrServerClosed {
			p.log.ErrorContext(ctx, "demo registers ended", "error", err)
		}
	}()
	p.closers = append(p.closers, func() { _ = server.Close() })
	return listener.Addr().String(), nil
}
