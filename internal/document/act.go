package document

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

// Act is what a head of the office does with a paper after it was issued. Its words are the message paper.act.<act>.
type Act string

// Acts. A revocation is for good; a suspension ends by itself on its last day, or when it is lifted.
const (
	Suspending Act = "suspend"
	Lifting    Act = "lift"
	Revoking   Act = "revoke"
)

// Limits of an act: characters of what the holder reads, and years that a suspension with a last day may take.
const (
	MaxSaid        = 2000
	MaxSuspendedBy = 5
)

// why is the reasons of each act; their words are messages document.why.<reason>. The lists are estimated, until the
// authorities confirm them by their laws.
var why = map[Act][]string{
	Suspending: {"terms", "inspection", "court", "asked"},
	Lifting:    {"remedied", "court", "asked", "mistake"},
	Revoking:   {"terms", "false-data", "ceased", "court", "asked", "mistake"},
}

// Reasons is the short list out of which the act has its reason.
func (a Act) Reasons() []string { return why[a] }

// Acts is what a head of the office can do with the paper as it is at that time: nothing with one that is over.
func (d Document) Acts(at time.Time) []Act {
	switch d.Valid(at) {
	case Valid:
		return []Act{Suspending, Revoking}
	case Suspended:
		return []Act{Lifting, Revoking}
	default:
		return nil
	}
}

// SuspendedWords says until when a paper is suspended.
func (d Document) SuspendedWords(l locale.Lang) string { return suspendedWords(l, d.SuspendedUntil) }

// SuspendedWords says until when the paper is suspended.
func (v Verification) SuspendedWords(l locale.Lang) string {
	return suspendedWords(l, v.SuspendedUntil)
}

func suspendedWords(l locale.Lang, until *time.Time) string {
	if until == nil {
		return l.T("document.suspended-open")
	}
	return l.T("document.suspended-until", "Date", l.Date(*until))
}

// Change is what the form of an act sends.
type Change struct {
	Act    Act
	Reason string
	Said   string     // what the holder reads, in words of the office
	Until  *time.Time // last moment of a suspension; nil: until it is lifted
	Row    int        // version of the paper that was seen
}

// flaw is what is wrong with the change itself.
func (c Change) flaw(now time.Time) error {
	switch {
	case why[c.Act] == nil:
		return problem.New(problem.NotFound, "paper.no-act")
	case !slices.Contains(why[c.Act], c.Reason):
		return problem.New(problem.Invalid, "paper.reason-needed")
	case c.Said == "":
		return problem.New(problem.Invalid, "paper.said-needed")
	case utf8.RuneCountInString(c.Said) > MaxSaid:
		return problem.New(problem.Invalid, "paper.said-long", "Limit", MaxSaid)
	case c.Until != nil && (c.Act != Suspending || !c.Until.After(now)):
		return problem.New(problem.Invalid, "paper.until-past")
	case c.Until != nil && c.Until.After(now.AddDate(MaxSuspendedBy, 0, 0)):
		return problem.New(problem.Invalid, "paper.until-far", "Limit", MaxSuspendedBy)
	}
	return nil
}

// Perform does an act on a paper of the official's office: change, history, notice to the holder and record in one
// transaction. It is for heads alone; a paper out of scope and one of the official's own are NotFound; one that somebody
// changed meanwhile, or with which this can't be done as it is, is a Conflict.
func (s *Store) Perform(ctx context.Context, o account.Official, number string, c Change) error {
	now := s.now()
	c.Said = strings.TrimSpace(c.Said)
	if err := c.flaw(now); err != nil {
		return err
	}
	if o.Role != account.Head {
		return problem.New(problem.Forbidden, "paper.heads-only")
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		d, err := looked(ctx, tx, o, number, ` FOR UPDATE`)
		switch {
		case err != nil:
			return err
		case d.Row != c.Row:
			return problem.New(problem.Conflict, "paper.changed")
		case !slices.Contains(d.Acts(now), c.Act):
			return problem.New(problem.Conflict, "paper.not-now")
		}
		people, err := d.people(ctx, tx, now)
		if err != nil {
			return err
		}
		if slices.Contains(people, o.ID) { // of his company, say
			return problem.New(problem.Forbidden, "paper.own")
		}
		if err := d.change(ctx, tx, c, now); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO document_acts (document_id, act, reason, said, until, actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			d.ID, c.Act, c.Reason, c.Said, c.Until, o.ID, now)
		if err != nil {
			return fmt.Errorf("keep act on document: %w", err)
		}
		if err := d.tell(ctx, tx, people, c); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Kind: audit.Official, Actor: o.ID, Action: "document." + string(c.Act), Object: d.object(),
			Detail: map[string]any{"authority": o.Authority, "region": o.Region, "service": d.Service, "reason": c.Reason},
		})
	})
}

