package dispute

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
)

// batch is how many disputes go up in one transaction.
const batch = 200

// EscalateArgs is the job that has what is late go up.
type EscalateArgs struct{}

// Kind names the job.
func (EscalateArgs) Kind() string { return "dispute.escalate" }

// EscalateDue has disputes that were not answered by their day go up to the heads of the owner, once each: whoever heads
// an office of it sees them from then on, and the person is told.
func (s *Store) EscalateDue(ctx context.Context) error {
	for {
		n := 0
		err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) (err error) {
			n, err = s.escalate(ctx, tx)
			return err
		})
		if err != nil || n < batch {
			return err
		}
	}
}

func (s *Store) escalate(ctx context.Context, tx pgx.Tx) (int, error) {
	rows, err := tx.Query(ctx, `UPDATE disputes SET escalated_at = $1 WHERE id IN
		(SELECT id FROM disputes WHERE state = 'open' AND escalated_at IS NULL AND due_at < $1 ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
		RETURNING number, account_id, register, due_at`, s.now(), batch)
	if err != nil {
		return 0, fmt.Errorf("escalate disputes: %w", err)
	}
	late, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct {
		Number   string
		Account  int64
		Register string
		Due      time.Time
	}])
	if err != nil {
		return 0, fmt.Errorf("escalate disputes: %w", err)
	}
	for _, d := range late {
		book, _ := catalogue.Lists().Registers.Get(d.Register)
		err := notify.Queue(ctx, tx, notify.Notice{
			AccountID: d.Account, Event: "dispute-late", Occasion: "dispute/" + d.Number,
			Args: notify.Args{notify.ToDispute: locale.ByThrees(d.Number), "Register": book.Title, "Due": d.Due},
		})
		if err != nil {
			return 0, err
		}
		if err := audit.Record(ctx, tx, audit.Entry{Kind: audit.Machine, Action: "dispute.escalate", Object: "dispute:" + d.Number, Detail: map[string]any{"register": d.Register}}); err != nil {
			return 0, err
		}
	}
	return len(late), nil
}
