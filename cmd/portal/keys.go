package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/demo"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/notify"
)

// peopleColumns are sealed before anybody is looked for by them, sealedColumns all that is sealed with the ring.
var (
	peopleColumns = []keyring.Column{
		account.NumberColumn, account.SubjectColumn, dispute.SubjectColumn, notify.AddressColumn, notify.CodeColumn, feedback.ContactColumn,
	}
	sealedColumns = slices.Concat(peopleColumns, casework.SealedColumns, []keyring.Column{document.LinesColumn})
)

// ringKeyFile is where a portal with a managed database keeps the key that wraps the ring: beside it, never in it.
const ringKeyFile = "ring.key"

// wrapKey is the text of the file that wraps the ring: the one that is configured, else that beside the managed database,
// where one is made at the first start. Empty: a database elsewhere, and none is named.
func (d database) wrapKey() (string, error) {
	if d.RingKey != "" {
		raw, err := os.ReadFile(d.RingKey)
		if err != nil {
			return "", fmt.Errorf("PORTAL_RING_KEY: %w", err)
		}
		return string(raw), nil
	}
	if d.DatabaseURL != "" {
		return "", nil
	}
	return keyBeside(d.DataDir, ringKeyFile)
}

// keyBeside is the key in a file of the data directory. Where there is none, one is made.
func keyBeside(dir, name string) (string, error) {
	path := filepath.Join(dir, name)
	raw, err := os.ReadFile(path) //nolint:gosec // named by whoever starts the program
	if err == nil {
		key := strings.TrimSpace(string(raw))
		if key == "" {
			return "", fmt.Errorf("%s is empty: the key was lost", path)
		}
		return key, nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	file, err := os.CreateTemp(dir, name+".*") // 0600; the name appears with the whole key behind it
	if err != nil {
		return "", err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	key := rand.Text() + rand.Text()
	_, err = file.WriteString(key + "\n")
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return "", err
	}
	err = os.Link(file.Name(), path)
	if errors.Is(err, os.ErrExist) { // another replica on this machine was quicker
		return keyBeside(dir, name)
	}
	return key, err
}

// loadRing is the ring of a database, unwrapped with that key; a demo has a key of its own where none is named.
func loadRing(ctx context.Context, pool *pgxpool.Pool, key string, isDemo bool) (*keyring.Ring, error) {
	if key == "" && isDemo {
		secret, err := demo.Secrets(ctx, pool)
		if err != nil {
			return nil, err
		}
		key = secret("ring")
	}
	if key == "" {
		return nil, errors.New("PORTAL_RING_KEY: name the file with the key that wraps the ring with which numbers and addresses of people are sealed (head -c 32 /dev/urandom | base64 makes one)")
	}
	wrap, err := keyring.NewWrap(key)
	if err != nil {
		return nil, fmt.Errorf("PORTAL_RING_KEY: %w", err)
	}
	ring, err := keyring.Load(ctx, pool, wrap, time.Now(), sealedColumns...)
	if err != nil {
		return nil, fmt.Errorf("PORTAL_RING_KEY, or %s beside the managed database: %w", ringKeyFile, err)
	}
	return ring, nil
}

// openRing brings the ring and seals what a former release wrote, before anybody is looked for by it.
func (p *portal) openRing(ctx context.Context, out io.Writer) (err error) {
	if p.ring, err = loadRing(ctx, p.figures, p.ringKey, p.Demo); err != nil {
		return err
	}
	n, err := p.ring.Fill(ctx, time.Now(), p.log, peopleColumns...)
	if err != nil {
		p.log.ErrorContext(ctx, "not all that a former release wrote was sealed: that is tried again every five minutes", "err", err)
	}
	if n > 0 {
		fmt.Fprintf(out, "Numbers and addresses of people: %d were sealed.\n", n)
	}
	p.background(ctx, func(ctx context.Context) { p.ring.Watch(ctx, p.web, p.log) })
	return nil
}

// planRing adds the work of the ring: a few rows that a former release writes beside this one, and after a rotation all.
func (p *portal) planRing(plan *job.Plan) {
	job.WorkLong(plan, aNight, func(ctx context.Context, _ keyring.UpkeepArgs) error {
		return p.ring.Upkeep(ctx, time.Now(), p.log, sealedColumns...)
	})
	job.Every(plan, 5*time.Minute, keyring.UpkeepArgs{})
}

// keyProgress is how far the rows have followed the key that seals.
func (p *portal) keyProgress(ctx context.Context) (keyring.Progress, error) {
	return p.ring.Progress(ctx, sealedColumns...)
}

// keysCommand keeps the keys with which numbers and addresses of people are sealed.
type keysCommand struct {
	List   keysListCommand   `cmd:"" help:"Print what keys there are, and how many rows each sealed."`
	Rotate keysRotateCommand `cmd:"" help:"Let a new key seal; what former keys sealed is sealed anew in the background. It takes a minute: every replica has to know the key first."`
	Retire keysRetireCommand `cmd:"" help:"Take former keys away for good that no row needs any more."`
	Open   keysOpenCommand   `cmd:"" help:"Write all numbers and addresses back as they are, for the way back to a release that seals none; nothing may serve."`
}

// ringed is the flags of a command that needs the ring.
type ringed struct {
	database

	Demo bool `env:"PORTAL_DEMO" help:"The database is that of a demo."`
}

func (r ringed) withRing(ctx context.Context, c *console, do func(*pgxpool.Pool, *keyring.Ring) error) error {
	return r.with(ctx, c.out, func(pool *pgxpool.Pool) error {
		key, err := r.wrapKey()
		if err != nil {
			return err
		}
		ring, err := loadRing(ctx, pool, key, r.Demo)
		if err != nil {
			return err
		}
		return do(pool, ring)
	})
}

type keysListCommand struct{ ringed }

// Run prints the inventory: never a key.
func (k *keysListCommand) Run(ctx context.Context, c *console) error {
	return k.withRing(ctx, c, func(_ *pgxpool.Pool, ring *keyring.Ring) error {
		list, err := ring.Keys(ctx)
		if err != nil {
			return err
		}
		left, err := ring.Left(ctx, sealedColumns...)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%-8s %-10s %-8s %-20s %s\n", "purpose", "id", "state", "made", "rows")
		for _, x := range list {
			rows := "-"
			if x.Purpose == keyring.Sealing {
				rows = strconv.FormatInt(left[x.ID], 10)
			}
			fmt.Fprintf(c.out, "%-8s %-10d %-8s %-20s %s\n", x.Purpose, x.ID, state(x), x.MadeAt.UTC().Format("2006-01-02T15:04:05Z"), rows)
		}
		fmt.Fprintf(c.out, "%d rows are plain.\n", left[0])
		return nil
	})
}

func state(x keyring.Key) string {
	switch {
	case x.RetiredAt != nil:
		return "retired"
	case x.Seals:
		return "seals"
	case x.FirstAt == nil:
		return "waits"
	default:
		return "opens"
	}
}

type keysRotateCommand struct{ ringed }

// Run adds a key, waits until every replica has read it, and has it seal. Killed in between, the next run goes on.
func (k *keysRotateCommand) Run(ctx context.Context, c *console) error {
	return k.withRing(ctx, c, func(_ *pgxpool.Pool, ring *keyring.Ring) error {
		id, since, err := ring.Prepare(ctx, time.Now())
		if err != nil {
			return err
		}
		if wait := time.Until(since.Add(keyring.Spread)); wait > 0 {
			fmt.Fprintf(c.out, "Key %d is in the ring. In %s every replica knows it, and it seals.\n", id, wait.Round(time.Second))
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(wait):
			}
		}
		if err := ring.Promote(ctx, id, time.Now(), func(tx pgx.Tx) error { return job.Insert(ctx, tx, keyring.UpkeepArgs{}) }); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "Key %d seals from now on. Rows of former keys are sealed anew in the background: portal keys list says how many are left.\n", id)
		return nil
	})
}

