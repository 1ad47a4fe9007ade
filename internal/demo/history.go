package demo

import (
	"cmp"
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
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/integration/registers/world"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/workday"
)

// Applications is how many applications the year has unless somebody wants fewer or more.
const Applications = 20_000

// History is a year of applications that ends now. It is lived through by the rules of casework, in memory, and copied
// into the tables. So many lives as Lived fit into memory; a larger year has each of them several times, see multiply.
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
	Lived    int // of them that are lived through, one by one; 0 means the usual number
	Seed     uint64

	batch int // applications that one transaction writes, or a few more; 0 means the usual number
}

// room is how much memory the program may take before its collector comes more often. The lives that a year keeps are
// about a quarter of it, however large the year is.
const room = 800 << 20

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

// Make makes the year, if there is none yet, and says how far it is. The usual year is one transaction: all of it is there,
// or nothing. A larger one is a transaction for each batch of applications; when it is cut off, those that are there are
// whole, and the year stays as it is, but for indexes: the next Make makes those that are wanting.
func (h History) Make(ctx context.Context, progress func(done, total int)) error {
	made, err := h.Made(ctx)
	if err != nil {
		return err
	}
	if made {
		return h.Dress(ctx)
	}
	h.Size = cmp.Or(h.Size, Applications)
	h.Lived, h.batch = min(h.Size, cmp.Or(h.Lived, Applications)), cmp.Or(h.batch, batch)
	y := &year{History: h, now: h.Now().Truncate(time.Second)}
	// Much is made and thrown away within seconds; the collector may come less often, while there is room.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(room))
	if err := y.prepare(ctx); err != nil {
		return err
	}
	if err := y.liveAll(ctx); err != nil {
		return err
	}
	y.multiply()
	if err := y.write(ctx, progress); err != nil {
		return postgres.Problem(fmt.Errorf("demo history: %w", err))
	}
	if err := h.Dress(ctx); err != nil {
		return err
	}
	if err := h.settle(ctx); err != nil {
		return postgres.Problem(fmt.Errorf("demo history: %w", err))
	}
	if err := y.participate(ctx); err != nil {
		return postgres.Problem(fmt.Errorf("demo history: %w", err))
	}
	return nil
}

// settle has each table looked through: the planner has seen empty ones until now, and which pages everybody may see is
// written nowhere yet.
func (h History) settle(ctx context.Context) error {
	rows, _ := h.Pool.Query(ctx, `SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY pg_relation_size(oid) DESC`)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	group, looking := errgroup.WithContext(ctx)
	group.SetLimit(max(2, runtime.GOMAXPROCS(0)))
	for _, table := range tables {
		group.Go(func() error {
			_, err := h.Pool.Exec(looking, `VACUUM (ANALYZE) `+table)
			return err
		})
	}
	return group.Wait()
}

// year is the history while it is made.
type year struct {
	History
	now    time.Time
	staff  staff
	people crowd
	diary  *diary
	plan   []planned
	lives  []lived // in the order of submission
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

// lived is an application that has been lived through, and what was said about it.
type lived struct {
	*casework.Life
	who     *applicant
	said    []feedback.Past
	times   int   // how often it is written
	doubles int64 // the account of its first double; those of the others follow
}

// share is how many applications a worker lives through at once.
const share = 250

// liveAll lives the plan through on all processors.
func (y *year) liveAll(ctx context.Context) error {
	shares := slices.Collect(slices.Chunk(y.plan, share))
	batches := make([][]lived, len(shares))
	group, living := errgroup.WithContext(ctx)
	group.SetLimit(max(2, runtime.GOMAXPROCS(0)))
	for n := range shares {
		group.Go(func() (err error) {
			batches[n], err = y.live(living, shares[n], y.dice(n+1))
			return err
		})
	}
	err := group.Wait()
	y.lives, y.plan = slices.Concat(batches...), nil
	return err
}
