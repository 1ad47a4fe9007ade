package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/catalogue"
)

// catalogueCommand keeps the definitions of services.
type catalogueCommand struct {
	Check  checkCommand  `cmd:"" help:"Check the built-in definitions and count them; end with 1 on any problem."`
	Import importCommand `cmd:"" help:"Bring the built-in definitions into the database. What an official edited stays; such changes are listed."`
	Export exportCommand `cmd:"" help:"Write the published definitions back as files, for review."`
}

type checkCommand struct{}

// Run prints counts by process and category, and each problem with file and line.
func (checkCommand) Run(c *console) error {
	return catalogue.CheckSeed(c.out)
}

type importCommand struct {
	database
}

// Run imports and says what that changed.
func (i *importCommand) Run(ctx context.Context, c *console) error {
	return i.with(ctx, c.out, func(pool *pgxpool.Pool) error {
		return importCatalogue(ctx, catalogue.NewStore(pool, time.Now), c.out)
	})
}

type exportCommand struct {
	database

	Dir string `arg:"" help:"Folder for the files." type:"path"`
}

// Run writes one file for each category.
func (e *exportCommand) Run(ctx context.Context, c *console) error {
	return e.with(ctx, c.out, func(pool *pgxpool.Pool) error {
		if err := catalogue.NewStore(pool, time.Now).Export(ctx, e.Dir); err != nil {
			return err
		}
		fmt.Fprintln(c.out, "The published definitions are in", e.Dir)
		return nil
	})
}

// importCatalogue shows how far it is, and what it left to officials.
func importCatalogue(ctx context.Context, store *catalogue.Store, out io.Writer) error {
	did, err := store.Import(ctx, progress(out, "Importing the catalogue"))
	if err != nil {
		return err
	}
	if did.New+did.Updated > 0 {
		fmt.Fprintf(out, "Catalogue: %d new, %d updated, %d unchanged.\n", did.New, did.Updated, did.Unchanged)
	}
	for _, proposal := range did.Proposed {
		fmt.Fprintf(out, "Catalogue: %s was edited by %s; the built-in change waits as version %d.\n", proposal.Code, proposal.Author, proposal.Number)
	}
	return nil
}

// progress draws over its own line on a terminal and says nothing elsewhere: a log of a thousand percents helps nobody.
func progress(out io.Writer, what string) func(done, total int) {
	file, ok := out.(*os.File)
	if !ok {
		return func(int, int) {}
	}
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return func(int, int) {}
	}
	return func(done, total int) {
		fmt.Fprintf(out, "\r%s: %d of %d", what, done, total)
		if done == total {
			fmt.Fprint(out, "\n")
		}
	}
}
