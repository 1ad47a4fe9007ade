package dispute

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// PageSize is how many disputes a page of the queue shows.
const PageSize = 25

// List is a part of the queue.
type List string

// Lists: those to be answered, of them the ones whose day has passed and which went up to the heads, and the answered.
const (
	Waiting  List = ""
	Raised   List = "raised"
	Answered List = "answered"
)

// scope is what an official answers for, as in the worklist of applications: his authority, and where he has a region the
// disputes of it and those that have none. What went up is seen by every head of the authority. $1 authority, $2 region,
// $3 whether he is a head.
const scope = `d.owner = $1 AND ($2 = '' OR d.region IN ('', $2) OR $3 AND d.escalated_at IS NOT NULL)`

func scoped(o account.Official, args ...any) []any {
	return append([]any{o.Authority, o.Region, o.Role == account.Head}, args...)
}

// Queue is the disputes that an official answers for: those to be answered, the most urgent first, or the answered ones,
// newest first. After is the last one of the page before (0: the first page).
func (s *Store) Queue(ctx context.Context, o account.Official, which List, after int64) ([]Dispute, error) {
	if which == Answered {
		return s.list(ctx, scope+` AND d.state <> 'open' AND ($4::bigint = 0 OR (d.answered_at, d.id) < (SELECT x.answered_at, x.id FROM disputes x WHERE x.id = $4))
			ORDER BY d.answered_at DESC, d.id DESC LIMIT $5`, scoped(o, after, PageSize)...)
	}
	return s.list(ctx, scope+` AND d.state = 'open' AND (NOT $6 OR d.escalated_at IS NOT NULL) AND ($4::bigint = 0 OR (d.due_at, d.id) > (SELECT x.due_at, x.id FROM disputes x WHERE x.id = $4))
		ORDER BY d.due_at, d.id LIMIT $5`, scoped(o, after, PageSize, which == Raised)...)
}

// Counted is up to how many disputes are counted.
const Counted = 1000

// Waiting is how many an official has to answer, and how many of them went up, up to a thousand.
func (s *Store) Waiting(ctx context.Context, o account.Official) (open, raised int, err error) {
	err = s.pool.QueryRow(ctx, `SELECT count(*), count(escalated_at) FROM (SELECT d.escalated_at FROM disputes d WHERE `+scope+` AND d.state = 'open' ORDER BY d.due_at LIMIT `+strconv.Itoa(Counted)+`) AS waiting`, scoped(o)...).
		Scan(&open, &raised)
	return open, raised, postgres.Problem(err)
}

// Case is a dispute of the official's authority. The look is on record, for the person to see.
func (s *Store) Case(ctx context.Context, o account.Official, number string) (Dispute, error) {
	return s.seen(ctx, o, number, "dispute.view")
}

// Shown is Case with the personal numbers in it, which its page masks: the person reads of it apart.
func (s *Store) Shown(ctx context.Context, o account.Official, number string) (Dispute, error) {
	return s.seen(ctx, o, number, "dispute.show")
}

func (s *Store) seen(ctx context.Context, o account.Official, number, action string) (Dispute, error) {
	d, err := s.one(ctx, scope+` AND d.number = $4`, scoped(o, number)...)
	if err != nil {
		return Dispute{}, err
	}
	if d.Subject, err = s.ring.Read(SubjectColumn, d.ID, d.Sealed, d.Plain); err != nil { // it is to be answered all the same
		slog.ErrorContext(ctx, "number of a dispute not opened", "dispute", number, "err", err)
	}
	err = audit.NewStore(s.pool).Record(ctx, audit.Entry{
		Kind: audit.Official, Actor: o.ID, Action: action, Object: "dispute:" + number, About: []int64{d.AccountID},
		Detail: map[string]any{"authority": o.Authority, "region": o.Region, "register": d.Register},
	})
	return d, postgres.Problem(err)
}

// Settle ends a dispute: the record was put right in the register, or it stays. Both say why, to the person. Nobody
// settles his own.
func (s *Store) Settle(ctx context.Context, o account.Official, number string, to State, answer string) error {
	answer = strings.TrimSpace(answer)
	switch {
	case to != Corrected && to != Kept:
		return problem.New(problem.Invalid, "dispute.outcome")
	case answer == "":
		return problem.New(problem.Invalid, "dispute.reason")
	case utf8.RuneCountInString(answer) > MaxText:
		return problem.New(problem.Invalid, "dispute.too_long", "Limit", MaxText)
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		var accountID int64
		var code, state string
		err := tx.QueryRow(ctx, `SELECT d.account_id, d.register, d.state FROM disputes d WHERE `+scope+` AND d.number = $4 FOR UPDATE`, scoped(o, number)...).Scan(&accountID, &code, &state)
		switch {
		case isNone(err):
			return problem.New(problem.NotFound, "dispute.none")
		case err != nil:
			return fmt.Errorf("read dispute: %w", err)
		case accountID == o.ID:
			return problem.New(problem.Forbidden, "dispute.own")
		case State(state) != Open:
			return problem.New(problem.Conflict, "dispute.settled")
		}
		_, err = tx.Exec(ctx, `UPDATE disputes SET state = $2, answer = $3, answered_by = $4, answered_at = $5 WHERE number = $1`, number, to, answer, o.ID, s.now())
		if err != nil {
			return fmt.Errorf("settle dispute: %w", err)
		}
		book, _ := catalogue.Lists().Registers.Get(code)
		err = notify.Queue(ctx, tx, notify.Notice{
			AccountID: accountID, Event: "dispute-" + string(to), Occasion: "dispute/" + number,
			Args: notify.Args{"Dispute": locale.ByThrees(number), "Register": book.Title, "Answer": answer},
		})
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Kind: audit.Official, Actor: o.ID, Action: "dispute.settle", Object: "dispute:" + number, Detail: map[string]any{"to": to, "register": code},
		})
	})
}

func isNone(err error) bool { return errors.Is(err, pgx.ErrNoRows) }
