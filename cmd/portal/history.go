package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/demo"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/integration/registers"
	"github.com/yagona/portal/internal/postgres"
)

// makeHistory gives a demo a year of applications, once, so that no list and no report is empty. It needs the personas'
// accounts, and the invented population: with registers elsewhere nobody would know the applicants.
func (p *portal) makeHistory(ctx context.Context, out io.Writer) error {
	if p.world == nil || p.entrance.demo == nil || p.DemoApplications <= 0 {
		return nil
	}
	h := demo.History{
		Pool: p.figures, World: p.world, Services: p.catalogue, Accounts: p.accounts, Offices: booking.NewStore(p.figures, time.Now, p.calendar),
		Cases:    casework.NewStore(p.figures, p.ring, time.Now, p.catalogue, registers.Direct{World: p.world, Now: time.Now}, p.payment, p.document, p.calendar),
		Calendar: p.calendar,
		Feedback: feedback.NewStore(p.figures, p.ring, p.catalogue, time.Now, p.calendar),
		Issuer:   p.origin + demoIssuer, Now: time.Now, Size: p.DemoApplications, Seed: p.demoSeed,
	}
	made, err := h.Made(ctx)
	if err != nil {
		return err
	}
	if made {
		return h.Dress(ctx)
	}
	before, err := p.rows(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := h.Make(ctx, progress(out, "Writing a year of applications")); err != nil {
		return err
	}
	took := time.Since(began)
	after, err := p.rows(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Demo: a year of about %d applications, made in %s: %d rows, %.0f a second.\n", p.DemoApplications, took.Round(time.Second), after-before, float64(after-before)/took.Seconds())
	if err := p.report.Refresh(ctx); err != nil {
		return err
	}
	if err := h.Decide(ctx, p.report); err != nil {
		return err
	}
	return p.bulletins.Take(ctx)
}

// rows is how many rows all tables have, as the last VACUUM counted them.
func (p *portal) rows(ctx context.Context) (n int64, err error) {
	err = p.figures.QueryRow(ctx, `SELECT coalesce(sum(greatest(reltuples, 0)), 0)::bigint FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`).Scan(&n)
	if err != nil {
		return 0, postgres.Problem(fmt.Errorf("count rows: %w", err))
	}
	return n, nil
}
