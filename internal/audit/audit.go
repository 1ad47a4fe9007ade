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

// Record writes an entry in the caller's transaction: it is there exactly when the act is. A trigger of the table
// chains it (see the migration), which holds the head of one of 16 chains until the transaction ends: call it late.
func Record(ctx context.Context, tx pgx.Tx, e Entry) error {
	if e.Detail == nil {
		e.Detail = map[string]any{}
	}
	_, err := tx.Exec(ctx, `WITH e AS (INSERT INTO audit_entries (kind, actor, action, object, detail) VALUES ($1, $2, $3, $4, $5) RETURNING id)
		INSERT INTO audit_subjects (account_id, entry_id) SELECT DISTINCT unnest($6::bigint[]), id FROM e`,
		e.Kind, e.Actor, e.Action, e.Object, e.Detail, e.About)
	if err != nil {
		return fmt.Errorf("audit %s: %w", e.Action, err)
	}
	return nil
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

// Break is a place where the chain does not hold.
type Break struct {
	Chain int16
	Seq   int64
	ID    int64
	Why   string // altered | gap | head
}

// Verify goes through every chain and names each place where it does not hold; none means that nothing was altered,
// removed or moved since it was written.
func (s *Store) Verify(ctx context.Context) ([]Break, error) {
	rows, err := s.pool.Query(ctx, `
		WITH linked AS (
			SELECT *, lag(hash) OVER w AS before, lag(seq) OVER w AS seq_before, lead(seq) OVER w AS seq_after
			FROM audit_entries WINDOW w AS (PARTITION BY chain ORDER BY seq))
		SELECT chain, seq, id,
			CASE WHEN seq <> coalesce(seq_before, 0) + 1 THEN 'gap'
			     WHEN prev <> coalesce(before, '\x') OR hash <> audit_hash(chain, seq, at, kind, actor, action, object, detail, prev) THEN 'altered'
			     ELSE 'head' END
		FROM linked l
		WHERE seq <> coalesce(seq_before, 0) + 1 OR prev <> coalesce(before, '\x')
			OR hash <> audit_hash(chain, seq, at, kind, actor, action, object, detail, prev)
			OR (seq_after IS NULL AND NOT EXISTS (SELECT FROM audit_heads h WHERE h.chain = l.chain AND h.seq = l.seq AND h.hash = l.hash))
		UNION ALL
		SELECT chain, seq, 0, 'head' FROM audit_heads h
		WHERE seq > 0 AND NOT EXISTS (SELECT FROM audit_entries e WHERE e.chain = h.chain AND e.seq = h.seq)
		ORDER BY 1, 2`)
	if err != nil {
		return nil, fmt.Errorf("verify audit: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Break])
	if err != nil {
		return nil, fmt.Errorf("verify audit: %w", err)
	}
	return list, nil
}