// change writes the state of the paper after the act.
func (d Document) change(ctx context.Context, tx pgx.Tx, c Change, now time.Time) (err error) {
	switch c.Act {
	case Suspending:
		_, err = tx.Exec(ctx, `UPDATE documents SET suspended_at = $2, suspended_until = $3, suspended_why = $4, said = $5, row = row + 1 WHERE id = $1`, d.ID, now, c.Until, c.Reason, c.Said)
	case Lifting:
		_, err = tx.Exec(ctx, `UPDATE documents SET suspended_at = NULL, suspended_until = NULL, suspended_why = '', said = '', row = row + 1 WHERE id = $1`, d.ID)
	default:
		_, err = tx.Exec(ctx, `UPDATE documents SET revoked_at = $2, revoked_why = $3, said = $4, row = row + 1 WHERE id = $1`, d.ID, now, c.Reason, c.Said)
	}
	if err != nil {
		return fmt.Errorf("%s document: %w", c.Act, err)
	}
	return nil
}

// tell tells the holder, and who applied for him: what, why and how to contest it.
func (d Document) tell(ctx context.Context, tx pgx.Tx, people []int64, c Change) error {
	event := map[Act]string{Suspending: "paper-suspended", Lifting: "paper-lifted", Revoking: "paper-revoked"}[c.Act]
	if c.Until != nil {
		event = "paper-suspended-until"
	}
	args := notify.Args{"Service": d.Title, "Paper": d.Number, "Authority": d.Authority, "Reason": locale.TextOf("document.why." + c.Reason), "Said": c.Said}
	if c.Until != nil {
		args["Until"] = c.Until
	}
	for _, id := range people {
		err := notify.Queue(ctx, tx, notify.Notice{
			AccountID: id, Event: event, Occasion: fmt.Sprintf("%s/%d", d.Number, c.Row), ApplicationID: d.ApplicationID, Number: d.Application, Args: args,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// people is the accounts of those who have the paper.
func (d Document) people(ctx context.Context, q querier, now time.Time) ([]int64, error) {
	return People(ctx, q, d.ApplicationID, now)
}

// People is the accounts of those whom an application concerns: who applied for himself, or the person and all who may act
// for the person or company now. A right that has ended leads to nobody.
func People(ctx context.Context, q querier, applicationID int64, now time.Time) ([]int64, error) {
	rows, err := q.Query(ctx, `SELECT account_id FROM applications WHERE id = $1 AND mandate_id IS NULL
		UNION SELECT p.id FROM applications a JOIN mandates g ON g.id = a.mandate_id AND g.kind = 'person' JOIN accounts p ON p.pinfl_index = g.subject_index WHERE a.id = $1
		UNION SELECT m.account_id FROM applications a JOIN mandates g ON g.id = a.mandate_id JOIN mandates m ON m.kind = g.kind AND m.subject_index = g.subject_index
			WHERE a.id = $1 AND (m.ground <> 'attorney' OR m.id = g.id) AND m.ended_at IS NULL AND (m.until IS NULL OR m.until >= $2::date)
		ORDER BY 1`, applicationID, register.DateOf(now).String())
	if err != nil {
		return nil, fmt.Errorf("find holders: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find holders: %w", err)
	}
	return list, nil
}

// object is how the record names the paper.
func (d Document) object() string { return "document:" + d.Number }

// Past is an act in the history of a paper.
type Past struct {
	Act    Act
	Reason string
	Said   string
	Until  *time.Time
	Actor  string
	At     time.Time
}

// looked is a paper of the official's office; lock is empty or keeps its row for the transaction. One of his own is
// NotFound, as his own case is.
func looked(ctx context.Context, q querier, o account.Official, number, lock string) (Document, error) {
	reach, args := o.Reach(number, Lasting)
	list, err := collect(ctx, q, `SELECT `+columns+` FROM documents WHERE number = $1 AND kind = ANY ($2) AND EXISTS (SELECT FROM applications a WHERE a.id = application_id AND `+reach+`)`+lock, args...)
	if err == nil && len(list) == 0 {
		err = problem.New(problem.NotFound, "document.not_found")
	}
	if err != nil {
		return Document{}, err
	}
	return list[0], nil
}

// Paper is a paper of the official's office with what was done to it, the oldest first. The look is on record, for the
// holder to see.
func (s *Store) Paper(ctx context.Context, o account.Official, number string) (Document, []Past, error) {
	d, err := looked(ctx, s.pool, o, number, "")
	if err != nil {
		return Document{}, nil, postgres.Problem(err)
	}
	rows, _ := s.pool.Query(ctx, `SELECT t.act, t.reason, t.said, t.until, a.name, t.at FROM document_acts t JOIN accounts a ON a.id = t.actor WHERE t.document_id = $1 ORDER BY t.id`, d.ID)
	acts, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Past])
	if err != nil {
		return Document{}, nil, postgres.Problem(fmt.Errorf("read acts on document: %w", err))
	}
	people, err := d.people(ctx, s.pool, s.now())
	if err != nil {
		return Document{}, nil, postgres.Problem(err)
	}
	err = audit.NewStore(s.pool).Record(ctx, audit.Entry{
		Kind: audit.Official, Actor: o.ID, Action: "document.view", Object: d.object(), About: people,
		Detail: map[string]any{"authority": o.Authority, "region": o.Region, "service": d.Service},
	})
	return d, acts, postgres.Problem(err)
}
