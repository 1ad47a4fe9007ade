package main

import (
	"context"

	"github.com/yagona/portal/internal/operation"
	"github.com/yagona/portal/web/layout"
)

// startJobs works off what the mode of the portal allows, and follows when that changes.
func (p *portal) startJobs(ctx context.Context) error {
	turn := func(ctx context.Context, m operation.Mode) error {
		ctx, cancel := context.WithTimeout(ctx, drainLimit)
		defer cancel()
		return p.jobs.Only(ctx, m.Queues()...)
	}
	if err := turn(ctx, p.mode.Now().Mode); err != nil {
		return err
	}
	p.background(ctx, func(ctx context.Context) { p.mode.Follow(ctx, p.log, turn) })
	return nil
}

// shownMode is the mode as pages say it.
func (p *portal) shownMode() layout.Mode {
	now := p.mode.Now()
	if now.Mode == operation.Open {
		return layout.Mode{}
	}
	return layout.Mode{Name: string(now.Mode), Reason: now.Reason}
}
