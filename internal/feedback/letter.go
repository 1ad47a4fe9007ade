package feedback

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// LetterArgs asks to write to the author of a case who left an e-mail address in place of an account: that there is an answer
// or, some weeks later, whether it is solved. The address is not in it: it stays where it was left.
type LetterArgs struct {
	CaseID int64 `json:"case_id"`
	Row    int   `json:"row"` // version of the case: each answer, and each question, is one letter
	Asks   bool  `json:"asks,omitempty"`
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

// WritesTo reports whether the author of that contact is written to when the answer is there. Nobody confirmed the address:
// of a report of corruption no letter tells a stranger, not even that there was one.
func (s *Store) WritesTo(kind Kind, contact string) bool {
	return s.letters && kind != Corruption && form.IsEmail(strings.TrimSpace(contact))
}

// Letters reports whether an address that is left is written to.
func (s *Store) Letters() bool { return s.letters }

// writeLater queues the letter to an author without an account, in the transaction of the answer.
func (s *Store) writeLater(ctx context.Context, tx pgx.Tx, c caseRow, row int) error {
	if !s.WritesTo(c.Kind, c.Contact) {
		return nil
	}
	return job.Insert(ctx, tx, LetterArgs{CaseID: c.caseID, Row: row})
}

// Letter writes to an address: notify.Store.WriteTo.
type Letter func(ctx context.Context, address string, l locale.Lang, id, event, path string, day time.Time) error

// WriteAnswered tells an author without an account that the answer is there. The address was confirmed by nobody, so neither
// the letter nor the page that it leads to says what was said or by whom, and there is one for each answer. Whether it is
// solved is asked only while that is still to be said. The job feedback.letter calls it.
func (s *Store) WriteAnswered(ctx context.Context, args LetterArgs, write Letter) error {
	var (
		entry                 int64
		sealed                []byte
		plain                 *string
		number, receipt, lang string
		answered              time.Time
	)
	err := s.pool.QueryRow(ctx, `SELECT e.id, e.contact_sealed, e.contact, c.number, e.receipt, e.lang, c.answered_at FROM feedback_cases c JOIN feedback_entries e ON e.id = c.entry_id
		WHERE c.id = @case AND e.account_id IS NULL AND c.answered_at IS NOT NULL
			AND (NOT @asks OR c.row = @row AND c.state = 'answered' AND c.asked_at IS NOT NULL AND c.reopen_until > @now)`,
		pgx.NamedArgs{"case": args.CaseID, "asks": args.Asks, "row": args.Row, "now": s.now()}).
		Scan(&entry, &sealed, &plain, &number, &receipt, &lang, &answered)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return postgres.Problem(fmt.Errorf("address of an author: %w", err))
	}
	contact := s.contact(ctx, entry, sealed, plain)
	if contact == "" { // it was erased meanwhile, or damaged
		return nil
	}
	l, _ := locale.ParseLang(lang)
	event, id := "answered", fmt.Sprintf("feedback-%d-%d", args.CaseID, args.Row)
	if args.Asks {
		event, id = "solved", id+"-solved"
	}
	return write(ctx, contact, l, id, event, "/feedback/letters/"+number+"/"+letterKey(receipt), answered)
}

// letterKey is the secret part of the address in a letter. It follows from the receipt, and nobody can go back from it.
func letterKey(receipt string) string {
	sum := sha256.Sum256([]byte("feedback letter " + receipt))
	return hex.EncodeToString(sum[:16])
}

// Replied is what a letter opens: where a case stands and what the authority replied. What it is about and what its author
// wrote is not in it, because whoever owns the address may be a stranger.
type Replied struct {
	Number  string
	Owner   string
	State   State
	DueAt   time.Time
	Late    bool
	Asked   bool    // it can still be said whether it is solved
	Replies []Event // oldest first
}

// ByLetter is the case to which the address in a letter leads.
func (s *Store) ByLetter(ctx context.Context, number, key string) (Replied, error) {
	c, err := s.byLetter(ctx, number, key)
	if err != nil {
		return Replied{}, err
	}
	r := Replied{Number: c.CaseNumber, Owner: c.Owner, State: c.State, DueAt: c.DueAt, Late: c.Overdue(s.now()), Asked: c.State == Answered && c.MaySettle(s.now())}
	for _, e := range c.Events {
		if e.Kind == EventAnswered {
			r.Replies = append(r.Replies, e)
		}
	}
	return r, nil
}

// Unlock is the receipt of the case to which a letter leads, for who can say it: as it was shown after sending, or the whole
// address of that page. With it the author reads what he wrote, rates the reply and sends the case back.
func (s *Store) Unlock(ctx context.Context, number, key, said string) (receipt string, err error) {
	c, err := s.byLetter(ctx, number, key)
	if err != nil {
		return "", err
	}
	said = strings.TrimRight(strings.TrimSpace(said), "/. ") // copied with the end of its sentence
	said = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(said[strings.LastIndexByte(said, '/')+1:]))
	if subtle.ConstantTimeCompare([]byte(said), []byte(c.receipt)) == 0 {
		return "", problem.New(problem.Invalid, "feedback.letter.wrong")
	}
	return c.receipt, nil
}

// SettleByLetter is Settle for whoever has the letter, without words. Somebody else's yes shuts nobody out: with the receipt
// the author sends the case back for as long as before. What is closed, the author has closed: no letter reopens it.
func (s *Store) SettleByLetter(ctx context.Context, number, key string, solved bool) error {
	c, err := s.byLetter(ctx, number, key)
	if err != nil {
		return err
	}
	if !solved && c.State == Closed {
		return problem.New(problem.Conflict, "feedback.letter.closed")
	}
	return s.Settle(ctx, c.receipt, solved, "")
}

func (s *Store) byLetter(ctx context.Context, number, key string) (caseRow, error) {
	rows, err := s.read(ctx, `c.number = @number AND e.kind <> 'corruption'`, pgx.NamedArgs{"number": number})
	if err != nil {
		return caseRow{}, err
	}
	if len(rows) == 0 || subtle.ConstantTimeCompare([]byte(key), []byte(letterKey(rows[0].receipt))) == 0 {
		return caseRow{}, problem.New(problem.NotFound, "feedback.no-receipt")
	}
	return rows[0], nil
}
