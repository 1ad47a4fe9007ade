package participation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// public is the condition of Problem.Public on a row p.
const public = `p.merged_into IS NULL AND p.state IN ('open', 'done') AND (p.listed OR p.people >= @few)`

// Known is a page of the problems that everybody may read of, those of most people first; of one service, if it is named.
func (s *Store) Known(ctx context.Context, service, after string) (List, error) {
	return page(ctx, s.pool, public+` AND (@service = '' OR p.service = @service)`, pgx.NamedArgs{"few": PublicAt, "service": service}, after)
}

// OpenByService is how many public problems that are not done each service has, by its code.
func (s *Store) OpenByService(ctx context.Context) (map[string]int, error) {
	rows, _ := s.pool.Query(ctx, `SELECT p.service, count(*) FROM problems p WHERE `+public+` AND p.state = 'open' AND p.service <> '' GROUP BY 1`, pgx.NamedArgs{"few": PublicAt})
	counts := map[string]int{}
	var (
		service string
		n       int
	)
	if _, err := pgx.ForEachRow(rows, []any{&service, &n}, func() error { counts[service] = n; return nil }); err != nil {
		return nil, fmt.Errorf("count known problems: %w", postgres.Problem(err))
	}
	return counts, nil
}

// Sight is a public problem as one reader sees it.
type Sight struct {
	Problem
	Joined bool // the reader said "me too", or wrote one of its entries
	Wrote  bool // the reader wrote one
}

// Voter is who says "me too": an account, or the address of somebody who is signed out.
type Voter struct {
	AccountID int64
	Sender    string
}

// hash is what is kept of an address: only its being the same matters, and only for a while.
func (v Voter) hash(number string) string {
	if v.AccountID != 0 || v.Sender == "" {
		return ""
	}
	sum := sha256.Sum256([]byte("problem\x00" + number + "\x00" + v.Sender))
	return hex.EncodeToString(sum[:16])
}

// Read is a public problem for a reader. One that was merged says into which in Into and nothing else of interest.
func (s *Store) Read(ctx context.Context, v Voter, number string) (Sight, error) {
	list, err := read(ctx, s.pool, `p.number = @number AND p.state IN ('open', 'done')`, pgx.NamedArgs{"number": number})
	if err != nil {
		return Sight{}, err
	}
	if len(list) == 0 || !list[0].Public() && list[0].Into == "" {
		return Sight{}, notFound()
	}
	x := Sight{Problem: list[0]}
	err = s.pool.QueryRow(ctx, family+`SELECT
		EXISTS (SELECT FROM problem_supporters WHERE problem_id = ANY (ARRAY(SELECT id FROM family)) AND (account_id = nullif($2::bigint, 0) OR sender = nullif($3, ''))),
		EXISTS (SELECT FROM problem_entries e JOIN participation_authors a ON a.entry_id = e.entry_id WHERE e.problem_id = ANY (ARRAY(SELECT id FROM family)) AND a.account_id = nullif($2::bigint, 0))`,
		x.ID, v.AccountID, v.hash(number)).Scan(&x.Joined, &x.Wrote)
	if err != nil {
		return Sight{}, fmt.Errorf("look for me too: %w", postgres.Problem(err))
	}
	return x, nil
}

// MeToo counts the reader among the people of a public problem. A second time changes nothing.
func (s *Store) MeToo(ctx context.Context, v Voter, number string) error {
	if v.AccountID == 0 && v.hash(number) == "" {
		return problem.New(problem.Invalid, "cause.flaw.sender")
	}
	return s.vote(ctx, number, func(tx pgx.Tx, id int64) (int, error) {
		named, err := counted(ctx, tx, v, id)
		if err != nil {
			return 0, err
		}
		tag, err := tx.Exec(ctx, `INSERT INTO problem_supporters (problem_id, account_id, sender, at) VALUES ($1, nullif($2::bigint, 0), nullif($3, ''), $4) ON CONFLICT DO NOTHING`,
			id, v.AccountID, v.hash(number), s.now())
		if err != nil || named {
			return 0, err
		}
		return int(tag.RowsAffected()), nil
	})
}

