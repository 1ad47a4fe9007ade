package audit

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Page is how many looks a page shows.
const Page = 25

const looks = `SELECT e.id, e.at, e.kind, e.actor, e.action, e.object, e.detail FROM audit_subjects s JOIN audit_entries e ON e.id = s.entry_id WHERE s.account_id = $1 AND `

// Looks is who saw the data of a person, newest first, older than an entry (0: the newest), by those kinds of actors.
func (s *Store) Looks(ctx context.Context, accountID int64, by []Kind, before int64) ([]Row, error) {
	return s.rows(ctx, looks+`e.kind = ANY($2) AND ($3::bigint = 0 OR s.entry_id < $3) ORDER BY s.entry_id DESC LIMIT $4`, accountID, by, before, Page)
}

// Look is one look at the data of that person. Another person's is NotFound.
func (s *Store) Look(ctx context.Context, accountID, id int64) (Row, error) {
	rows, err := s.rows(ctx, looks+`s.entry_id = $2`, accountID, id)
	if err == nil && len(rows) == 0 {
		return Row{}, problem.New(problem.NotFound, "look.not_found")
	}
	if err != nil {
		return Row{}, err
	}
	return rows[0], nil
}

func (s *Store) rows(ctx context.Context, sql string, args ...any) ([]Row, error) {
	rows, _ := s.pool.Query(ctx, sql, args...)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Row])
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, postgres.Problem(fmt.Errorf("read audit: %w", err))
	}
	return list, nil
}
