// Package consent is what one authority is asked for by another that decides a case: each request has a clock and an
// official of its own, and ends with an answer or with silence.
package consent

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Answer is what an authority said. Its words are the message casework.consent.<answer>.
type Answer string

// Answers. Silence until the due date counts as consent.
const (
	Waiting Answer = ""
	Given   Answer = "given"
	Refused Answer = "refused"
	Silent  Answer = "silent"
)

// SightAfter is for how long an authority still sees a case that it has answered: to look up what it said (estimated
// until confirmed).
const SightAfter = 5 * 24 * time.Hour

// Consent is what one authority of several was asked and answered.
type Consent struct {
	Authority  string
	AskedAt    time.Time // the last time
	DueAt      time.Time
	Answer     Answer
	Note       string
	Assignee   int64 // account of the official who claimed it; 0: nobody
	AssignedTo string
	AnsweredBy int64
	AnsweredAt *time.Time
}

// Waits reports whether the authority was asked and has not answered.
func (c Consent) Waits() bool { return c.Authority != "" && c.Answer == Waiting }

// Late reports whether the silence of the authority counts as consent.
func (c Consent) Late(now time.Time) bool { return c.Waits() && c.DueAt.Before(now) }

// Sees reports whether the authority may still look at the case, while that is open.
func (c Consent) Sees(now time.Time) bool {
	return c.AnsweredAt == nil || now.Before(c.AnsweredAt.Add(SightAfter))
}

// Of is what an authority was asked among others; nil: it was not.
func Of(list []Consent, authority string) *Consent {
	if i := slices.IndexFunc(list, func(c Consent) bool { return c.Authority == authority }); i >= 0 {
		return &list[i]
	}
	return nil
}

// Open reports whether an authority has still to answer.
func Open(list []Consent) bool {
	return slices.ContainsFunc(list, Consent.Waits)
}

// Columns of a consent, in the order of its fields, from consents c and the official o who claimed it.
const columns = `c.authority, c.asked_at, c.due_at, c.answer, c.note, coalesce(c.assignee, 0), coalesce(o.name, ''), coalesce(c.answered_by, 0), c.answered_at`

const selected = `SELECT ` + columns + ` FROM consents c LEFT JOIN accounts o ON o.id = c.assignee WHERE c.application_id = `

// Read adds the reading of the chosen application's consents to a batch.
func Read(b *pgx.Batch, into *[]Consent) {
	b.Queue(selected + postgres.Chosen + ` ORDER BY c.authority`).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Consent])
		return err
	})
}

// List is an application's consents in the caller's transaction.
func List(ctx context.Context, tx pgx.Tx, application int64) ([]Consent, error) {
	rows, err := tx.Query(ctx, selected+`$1 ORDER BY c.authority`, application)
	if err != nil {
		return nil, fmt.Errorf("read consents: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Consent])
	if err != nil {
		return nil, fmt.Errorf("read consents: %w", err)
	}
	return list, nil
}

// Ask asks authorities, or asks them again: what they said before stays in the history of the case only.
func Ask(ctx context.Context, tx pgx.Tx, application int64, authorities []string, now, due time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO consents (application_id, authority, asked_at, due_at) SELECT $1, unnest($2::text[]), $3, $4
		ON CONFLICT ON CONSTRAINT consents_pkey DO UPDATE
		SET asked_at = EXCLUDED.asked_at, due_at = EXCLUDED.due_at, answer = '', note = '', assignee = NULL, answered_by = NULL, answered_at = NULL`,
		application, authorities, now, due)
	if err != nil {
		return fmt.Errorf("ask consents: %w", err)
	}
	return nil
}

// Assign gives a request to an official of the authority; 0 gives it back to all.
func Assign(ctx context.Context, tx pgx.Tx, application int64, authority string, official int64) error {
	return change(ctx, tx, `UPDATE consents SET assignee = nullif($3::bigint, 0) WHERE application_id = $1 AND authority = $2 AND answer = ''`, application, authority, official)
}

// Say is an authority's answer.
func Say(ctx context.Context, tx pgx.Tx, application int64, authority string, answer Answer, note string, by int64, now time.Time) error {
	return change(ctx, tx, `UPDATE consents SET answer = $3, note = $4, answered_by = nullif($5::bigint, 0), answered_at = $6
		WHERE application_id = $1 AND authority = $2 AND answer = ''`, application, authority, answer, note, by, now)
}

// Postpone gives an authority that has not answered until another time.
func Postpone(ctx context.Context, tx pgx.Tx, application int64, authority string, due time.Time) error {
	return change(ctx, tx, `UPDATE consents SET due_at = $3 WHERE application_id = $1 AND authority = $2 AND answer = ''`, application, authority, due)
}

// change is a change of a request that waits; one that was answered meanwhile is a Conflict.
func change(ctx context.Context, tx pgx.Tx, sql string, args ...any) error {
	tag, err := tx.Exec(ctx, sql, args...)
	if err != nil {
		return fmt.Errorf("answer consent: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return problem.New(problem.Conflict, "casework.answered")
	}
	return nil
}

// Past is the consents of one case of a demonstration's past.
type Past struct {
	Application int64
	Consents    []Consent
}

// CopyPast writes consents in bulk.
func CopyPast(ctx context.Context, tx pgx.Tx, cases []Past) error {
	var rows [][]any
	for _, p := range cases {
		for _, c := range p.Consents {
			rows = append(rows, []any{p.Application, c.Authority, c.AskedAt, c.DueAt, string(c.Answer), c.Note, account(c.Assignee), account(c.AnsweredBy), c.AnsweredAt})
		}
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"consents"},
		[]string{"application_id", "authority", "asked_at", "due_at", "answer", "note", "assignee", "answered_by", "answered_at"}, pgx.CopyFromRows(rows))
	if err != nil {
		return fmt.Errorf("copy consents: %w", err)
	}
	return nil
}

func account(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}
