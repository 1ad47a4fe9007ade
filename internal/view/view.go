// Package view is the views of the worklist that officials keep for themselves.
package view

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Most is how many views one official keeps; MaxName is how long the name of one may be.
const (
	Most    = 20
	MaxName = 60
)

// View is a state of the worklist under a name.
type View struct {
	ID       int64
	Name     string
	Query    string // as it stands in the address
	Standard bool   // the worklist opens with it
}

// Store keeps views. Another official's view is NotFound.
type Store struct {
	pool *pgxpool.Pool
	now  func() time.Time
}

// NewStore is the views in that database.
func NewStore(pool *pgxpool.Pool, now func() time.Time) *Store { return &Store{pool: pool, now: now} }

// Of is the views of an official by name.
func (s *Store) Of(ctx context.Context, o account.Official) ([]View, error) {
	return s.read(ctx, `account_id = $1 AND removed_at IS NULL ORDER BY lower(name), id`, o.ID)
}

// Removed is a view that the official removed, to offer it back.
func (s *Store) Removed(ctx context.Context, o account.Official, id int64) (View, error) {
	list, err := s.read(ctx, `account_id = $1 AND id = $2 AND removed_at IS NOT NULL`, o.ID, id)
	if err == nil && len(list) == 0 {
		err = problem.New(problem.NotFound, "admin.views.none")
	}
	if err != nil {
		return View{}, err
	}
	return list[0], nil
}

func (s *Store) read(ctx context.Context, where string, args ...any) ([]View, error) {
	rows, _ := s.pool.Query(ctx, `SELECT id, name, query, standard FROM worklist_views WHERE `+where, args...)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[View])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read views: %w", err))
	}
	return list, nil
}

// Keep keeps a state of the worklist under a name. A view that is called so already is changed to it.
func (s *Store) Keep(ctx context.Context, o account.Official, name, query string) error {
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return problem.New(problem.Invalid, "admin.views.name-needed")
	case utf8.RuneCountInString(name) > MaxName:
		return problem.New(problem.Invalid, "admin.views.name-long", "Limit", MaxName)
	}
	return s.alone(ctx, o, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE worklist_views SET name = $2, query = $3 WHERE account_id = $1 AND lower(name) = lower($2) AND removed_at IS NULL`, o.ID, name, query)
		if err != nil || tag.RowsAffected() > 0 {
			return err
		}
		if err := room(ctx, tx, o); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO worklist_views (account_id, name, query, created_at) VALUES ($1, $2, $3, $4)`, o.ID, name, query, s.now())
		return err
	})
}

// SetStandard has the worklist open with a view, or no longer with it.
func (s *Store) SetStandard(ctx context.Context, o account.Official, id int64, standard bool) error {
	return s.alone(ctx, o, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE worklist_views SET standard = false WHERE account_id = $1 AND standard`, o.ID); err != nil {
			return err
		}
		return one(tx.Exec(ctx, `UPDATE worklist_views SET standard = $3 WHERE account_id = $1 AND id = $2 AND removed_at IS NULL`, o.ID, id, standard))
	})
}

// Remove takes a view away until it is restored.
func (s *Store) Remove(ctx context.Context, o account.Official, id int64) error {
	return s.alone(ctx, o, func(tx pgx.Tx) error {
		return one(tx.Exec(ctx, `UPDATE worklist_views SET removed_at = $3, standard = false WHERE account_id = $1 AND id = $2 AND removed_at IS NULL`, o.ID, id, s.now()))
	})
}

// Restore gives a removed view back. Its name may have been taken meanwhile: that view stands then.
func (s *Store) Restore(ctx context.Context, o account.Official, id int64) error {
	return s.alone(ctx, o, func(tx pgx.Tx) error {
		if err := room(ctx, tx, o); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `UPDATE worklist_views v SET removed_at = NULL WHERE account_id = $1 AND id = $2 AND removed_at IS NOT NULL
			AND NOT EXISTS (SELECT FROM worklist_views o WHERE o.account_id = $1 AND lower(o.name) = lower(v.name) AND o.removed_at IS NULL)`, o.ID, id)
		if err == nil && tag.RowsAffected() == 0 {
			return problem.New(problem.Conflict, "admin.views.taken")
		}
		return err
	})
}

// alone changes the views of an official, one change at a time.
func (s *Store) alone(ctx context.Context, o account.Official, do func(pgx.Tx) error) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT FROM accounts WHERE id = $1 FOR NO KEY UPDATE`, o.ID); err != nil {
			return fmt.Errorf("change views: %w", err)
		}
		if err := do(tx); err != nil {
			return fmt.Errorf("change views: %w", err)
		}
		return nil
	})
}

func room(ctx context.Context, tx pgx.Tx, o account.Official) error {
	var count int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM worklist_views WHERE account_id = $1 AND removed_at IS NULL`, o.ID).Scan(&count); err != nil {
		return err
	}
	if count >= Most {
		return problem.New(problem.Conflict, "admin.views.most", "Limit", Most)
	}
	return nil
}

// one is the error of a change that has to meet exactly one view.
func one(tag pgconn.CommandTag, err error) error {
	if err == nil && tag.RowsAffected() == 0 {
		return problem.New(problem.NotFound, "admin.views.none")
	}
	return err
}
