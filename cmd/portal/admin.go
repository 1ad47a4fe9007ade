package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/access"
	"github.com/yagona/portal/internal/factor"
	"github.com/yagona/portal/internal/problem"
	serveraccess "github.com/yagona/portal/internal/server/access"
)

// adminCommand brings a new portal to the point from which administrators grant with each other.
type adminCommand struct {
	Token   adminTokenCommand   `cmd:"" help:"Print a token, for an hour and one use, with which somebody who is signed in becomes the first administrator."`
	Reset   adminResetCommand   `cmd:"" help:"Take all second factors and sessions of an official away, who has lost them and whom no other administrator can help."`
	Confirm adminConfirmCommand `cmd:"" help:"Confirm a proposed office as the second person, while there are fewer than two administrators."`
}

type adminTokenCommand struct {
	database

	URL string `env:"PORTAL_URL" default:"http://localhost:8080" placeholder:"URL" help:"Address under which people reach the portal."`
}

// Run prints where the token is typed, and the token.
func (a *adminTokenCommand) Run(ctx context.Context, c *console) error {
	return a.with(ctx, c.out, func(pool *pgxpool.Pool) error {
		token, err := access.NewStore(pool, time.Now).NewToken(ctx)
		if problem.Is(err, problem.Conflict) {
			return errors.New("there is an administrator already")
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "Until %s whoever is signed in and types this token at %s/en%s becomes the first administrator:\n%s\n",
			time.Now().Add(access.TokenLasts).Format(time.DateTime), a.URL, serveraccess.FirstPath, token)
		return nil
	})
}

type adminResetCommand struct {
	database

	Subject string `arg:"" help:"The official's subject at the identity provider."`
}

// Run resets; the person sets up new factors after the next sign-in.
func (a *adminResetCommand) Run(ctx context.Context, c *console) error {
	return a.with(ctx, c.out, func(pool *pgxpool.Pool) error {
		store, err := factor.NewStore(pool, time.Now, "", "http://localhost")
		if err != nil {
			return err
		}
		switch err := store.ResetAlone(ctx, a.Subject); {
		case problem.Is(err, problem.NotFound):
			return errors.New("nobody with that subject holds an office")
		case err != nil:
			return err
		}
		fmt.Fprintln(c.out, "Reset: the official signs in anew and sets up new ones.")
		return nil
	})
}

type adminConfirmCommand struct {
	database

	Proposal int64 `arg:"" help:"Number of the proposal, as its page shows it."`
}

// Run confirms it.
func (a *adminConfirmCommand) Run(ctx context.Context, c *console) error {
	return a.with(ctx, c.out, func(pool *pgxpool.Pool) error {
		err := access.NewStore(pool, time.Now).ConfirmAlone(ctx, a.Proposal)
		switch {
		case problem.Is(err, problem.Conflict):
			return errors.New("there are administrators enough: one of them confirms it")
		case problem.Is(err, problem.Forbidden):
			return errors.New("it waited too long, or who proposed it is no administrator any more: turn it down and propose it anew")
		case problem.Is(err, problem.NotFound):
			return errors.New("no such proposal waits")
		case err != nil:
			return err
		}
		fmt.Fprintln(c.out, "Confirmed.")
		return nil
	})
}
