package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/document"
)

// paperCommand keeps the keys that papers are signed with, and checks papers.
type paperCommand struct {
	Check  paperCheckCommand  `cmd:"" help:"Check the signature of a QR code without a network; end with 1 when it is not genuine."`
	Rotate paperRotateCommand `cmd:"" help:"Let a new key sign papers. What the former key signed stays genuine."`
}

type paperCheckCommand struct {
	Keys    string `type:"existingfile" required:"" help:"File with the published keys: /.well-known/jwks.json of the portal."`
	Address string `arg:"" help:"What the QR code says."`
}

// Run prints what the signature says.
func (k *paperCheckCommand) Run(c *console) error {
	set, err := os.ReadFile(k.Keys)
	if err != nil {
		return err
	}
	keys, err := document.ReadWebKeys(set)
	if err != nil {
		return fmt.Errorf("%s is no set of keys: %w", k.Keys, err)
	}
	switch document.Check(keys, k.Address) {
	case document.Genuine:
		fmt.Fprintln(c.out, "Genuine: we signed this. Whether it was revoked or suspended since, only the portal says.")
		return nil
	case document.NoMark:
		return errors.New("there is no signature in it")
	case document.UnknownKey:
		return errors.New("the key that it names is not among these keys")
	case document.KeyOver:
		return errors.New("it is dated after the last day of its key")
	default:
		return errors.New("it was changed: the signature does not fit")
	}
}

type paperRotateCommand struct {
	database
}

// Run makes the key and prints its name.
func (k *paperRotateCommand) Run(ctx context.Context, c *console) error {
	return k.with(ctx, c.out, func(pool *pgxpool.Pool) error {
		key, err := document.NewStore(pool, nil, time.Now, "").RotateKey(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "The key %s signs papers from now on; within a minute every replica knows it.\n", key.Name())
		return nil
	})
}
