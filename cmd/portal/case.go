package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/replay"
)

// caseCommand looks at one case from beside the portal.
type caseCommand struct {
	Replay replayCommand `cmd:"" help:"Evaluate the decisions of a case, or of all, again, with the version, the facts and the day that they had; end with 1 when one comes out otherwise."`
}

type replayCommand struct {
	ringed

	Number string `arg:"" optional:"" help:"Number of the application."`
	All    bool   `help:"Evaluate every kept decision, and keep what came of it."`
}

// Run prints one line for each decision of the rules. It tells no answers and no facts: they are somebody's.
func (r *replayCommand) Run(ctx context.Context, c *console) error {
	if r.All == (r.Number != "") {
		return errors.New("name an application, or say --all")
	}
	return r.withRing(ctx, c, func(pool *pgxpool.Pool, ring *keyring.Ring) error {
		store := replay.NewStore(pool, ring, catalogue.NewStore(pool, time.Now), time.Now)
		if r.All {
			return replayAll(ctx, c, store)
		}
		verdicts, err := store.Application(ctx, r.Number)
		if problem.Is(err, problem.NotFound) {
			return fmt.Errorf("the rules decided about no application with the number %s", r.Number)
		}
		if err != nil {
			return err
		}
		differ := 0
		for _, v := range verdicts {
			if len(v.Differences) > 0 {
				differ++
			}
			tell(c, v)
		}
		if differ > 0 {
			return fmt.Errorf("%d of %d decisions come out otherwise", differ, len(verdicts))
		}
		return nil
	})
}

// replayAll evaluates everything, says how far it is, and tells the first decisions that come out otherwise.
func replayAll(ctx context.Context, c *console, store *replay.Store) error {
	said := time.Now()
	run, err := store.All(ctx, func(done, total int) {
		if time.Since(said) > 5*time.Second {
			said = time.Now()
			fmt.Fprintf(c.out, "%d of %d\n", done, total)
		}
	})
	if err != nil {
		return err
	}
	for _, v := range run.Differing {
		tell(c, v)
	}
	fmt.Fprintf(c.out, "%d decisions evaluated again in %s, %d come out otherwise\n", run.Examined, run.Ended.Sub(run.Begun).Round(time.Millisecond), len(run.IDs))
	if len(run.IDs) > 0 {
		return fmt.Errorf("%d of %d decisions come out otherwise", len(run.IDs), run.Examined)
	}
	return nil
}

func tell(c *console, v replay.Verdict) {
	said := "agrees"
	if len(v.Differences) > 0 {
		said = "DIFFERS"
	}
	fmt.Fprintf(c.out, "%s  %s %s version %d: %s, %d checks: %s\n", v.At.Format(time.RFC3339), v.Number, v.Service, v.Version, v.Kept.Outcome, len(v.Kept.Trace), said)
	for _, d := range v.Differences {
		fmt.Fprintln(c.out, "   ", d)
	}
}