// TakeBack undoes MeToo.
func (s *Store) TakeBack(ctx context.Context, v Voter, number string) error {
	return s.vote(ctx, number, func(tx pgx.Tx, id int64) (int, error) {
		tag, err := tx.Exec(ctx, family+`DELETE FROM problem_supporters WHERE problem_id = ANY (ARRAY(SELECT id FROM family)) AND (account_id = nullif($2::bigint, 0) OR sender = nullif($3, ''))`,
			id, v.AccountID, v.hash(number))
		if err != nil || v.AccountID == 0 || tag.RowsAffected() == 0 {
			return -int(tag.RowsAffected()), err
		}
		if wrote, err := counted(ctx, tx, v, id); err != nil || wrote {
			return 0, err
		}
		return -1, nil
	})
}

// counted reports whether somebody who is signed in is among the people of a problem already, as an author or by a vote, be it for one that was
// merged into it.
func counted(ctx context.Context, tx pgx.Tx, v Voter, id int64) (yes bool, err error) {
	if v.AccountID == 0 {
		return false, nil
	}
	err = tx.QueryRow(ctx, family+`SELECT EXISTS (SELECT FROM problem_supporters WHERE account_id = $2 AND problem_id = ANY (ARRAY(SELECT id FROM family)))
		OR EXISTS (SELECT FROM participation_authors a JOIN problem_entries e ON e.entry_id = a.entry_id WHERE a.account_id = $2 AND e.problem_id = ANY (ARRAY(SELECT id FROM family)))`,
		id, v.AccountID).Scan(&yes)
	return yes, err
}

// vote changes who says "me too" to an open problem, and its count by as many as do says. The row is held first, as recount holds it: whoever else
// votes or counts waits, and sees what this one did.
func (s *Store) vote(ctx context.Context, number string, do func(pgx.Tx, int64) (int, error)) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		var id int64
		err := tx.QueryRow(ctx, `SELECT p.id FROM problems p WHERE p.number = @number AND `+public+` FOR NO KEY UPDATE`, pgx.NamedArgs{"number": number, "few": PublicAt}).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return notFound()
		}
		if err != nil {
			return fmt.Errorf("hold problem: %w", err)
		}
		more, err := do(tx, id)
		if err != nil {
			return fmt.Errorf("me too: %w", err)
		}
		if more == 0 {
			return nil
		}
		if _, err := tx.Exec(ctx, `UPDATE problems SET people = people + $2 WHERE id = $1`, id, more); err != nil {
			return fmt.Errorf("count me too: %w", err)
		}
		return nil
	})
}

// forgetAfter is how long the address of somebody who was signed out is told apart.
const forgetAfter = 30 * 24 * time.Hour

// SweepArgs asks to forget by whom votes were given that are old.
type SweepArgs struct{}

// Kind names the job.
func (SweepArgs) Kind() string { return "participation.sweep" }

// Sweep forgets the addresses behind old votes; the votes stay.
func (s *Store) Sweep(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, `UPDATE problem_supporters SET sender = NULL WHERE sender IS NOT NULL AND at < $1`, s.now().Add(-forgetAfter))
	if err != nil {
		return fmt.Errorf("forget senders: %w", postgres.Problem(err))
	}
	return nil
}

// Joined is the public problem to which what somebody said belongs.
type Joined struct {
	Number string
	Title  locale.Text
	People int
}

// OfReceipt is the public problem of the entry with that receipt; false when it belongs to none.
func (s *Store) OfReceipt(ctx context.Context, receipt string) (Joined, bool, error) {
	var j Joined
	err := s.pool.QueryRow(ctx, `
		WITH RECURSIVE up AS (
			SELECT p.id, p.merged_into FROM participation_authors a JOIN problem_entries e ON e.entry_id = a.entry_id JOIN problems p ON p.id = e.problem_id WHERE a.receipt = @receipt
			UNION ALL SELECT p.id, p.merged_into FROM problems p JOIN up ON p.id = up.merged_into
		)
		SELECT p.number, p.title, p.people FROM problems p WHERE p.id IN (SELECT id FROM up) AND `+public, pgx.NamedArgs{"receipt": receipt, "few": PublicAt}).
		Scan(&j.Number, &j.Title, &j.People)
	if errors.Is(err, pgx.ErrNoRows) {
		return Joined{}, false, nil
	}
	if err != nil {
		return Joined{}, false, fmt.Errorf("problem of a receipt: %w", postgres.Problem(err))
	}
	return j, true, nil
}

// VoterOf is the voter behind a request.
func VoterOf(who *account.Principal, sender string) Voter {
	if who != nil {
		return Voter{AccountID: who.AccountID}
	}
	return Voter{Sender: sender}
}
