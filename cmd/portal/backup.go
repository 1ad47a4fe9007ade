package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/operation"
)

// backupCommand is for the script that takes backups and that which restores them.
type backupCommand struct {
	Record   backupRecordCommand   `cmd:"" help:"Read what 'pgbackrest info --output=json' prints and write down which backups there are."`
	Restored backupRestoredCommand `cmd:"" help:"Write down that a backup was restored and proven."`
}

type backupRecordCommand struct {
	database

	Info string `arg:"" default:"-" help:"File with what pgBackRest printed; - reads it from standard input."`
}

// Run prints the newest.
func (b *backupRecordCommand) Run(ctx context.Context, c *console) error {
	var info io.Reader = os.Stdin
	if b.Info != "-" {
		file, err := os.Open(b.Info)
		if err != nil {
			return err
		}
		defer file.Close()
		info = file
	}
	list, err := operation.Listed(info)
	if err != nil {
		return err
	}
	return b.with(ctx, c.out, func(pool *pgxpool.Pool) error {
		if err := operation.NewStore(pool, time.Now).Keep(ctx, list); err != nil {
			return err
		}
		newest := list[len(list)-1]
		fmt.Fprintf(c.out, "%d backups; the newest, %s, ended at %s.\n", len(list), newest.Label, newest.EndedAt.Format(time.RFC3339))
		return nil
	})
}

type backupRestoredCommand struct {
	database

	Label string `arg:"" help:"Name of the backup."`
}

// Run says which.
func (b *backupRestoredCommand) Run(ctx context.Context, c *console) error {
	return b.with(ctx, c.out, func(pool *pgxpool.Pool) error {
		if err := operation.NewStore(pool, time.Now).Restored(ctx, b.Label); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s was restored and proven.\n", b.Label)
		return nil
	})
}
