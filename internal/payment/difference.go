package payment

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// ComparisonPage is how many comparisons one page lists, differencesMost how many differences a day shows: a day with
// more has one cause.
const (
	ComparisonPage  = 25
	differencesMost = 500
)

const selectComparisons = `SELECT s.provider, s.day::timestamp AT TIME ZONE 'Asia/Tashkent', s.read_at, s.our_payments, s.our_taken, s.our_returned,
		s.their_payments, s.their_taken, s.their_returned,
		(SELECT count(*) FROM payment_differences d WHERE d.provider = s.provider AND d.day = s.day AND d.explained_at IS NULL AND d.gone_at IS NULL)
	FROM statements s WHERE `

func comparison(row pgx.CollectableRow) (c Comparison, err error) {
	err = row.Scan(&c.Provider, &c.Day, &c.ReadAt, &c.Ours.Payments, &c.Ours.Taken, &c.Ours.Returned, &c.Theirs.Payments, &c.Theirs.Taken, &c.Theirs.Returned, &c.Open)
	return c, err
}

// Comparisons is the days that were compared, the latest first, from before that day on; the zero day begins with the
// latest.
func (s *Store) Comparisons(ctx context.Context, by account.Official, before time.Time) ([]Comparison, error) {
	if err := by.Accounting(); err != nil {
		return nil, err
	}
	if before.IsZero() {
		before = s.now().AddDate(1, 0, 0)
	}
	rows, _ := s.pool.Query(ctx, selectComparisons+`s.day < $1::date ORDER BY s.day DESC, s.provider LIMIT $2`, day(before), ComparisonPage)
	list, err := pgx.CollectRows(rows, comparison)
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read comparisons: %w", err))
	}
	return list, nil
}

const selectDifferences = `SELECT d.id, d.provider, d.day::timestamp AT TIME ZONE 'Asia/Tashkent', d.external_id, d.kind, d.invoice, d.our_amount, d.our_state,
		d.their_amount, d.their_state, d.found_at, d.gone_at, d.note, coalesce(d.explained_by, 0), coalesce(a.name, ''), d.explained_at
	FROM payment_differences d LEFT JOIN accounts a ON a.id = d.explained_by WHERE `

// Comparison is a day with a provider and what differs, what nobody has explained first.
func (s *Store) Comparison(ctx context.Context, by account.Official, provider string, on time.Time) (c Comparison, list []Difference, err error) {
	if err := by.Accounting(); err != nil {
		return c, nil, err
	}
	rows, _ := s.pool.Query(ctx, selectComparisons+`s.provider = $1 AND s.day = $2::date`, provider, day(on))
	c, err = pgx.CollectExactlyOneRow(rows, comparison)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, nil, problem.New(problem.NotFound, "payment.difference.none")
	}
	if err != nil {
		return c, nil, postgres.Problem(fmt.Errorf("read comparison: %w", err))
	}
	rows, _ = s.pool.Query(ctx, selectDifferences+`d.provider = $1 AND d.day = $2::date
		ORDER BY d.explained_at IS NOT NULL OR d.gone_at IS NOT NULL, d.id LIMIT $3`, provider, day(on), differencesMost)
	if list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Difference]); err != nil {
		return c, nil, postgres.Problem(fmt.Errorf("read differences: %w", err))
	}
	return c, list, nil
}

// Difference is one of them.
func (s *Store) Difference(ctx context.Context, by account.Official, id int64) (Difference, error) {
	if err := by.Accounting(); err != nil {
		return Difference{}, err
	}
	rows, _ := s.pool.Query(ctx, selectDifferences+`d.id = $1`, id)
	d, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Difference])
	if errors.Is(err, pgx.ErrNoRows) {
		return d, problem.New(problem.NotFound, "payment.difference.none")
	}
	if err != nil {
		return d, postgres.Problem(fmt.Errorf("read difference: %w", err))
	}
	return d, nil
}

// Explain closes a difference with a note that says why it is there. No amount and no state is touched. What must be
// mended first is returned as values; one that somebody else has explained is a Conflict.
func (s *Store) Explain(ctx context.Context, by account.Official, id int64, note string) (form.Problems, error) {
	if _, err := s.Difference(ctx, by, id); err != nil {
		return nil, err
	}
	if problems := CheckNote(note); len(problems) > 0 {
		return problems, nil
	}
	note = strings.TrimSpace(note)
	return nil, postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE payment_differences SET note = $2, explained_by = $3, explained_at = $4 WHERE id = $1 AND explained_at IS NULL`, id, note, by.ID, s.now())
		if err != nil {
			return fmt.Errorf("explain difference: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return problem.New(problem.Conflict, "payment.difference.explained")
		}
		return audit.Record(ctx, tx, audit.Entry{
			Kind: audit.Official, Actor: by.ID, Action: "difference.explain", Object: "difference:" + strconv.FormatInt(id, 10), Detail: map[string]any{"note": note},
		})
	})
}

// CompareAgain compares a day anew, for somebody who has put something right.
func (s *Store) CompareAgain(ctx context.Context, by account.Official, provider string, on time.Time) error {
	if _, _, err := s.Comparison(ctx, by, provider, on); err != nil {
		return err
	}
	if err := s.Reconcile(ctx, provider, on); err != nil {
		return problem.New(problem.Unavailable, "payment.difference.silent").Because(err)
	}
	return nil
}
