package feedback

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
)

// LetterArgs asks to write to the author of a case who left an e-mail address in place of an account. The address is not
// in it: it stays where it was left.
type LetterArgs struct {
	CaseID int64 `json:"case_id"`
	Row    int   `json:"row"` // version of the case that was answered: each answer is one letter
}

// Kind names the job.
func (LetterArgs) Kind() string { return "feedback.letter" }

// InsertOpts puts it beside the copies of messages.
func (LetterArgs) InsertOpts() job.Options { return job.Options{Queue: job.Copies, MaxAttempts: 12} }

// WithLetters is the store on a portal that has e-mail: who leaves an address without an account is written to.
func (s *Store) WithLetters() *Store {
	s.letters = true
	return s
}

// WritesTo reports whether the author of that contact is written to when the answer is there. Nobody confirmed the address,
// and the way that the letter shows opens what was said: of a report of corruption no letter tells a stranger.
func (s *Store) WritesTo(kind Kind, contact string) bool {
	return s.letters && kind != Corruption && isEmail(strings.TrimSpace(contact))
}

// Letters reports whether an address that is left is written to.
func (s *Store) Letters() bool { return s.letters }

func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && strings.Contains(s[strings.LastIndexByte(s, '@')+1:], ".")
}

// writeLater queues the letter to an author without an account, in the transaction of the answer.
func (s *Store) writeLater(ctx context.Context, tx pgx.Tx, c caseRow, row int) error {
	if !s.WritesTo(c.Kind, c.Contact) {
		return nil
	}
	return job.Insert(ctx, tx, LetterArgs{c.caseID, row})
}

// Letter writes to an address: notify.Store.WriteTo.
type Letter func(ctx context.Context, address string, l locale.Lang, id, event, path string) error

// WriteAnswered tells an author without an account that the answer is there, and leads to the page of the receipt. The
// address was confirmed by nobody, so the letter itself says nothing of what was said or by whom, and there is one for each answer.
// The job feedback.letter calls it.
func (s *Store) WriteAnswered(ctx context.Context, args LetterArgs, write Letter) error {
	var contact, receipt, lang string
	err := s.pool.QueryRow(ctx, `SELECT e.contact, e.receipt, e.lang FROM feedback_cases c JOIN feedback_entries e ON e.id = c.entry_id WHERE c.id = $1 AND e.account_id IS NULL`, args.CaseID).
		Scan(&contact, &receipt, &lang)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return postgres.Problem(fmt.Errorf("address of an author: %w", err))
	}
	l, _ := locale.ParseLang(lang)
	return write(ctx, contact, l, fmt.Sprintf("feedback-%d-%d", args.CaseID, args.Row), "answered", "/feedback/"+receipt)
}
