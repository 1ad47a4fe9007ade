package bulletin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Head is what a list says of an edition.
type Head struct {
	Month   time.Time
	Edition int
	ID      string
	TakenAt time.Time
	By      string // name of who made a corrected edition; empty: the program
	Reason  string // of a corrected edition, as it was typed
}

const heads = `SELECT b.month, b.edition, b.id, b.taken_at, coalesce(a.name, ''), coalesce(b.content ->> 'reason', '') FROM bulletins b LEFT JOIN accounts a ON a.id = b.made_by `

// Heads is every edition of every month, the newest first.
func (s *Store) Heads(ctx context.Context, by account.Official) ([]Head, error) {
	if err := by.Steering(); err != nil {
		return nil, err
	}
	return s.heads(ctx, heads+`ORDER BY b.month DESC, b.edition DESC`)
}

// Latest is the newest edition of each month, the oldest month first: what public figures are drawn from.
func (s *Store) Latest(ctx context.Context) ([]Head, error) {
	return s.heads(ctx, heads+`WHERE NOT EXISTS (SELECT FROM bulletins n WHERE n.month = b.month AND n.edition > b.edition) ORDER BY b.month`)
}

func (s *Store) heads(ctx context.Context, sql string, args ...any) ([]Head, error) {
	rows, _ := s.pool.Query(ctx, sql, args...)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Head])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read bulletins: %w", err))
	}
	return list, nil
}

// Read is an edition of a month, written as 2026-10; edition 0 is the newest. Editions is every one of the month, the
// newest first.
func (s *Store) Read(ctx context.Context, by account.Official, month string, edition int) (b Bulletin, editions []Head, err error) {
	if err := by.Steering(); err != nil {
		return b, nil, err
	}
	start, err := time.Parse(monthForm, month)
	if err != nil {
		return b, nil, unknown()
	}
	if editions, err = s.heads(ctx, heads+`WHERE b.month = $1 ORDER BY b.edition DESC`, start); err != nil {
		return b, nil, err
	}
	var ok bool
	if edition == 0 {
		b, ok, err = s.newest(ctx, start)
	} else {
		b, ok, err = s.one(ctx, `SELECT id, content::text FROM bulletins WHERE month = $1 AND edition = $2`, start, edition)
	}
	if err == nil && !ok {
		err = unknown()
	}
	return b, editions, err
}

func unknown() error { return problem.New(problem.NotFound, "bulletin.unknown") }

func (s *Store) newest(ctx context.Context, month time.Time) (Bulletin, bool, error) {
	return s.one(ctx, `SELECT id, content::text FROM bulletins WHERE month = $1 ORDER BY edition DESC LIMIT 1`, month)
}

func (s *Store) one(ctx context.Context, sql string, args ...any) (b Bulletin, ok bool, err error) {
	var id string
	var text []byte
	err = s.pool.QueryRow(ctx, sql, args...).Scan(&id, &text)
	if errors.Is(err, pgx.ErrNoRows) {
		return b, false, nil
	}
	if err != nil {
		return b, false, postgres.Problem(fmt.Errorf("read bulletin: %w", err))
	}
	b, err = read(id, text)
	return b, err == nil, err
}

// Follows reports whether the member of the task force is told of new bulletins.
func (s *Store) Follows(ctx context.Context, by account.Official) (follows bool, err error) {
	if err := by.Steering(); err != nil {
		return false, err
	}
	err = s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM bulletin_readers WHERE account_id = $1)`, by.ID).Scan(&follows)
	return follows, postgres.Problem(err)
}

// Follow has the member of the task force told of new bulletins from now on, or no longer. Asked twice it changes nothing.
func (s *Store) Follow(ctx context.Context, by account.Official, wanted bool) error {
	if err := by.Steering(); err != nil {
		return err
	}
	var err error
	if wanted {
		_, err = s.pool.Exec(ctx, `INSERT INTO bulletin_readers (account_id, since) VALUES ($1, $2) ON CONFLICT DO NOTHING`, by.ID, s.now())
	} else {
		_, err = s.pool.Exec(ctx, `DELETE FROM bulletin_readers WHERE account_id = $1`, by.ID)
	}
	return postgres.Problem(err)
}
