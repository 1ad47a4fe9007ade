package participation

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
)

// tellAtOnce is how many people one run of the job tells: a transaction of a second, not of a minute.
const tellAtOnce = 500

// TellArgs asks to tell those concerned by the problems that a change answers, beginning after an account.
type TellArgs struct {
	ChangeID int64 `json:"change_id"`
	After    int64 `json:"after"`
}

// Kind names the job.
func (TellArgs) Kind() string { return "participation.tell" }

// InsertOpts puts it behind everything that a person waits for.
func (TellArgs) InsertOpts() job.Options { return job.Options{Queue: job.Bulk} }

// concerned is the accounts behind the problems of change $1 and those merged into them.
const concerned = `WITH RECURSIVE family AS (
		SELECT problem_id AS id FROM change_problems WHERE change_id = $1
		UNION SELECT p.id FROM problems p JOIN family f ON p.merged_into = f.id
	), people AS (
		SELECT a.account_id FROM problem_entries e JOIN participation_authors a ON a.entry_id = e.entry_id
		WHERE e.problem_id = ANY (ARRAY(SELECT id FROM family)) AND a.account_id IS NOT NULL
		UNION SELECT account_id FROM problem_supporters WHERE problem_id = ANY (ARRAY(SELECT id FROM family)) AND account_id IS NOT NULL
	) `

// Tell tells the next of those concerned what was done, and puts in the job for the rest in the same transaction. A change
// is one occasion: nobody is told twice, however often the job is run.
func (s *Store) Tell(ctx context.Context, args TellArgs) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		var (
			number string
			title  locale.Text
		)
		err := tx.QueryRow(ctx, `SELECT number, title FROM changes WHERE id = $1 AND published_at IS NOT NULL AND told_at IS NULL FOR UPDATE`, args.ChangeID).Scan(&number, &title)
		if errors.Is(err, pgx.ErrNoRows) { // everybody knows
			return nil
		}
		if err != nil {
			return fmt.Errorf("change to tell: %w", err)
		}
		rows, _ := tx.Query(ctx, concerned+`SELECT account_id FROM people WHERE account_id > $2 ORDER BY account_id LIMIT $3`, args.ChangeID, args.After, tellAtOnce)
		accounts, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return fmt.Errorf("whom to tell: %w", err)
		}
		for _, id := range accounts {
			err := notify.Queue(ctx, tx, notify.Notice{
				AccountID: id, Event: "change-published", Occasion: "change/" + number, Args: notify.Args{notify.ToChange: number, "Title": title},
			})
			if err != nil {
				return err
			}
		}
		if len(accounts) < tellAtOnce {
			_, err := tx.Exec(ctx, concerned+`UPDATE changes SET told_at = $2, told = (SELECT count(*) FROM people) WHERE id = $1`, args.ChangeID, s.now())
			return err
		}
		return job.Insert(ctx, tx, TellArgs{ChangeID: args.ChangeID, After: accounts[len(accounts)-1]})
	})
}

// Concerned is how many accounts a change would tell, or has told.
func (s *Store) Concerned(ctx context.Context, c Change) (n int, err error) {
	err = s.pool.QueryRow(ctx, concerned+`SELECT count(*) FROM people`, c.ID).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count those concerned: %w", postgres.Problem(err))
	}
	return n, nil
}
