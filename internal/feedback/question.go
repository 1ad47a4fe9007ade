package feedback

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
)

// Look is a look at the data of the person who questions it.
type Look struct {
	ID          int64  // entry of the audit
	Authority   string // that looked; empty: the portal answers
	Application string // number, when it was about one
}

// Question opens a concern about a look, with the authority that looked. A look that was questioned before keeps its
// case: two clicks are one question.
func (s *Store) Question(ctx context.Context, who account.Principal, look Look, comment string, l locale.Lang) (Receipt, error) {
	in := Submission{Kind: Concern, Comment: comment, Lang: l, Page: "/cabinet/looks", Token: rand.Text(), Sender: AccountSender + strconv.FormatInt(who.AccountID, 10), look: look.ID}.tidy()
	var receipt Receipt
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		asked, err := s.questioned(ctx, tx, who, []int64{look.ID})
		if err != nil || asked[look.ID] != "" {
			receipt = Receipt{Code: asked[look.ID]}
			return err
		}
		if err := s.limit(ctx, tx, in.Sender); err != nil {
			return err
		}
		target := Target{Authority: PortalOwner}
		if look.Application != "" {
			if target, err = s.application(ctx, tx, who, look.Application); err != nil {
				return err
			}
		}
		if look.Authority != "" {
			target.Authority = look.Authority
		}
		receipt, err = s.say(ctx, tx, &who, in, target, rand.Text())
		return err
	})
	if postgres.Violates(err, "feedback_entries_one_question") { // the other of two clicks was quicker
		asked, err := s.Questioned(ctx, who, []int64{look.ID})
		return Receipt{Code: asked[look.ID]}, err
	}
	if err != nil {
		return Receipt{}, fmt.Errorf("question a look: %w", err)
	}
	return receipt, nil
}

// Questioned is which of those looks the person has questioned, each with the receipt of its case.
func (s *Store) Questioned(ctx context.Context, who account.Principal, looks []int64) (map[int64]string, error) {
	asked, err := s.questioned(ctx, s.pool, who, looks)
	return asked, postgres.Problem(err)
}

func (s *Store) questioned(ctx context.Context, q interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}, who account.Principal, looks []int64,
) (map[int64]string, error) {
	asked := map[int64]string{}
	if len(looks) == 0 {
		return asked, nil
	}
	rows, _ := q.Query(ctx, `SELECT look_id, receipt FROM feedback_entries WHERE account_id = $1 AND look_id = ANY($2)`, who.AccountID, looks)
	var id int64
	var receipt string
	_, err := pgx.ForEachRow(rows, []any{&id, &receipt}, func() error {
		asked[id] = receipt
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read questions: %w", err)
	}
	return asked, nil
}
