package main

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/demo"
)

type demoCommand struct {
	database

	Applications int    `required:"" placeholder:"N" help:"How many applications the year has. Of more than 20,000 so many are lived through, and each is written several times, for several people."`
	Seed         uint64 `placeholder:"S" help:"Another number makes another year."`
}

// Run gives a database the demo with its year of applications, and ends.
func (d *demoCommand) Run(ctx context.Context, c *console) error {
	if d.Applications < 1 {
		return errors.New("--applications: a year has one or more")
	}
	log, flush := c.logger(true)
	defer flush()
	return d.with(ctx, c.out, func(pool *pgxpool.Pool) error {
		made, err := demo.History{Pool: pool}.Made(ctx)
		if err != nil {
			return err
		}
		if made {
			return errors.New("this database has its year of applications already; a new one can have another")
		}
		var used bool
		if err := pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM accounts)`).Scan(&used); err != nil {
			return err
		}
		if used {
			return errors.New("this database has accounts of people: invented applications belong into a new one")
		}
		s := settings{Demo: true, DemoApplications: d.Applications, DemoRegistersAddr: "127.0.0.1:0", demoSeed: d.Seed}
		if s.ringKey, err = d.wrapKey(); err != nil {
			return err
		}
		if s.FactorKey, err = openFactorKey("", d.database); err != nil { // the one with which the demo will be served
			return err
		}
		p, err := build(ctx, s, "http://localhost", pool.Config().ConnString(), c.out, log)
		if err == nil {
			p.close()
		}
		return err
	})
}
