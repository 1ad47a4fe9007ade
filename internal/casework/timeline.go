package casework

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// appendEvent writes what happened, in the caller's transaction.
func appendEvent(ctx context.Context, tx pgx.Tx, applicationID int64, e Event) error {
	var b pgx.Batch
	queueEvent(&b, applicationID, e)
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("append event %s: %w", e.Action, err)
	}
	return nil
}

// queueEvent is appendEvent as a part of a batch.
func queueEvent(b *pgx.Batch, applicationID int64, e Event) {
	if e.Detail == nil {
		e.Detail = map[string]any{}
	}
	b.Queue(`INSERT INTO application_events (application_id, at, action, from_state, to_state, step, kind, actor, note, public, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8::bigint, 0), $9, $10, $11)`,
		applicationID, e.At, e.Action, e.From, e.To, e.Step, e.Kind, e.ActorID, e.Note, e.Public, e.Detail)
}

// readEvents adds the reading of what happened to the chosen application, oldest first, to a batch. Citizens' names are left
// out: it is their own case.
func readEvents(b *pgx.Batch, into *[]Event) {
	readAll(b, into, `SELECT e.id, e.at, e.action, e.from_state, e.to_state, e.step, e.kind, coalesce(e.actor, 0),
			CASE WHEN e.kind = 'official' THEN coalesce(a.name, '') ELSE '' END, e.note, e.public, e.detail
		FROM application_events e LEFT JOIN accounts a ON a.id = e.actor WHERE e.application_id = `+postgres.Chosen+` ORDER BY e.id`)
}
