package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/replay"
)

// caseCommand looks at one case from beside the portal.
type caseCommand struct {
	Replay replayCommand `cmd:"" help:"Evaluate the decisions of a case again, with the version, the facts and the day that they had; end with 1 when one comes out otherwise."`
}

type replayCommand struct {
	database

	Number string `arg:"" help:"Number of the application."`
}

// Run prints one line for each decision of the rules. It tells no answers and no facts: they are somebody's.
func (r *replayCommand) Run(ctx context.Context, c *console) (err error) {
	url, closeDatabase, err := r.open(ctx, c.out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeDatabase()) }()
	pool, err := postgres.OpenFor(ctx, url, postgres.Bulk())
	if err != nil {
		return err
	}
	defer pool.Close()
	verdicts, err := replay.NewStore(pool, catalogue.NewStore(pool, time.Now), time.Now).Application(ctx, r.Number)
	if problem.Is(err, problem.NotFound) {
		return fmt.Errorf("the rules decided about no application with the number %s", r.Number)
	}
	if err != nil {
		return err
	}
	differ := 0
	for _, v := range verdicts {
		said := "agrees"
		if len(v.Differences) > 0 {
			said, differ = "DIFFERS", differ+1
		}
		fmt.Fprintf(c.out, "%s  %s version %d: %s, %d checks: %s\n", v.At.Format(time.RFC3339), v.Service, v.Version, v.Kept.Outcome, len(v.Kept.Trace), said)
		for _, d := range v.Differences {
			fmt.Fprintln(c.out, "   ", d)
		}
	}
	if differ > 0 {
		return fmt.Errorf("%d of %d decisions come out otherwise", differ, len(verdicts))
	}
	return nil
}
