// Package audit is the record of who did and who saw what: append-only, and chained by hashes so that a row that was
// altered, removed or moved is found.
package audit

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Kind says what kind of actor did something.
type Kind string

// Kinds of actors.
const (
	Citizen  Kind = "citizen"
	Official Kind = "official"
	Machine  Kind = "machine"
)

// Entry is one act or one look. No personal data beyond ids stands in it: names and PINFLs are reached through them.
type Entry struct {
	Kind   Kind
	Actor  int64          // account id; 0 for the machine
	Action string         // "application.submit", "register.read", "case.view" …
	Object string         // what it was done to: "application:123456789", "register:tax"
	Detail map[string]any // small: codes and ids only
	About  []int64        // accounts whose data were seen: each of them reads of it (see Looks)
}

// Into is Record as a part of a statement of the caller, before the rows of kind, actor, action, object and detail, of entries
// that are about nobody.
const Into = `INSERT INTO audit_entries (kind, actor, action, object, detail)`

// Record writes an entry in the caller's transaction: it is there exactly when the act is. A trigger of the table
// chains it (see migration 109), which holds the head of the connection's chain until the transaction ends. Two connections
// may share one of the 64 chains: call it late.
func Record(ctx context.Context, tx pgx.Tx, e Entry) error {
	var b pgx.Batch
	Queue(&b, e)
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("audit %s: %w", e.Action, err)
	}
	return nil
}

// Queue is Record as a part of a batch of the caller's transaction: as its last part, for the same reason.
func Queue(b *pgx.Batch, e Entry) {
	if e.Detail == nil {
		e.Detail = map[string]any{}
	}
	b.Queue(`WITH e AS (`+Into+` VALUES ($1, $2, $3, $4, $5) RETURNING id)
		INSERT INTO audit_subjects (account_id, entry_id) SELECT DISTINCT unnest($6::bigint[]), id FROM e`,
		e.Kind, e.Actor, e.Action, e.Object, e.Detail, e.About)
}

// Store reads and verifies the record.
type Store struct {
	pool *pgxpool.Pool
}

// NewStore is the record in that database.
func NewStore(pool *pgxpool.Pool) *Store { return &Store{pool: pool} }

// Row is an entry as it was kept.
type Row struct {
	ID     int64
	At     time.Time
	Kind   Kind
	Actor  int64
	Action string
	Object string
	Detail map[string]any
}

// About is who did and saw what with one object, newest first.
func (s *Store) About(ctx context.Context, object string, limit int) ([]Row, error) {
	return s.rows(ctx, `SELECT id, at, kind, actor, action, object, detail
		FROM audit_entries WHERE object = $1 ORDER BY id DESC LIMIT $2`, object, limit)
}

// Record writes an entry that belongs to no other transaction: a look at a case, a register query.
func (s *Store) Record(ctx context.Context, e Entry) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return Record(ctx, tx, e) })
	if err != nil {
		return fmt.Errorf("record look: %w", err)
	}
	return nil
}