type keysRetireCommand struct{ ringed }

// Run takes away what no row needs, or says how many rows need it.
func (k *keysRetireCommand) Run(ctx context.Context, c *console) error {
	return k.withRing(ctx, c, func(_ *pgxpool.Pool, ring *keyring.Ring) error {
		gone, err := ring.Retire(ctx, time.Now(), sealedColumns...)
		if errors.Is(err, keyring.ErrNeeded) {
			left, counted := ring.Left(ctx, sealedColumns...)
			if counted != nil {
				return counted
			}
			list, counted := ring.Keys(ctx)
			if counted != nil {
				return counted
			}
			needed := int64(0)
			for _, x := range list {
				if state(x) == "opens" {
					needed += left[x.ID]
				}
			}
			return fmt.Errorf("%w: %d rows; wait for the background, and at least %s after a rotation", err, needed, keyring.Spread)
		}
		if err != nil {
			return err
		}
		if len(gone) == 0 {
			fmt.Fprintln(c.out, "There is no former key.")
		}
		for _, id := range gone {
			fmt.Fprintf(c.out, "Key %d is gone. What it sealed in older backups opens only with the ring of that backup.\n", id)
		}
		return nil
	})
}

type keysOpenCommand struct{ ringed }

// Run unseals every row.
func (k *keysOpenCommand) Run(ctx context.Context, c *console) error {
	return k.withRing(ctx, c, func(_ *pgxpool.Pool, ring *keyring.Ring) error {
		n, lost, err := ring.Unseal(ctx, sealedColumns...)
		if err != nil {
			return err
		}
		if len(lost) > 0 {
			return fmt.Errorf("%d values stand in plain again, %d can't and stay sealed (docs/runbook.md, part 11): %s", n, len(lost), strings.Join(lost, ", "))
		}
		fmt.Fprintf(c.out, "%d values stand in plain again. Start the former release now, not this one: it would seal them.\n", n)
		return nil
	})
}
