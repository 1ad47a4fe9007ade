package operation

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Mode is what the portal does now, beside what each person may. Words are under "operation.mode.<mode>" and "ui.mode.<mode>".
type Mode string

// Modes.
const (
	Open Mode = "open"
	// ReadOnly is for a risky moment of the database: people read, track and verify. Nothing is written but who signs in and
	// what somebody looked at; no job runs.
	ReadOnly Mode = "read-only"
	// QueueOnly takes what people send and decides nothing: neither rules nor officials nor the silence of an office.
	QueueOnly Mode = "queue-only"
)

// Modes is every mode, the usual one first.
var Modes = []Mode{Open, ReadOnly, QueueOnly}

// Reasons is why a mode other than the usual one is chosen, in one word; what people read of it is under "ui.mode.why.<reason>".
var Reasons = []string{"move", "work", "check"}

// Queues are those that are worked off in the mode: none of them decides in QueueOnly, and none is in ReadOnly.
func (m Mode) Queues() []string {
	switch m {
	case ReadOnly:
		return nil
	case QueueOnly:
		return []string{job.Default, job.Copies}
	default:
		return job.Queues()
	}
}

// Standing is the mode of this moment.
type Standing struct {
	Mode   Mode
	Reason string // empty in the usual mode
	Since  time.Time
}

// Standing reads the mode.
func (s *Store) Standing(ctx context.Context) (now Standing, err error) {
	err = s.pool.QueryRow(ctx, `SELECT mode, reason, since FROM portal_mode`).Scan(&now.Mode, &now.Reason, &now.Since)
	if err != nil {
		return now, postgres.Problem(fmt.Errorf("read mode: %w", err))
	}
	return now, nil
}

// Turn brings the portal into the mode, for a reason that people will read. Every replica follows within seconds.
func (s *Store) Turn(ctx context.Context, o account.Official, to Mode, reason string) error {
	if err := o.Steering(); err != nil {
		return err
	}
	if to == Open {
		reason = ""
	}
	if !slices.Contains(Modes, to) || to != Open && !slices.Contains(Reasons, reason) {
		return problem.New(problem.Invalid, "operation.mode.unknown")
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE portal_mode SET mode = $1, reason = $2, since = $3 WHERE (mode, reason) <> ($1, $2)`, to, reason, s.now())
		if err != nil {
			return fmt.Errorf("turn: %w", err)
		}
		if tag.RowsAffected() == 0 { // somebody else did, or pressed twice
			return nil
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Official, Actor: o.ID, Action: "portal.mode", Object: "portal:" + string(to), Detail: map[string]any{"reason": reason}})
	})
}

// Watch keeps a replica's mode: what Standing said last.
type Watch struct {
	store *Store
	now   atomic.Pointer[Standing]
}

// NewWatch begins with the mode of this moment.
func NewWatch(ctx context.Context, s *Store) (*Watch, error) {
	now, err := s.Standing(ctx)
	if err != nil {
		return nil, err
	}
	w := &Watch{store: s}
	w.now.Store(&now)
	return w, nil
}

// Now is the mode as this replica knows it.
func (w *Watch) Now() Standing { return *w.now.Load() }

// lookEvery is how often a replica looks.
const lookEvery = time.Second

// Follow looks until ctx ends, and has turned do what a new mode asks for; it is tried again until it succeeds. While the
// database does not answer the mode stays.
func (w *Watch) Follow(ctx context.Context, log *slog.Logger, turned func(context.Context, Mode) error) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	did := w.Now().Mode
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now, err := w.store.Standing(ctx)
		if err != nil {
			continue // what reads from the database says so
		}
		w.now.Store(&now)
		if now.Mode == did {
			continue
		}
		log.WarnContext(ctx, "the portal is in another mode", "mode", string(now.Mode), "reason", now.Reason)
		if err := turned(ctx, now.Mode); err != nil {
			log.ErrorContext(ctx, "the mode is not followed", "mode", string(now.Mode), "error", err.Error())
			continue
		}
		did = now.Mode
	}
}
