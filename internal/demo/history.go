package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/integration/registers/world"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/workday"
)

// Applications is how many applications the year has unless a test wants fewer.
const Applications = 20_000

// History is a year of applications that ends now. It is lived through by the rules of casework, in memory, and copied
// into the tables in one transaction: either the whole year is there, or nothing is.
type History struct {
	Pool     *pgxpool.Pool
	World    *world.World
	Services *catalogue.Store
	Accounts *account.Store
	Cases    *casework.Store // over registers that are read without a wire
	Feedback *feedback.Store
	Offices  *booking.Store
	Calendar *workday.Calendar
	Issuer   string // of the demo's accounts
	Now      func() time.Time
	Size     int // applications; 0 means the usual number
	Seed     uint64
}

// marker is the object of the audit entry that says that the year was made: it is made once.
const marker = "demo:history"

// Made reports whether there is a year already.
func (h History) Made(ctx context.Context) (made bool, err error) {
	err = h.Pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM audit_entries WHERE object = $1)`, marker).Scan(&made)
	if err != nil {
		return false, postgres.Problem(fmt.Errorf("look for the demo history: %w", err))
	}
	return made, nil
}

// Make makes the year, if there is none yet, and says how far it is.
func (h History) Make(ctx context.Context, progress func(done, total int)) error {
	if made, err := h.Made(ctx); err != nil || made {
		return err
	}
	if h.Size == 0 {
		h.Size = Applications
	}
	y := &year{History: h, now: h.Now().Truncate(time.Second)}
	// Much is made and thrown away within seconds; the collector may come less often meanwhile.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	if err := y.prepare(ctx); err != nil {
		return err
	}
	tx, err := h.Pool.Begin(ctx)
	if err != nil {
		return postgres.Problem(fmt.Errorf("demo history: %w", err))
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if err := y.write(ctx, tx, progress); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return postgres.Problem(fmt.Errorf("demo history: %w", err))
	}
	// The planner has seen empty tables until now.
	if _, err := h.Pool.Exec(ctx, `ANALYZE`); err != nil {
		return postgres.Problem(fmt.Errorf("demo history: %w", err))
	}
	return nil
}

// year is the history while it is made.
type year struct {
	History
	now    time.Time
	staff  staff
	people crowd
	diary  *diary
	plan   []planned
}

// prepare makes the accounts and lays out who applies for what and when.
func (y *year) prepare(ctx context.Context) (err error) {
	r := y.dice(0)
	if y.staff, err = y.hire(ctx, r); err != nil {
		return err
	}
	if y.people, err = y.gather(ctx, r); err != nil {
		return err
	}
	var offices []booking.Office
	for authority := range catalogue.Lists().Authorities.All() {
		some, err := y.Offices.Offices(ctx, authority, "")
		if err != nil {
			return err
		}
		offices = append(offices, some...)
	}
	y.diary = newDiary(offices, y.Calendar)
	y.plan = y.layOut(r)
	return nil
}

// dice are seeded, so that the same year comes out on the same day.
func (y *year) dice(n int) *rand.Rand {
	return rand.New(rand.NewPCG(y.Seed+2026, uint64(n)+1)) //nolint:gosec // not a secret
}

// lived is an application with its place in the order of submission and what was said about it.
type lived struct {
	*casework.Life
	at   int
	said []feedback.Past
}

// share is how many applications a worker hands over at once.
const share = 250

// write lives the plan through on all processors and copies what comes out as it comes.
func (y *year) write(ctx context.Context, tx pgx.Tx, progress func(done, total int)) error {
	w, err := casework.WritePast(ctx, tx, samplePDF, y.now)
	if err != nil {
		return err
	}
	id, position, err := w.Reserve(ctx, len(y.plan))
	if err != nil {
		return err
	}
	shares := slices.Collect(slices.Chunk(y.plan, share))
	group, living := errgroup.WithContext(ctx)
	todo, done := make(chan int), make(chan []lived, 2)
	group.Go(func() error {
		defer close(todo)
		for n := range shares {
			select {
			case todo <- n:
			case <-living.Done():
				return living.Err()
			}
		}
		return nil
	})
	workers, working := errgroup.WithContext(living)
	for range max(2, runtime.GOMAXPROCS(0)) {
		workers.Go(func() error {
			for n := range todo {
				batch, err := y.live(working, n*share, shares[n], y.dice(n+1))
				if err != nil {
					return err
				}
				select {
				case done <- batch:
				case <-working.Done():
					return working.Err()
				}
			}
			return nil
		})
	}
	group.Go(func() error { defer close(done); return workers.Wait() })
	var said []feedback.Past
	group.Go(func() error {
		count := 0
		for batch := range done {
			lives := make([]*casework.Life, len(batch))
			for i, l := range batch {
				if err := w.Name(l.Life, id+int64(l.at), position+int64(l.at)); err != nil {
					return err
				}
				for _, s := range l.said {
					s.ApplicationID, s.Target.Number = l.ID, l.Number
					said = append(said, s)
				}
				lives[i] = l.Life
			}
			if err := w.Copy(living, lives); err != nil {
				return err
			}
			count += len(shares[0])
			progress(min(count, len(y.plan)), len(y.plan))
		}
		return nil
	})
	if err := group.Wait(); err != nil {
		return err
	}
	if err := w.Finish(ctx, y.now.AddDate(0, 0, -10)); err != nil {
		return err
	}
	slices.SortStableFunc(said, func(a, b feedback.Past) int { return a.At.Compare(b.At) })
	if err := y.Feedback.CopyPast(ctx, tx, said); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Kind: audit.Machine, Action: "demo.history", Object: marker, Detail: map[string]any{"applications": len(y.plan), "feedback": len(said)}})
}
