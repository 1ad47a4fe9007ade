package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/yagona/portal/internal/operation"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/server"
)

// probeEvery bounds how often the question "are you ready?", which anybody may ask, costs a write.
const probeEvery = time.Second

// probe remembers the last answer of the database.
type probe struct {
	mu    sync.Mutex
	asked time.Time
	said  error
}

// ready reports whether this replica can take an application now, and logs why not.
func (p *portal) ready(ctx context.Context) server.Readiness {
	state := server.Readiness{Ready: true, Parts: map[string]server.Part{"program": server.PartOK, "database": server.PartOK}}
	if p.leaving.Load() {
		state.Ready, state.Parts["program"] = false, server.PartStopping
		delete(state.Parts, "database") // nobody waits for it any more
		return state
	}
	asks := p.writes
	if p.mode.Now().Mode == operation.ReadOnly { // by order: whoever reads is answered here
		state.Parts["database"], asks = server.PartReadOnly, p.web.Ping
	}
	if err := asks(ctx); err != nil {
		p.log.WarnContext(ctx, "not ready", "error", err.Error())
		state.Ready, state.Parts["database"] = false, server.PartFailing
	}
	return state
}

// writes asks the database, or remembers what it just said.
func (p *portal) writes(ctx context.Context) error {
	p.probe.mu.Lock()
	defer p.probe.mu.Unlock()
	if time.Since(p.probe.asked) < probeEvery {
		return p.probe.said
	}
	replica, err := os.Hostname()
	if err != nil {
		return fmt.Errorf("name of this machine: %w", err)
	}
	p.probe.said = postgres.Probe(ctx, p.web, replica+p.Addr)
	p.probe.asked = time.Now()
	return p.probe.said
}
