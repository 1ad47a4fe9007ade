package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/yagona/portal/internal/postgres"
)

// probeEvery bounds how often the question "are you ready?", which anybody may ask, costs a write.
const probeEvery = time.Second

// probe remembers the last answer of the database.
type probe struct {
	mu    sync.Mutex
	asked time.Time
	said  error
}

var errLeaving = errors.New("the program is stopping")

// ready reports whether this replica can take an application now.
func (p *portal) ready(ctx context.Context) error {
	if p.leaving.Load() {
		return errLeaving
	}
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
