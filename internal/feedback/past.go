package feedback

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/number"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/workday"
)

// Past is something that was said in a demonstration's past, and what the authority made of it.
type Past struct {
	Submission
	Target
	AccountID int64
	At        time.Time
	Answer    *PastAnswer // nil while nobody has answered
}

// PastAnswer is an official's answer and what its reader made of it.
type PastAnswer struct {
	At        time.Time
	Official  int64
	Authority string
	Body      string
	Mark      int // of the answer; 0 when it was not rated
	MarkedAt  time.Time
	Reopened  string // why it did not help; empty when it did
}

// CopyPast writes entries and the cases that they opened in bulk, in the order given.
func (s *Store) CopyPast(ctx context.Context, tx pgx.Tx, said []Past) error {
	var days, reopen int
	if err := tx.QueryRow(ctx, `SELECT days, reopen_days FROM feedback_terms WHERE reason = $1`, ReasonLowMark).Scan(&days, &reopen); err != nil {
		return fmt.Errorf("terms of feedback: %w", err)
	}
	entryIDs, err := postgres.Draw(ctx, tx, "feedback_entries", len(said))
	if err != nil {
		return err
	}
	caseIDs, err := postgres.Draw(ctx, tx, "feedback_cases", len(said))
	if err != nil {
		return err
	}
	var entries, cases, events [][]any
	for i, p := range said {
		entry := entryIDs[i]
		p.Submission = p.tidy()
		entries = append(entries, p.row(entry))
		reason := p.opens()
		if reason == "" {
			continue
		}
		caseID := caseIDs[len(cases)]
		owner, supervisor := responsible(reason, p.Authority)
		c := p.follow(caseID, owner, s.calendar, days, reopen)
		cases = append(cases, []any{caseID, entry, number.Strewn(caseID), string(reason), owner, supervisor, p.Region, p.Target.Service, string(c.state), p.At, c.due, c.answered, c.reopenUntil, int32(len(c.events))}) //nolint:gosec // a handful
		events = append(events, c.events...)
	}
	for _, t := range []struct {
		table   string
		columns []string
		rows    [][]any
	}{
		{"feedback_entries", []string{
			"id", "token", "receipt", "kind", "account_id", "application_id", "service_code", "service_version_id", "authority", "region", "page", "step",
			"legality", "quality", "timeliness", "accessibility", "comment", "lang", "contact", "created_at",
		}, entries},
		{"feedback_cases", []string{"id", "entry_id", "number", "reason", "owner", "supervisor", "region", "service_code", "state", "opened_at", "due_at", "answered_at", "reopen_until", "row"}, cases},
		{"feedback_events", []string{"case_id", "kind", "official_id", "authority", "body", "mark", "at"}, events},
	} {
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{t.table}, t.columns, pgx.CopyFromRows(t.rows)); err != nil {
			return fmt.Errorf("copy %s: %w", t.table, err)
		}
	}
	return nil
}

func (p Past) row(id int64) []any {
	mark := func(c Criterion) any {
		if m := p.Marks.Of(c); m > 0 {
			return int16(m) //nolint:gosec // one to five
		}
		return nil
	}
	null := func(id int64) any {
		if id == 0 || p.Unnamed {
			return nil
		}
		return id
	}
	version := any(p.VersionID)
	if p.VersionID == 0 {
		version = nil
	}
	return []any{
		id, rand.Text(), rand.Text(), string(p.Kind), null(p.AccountID), null(p.ApplicationID), p.Target.Service, version, p.Authority, p.Region, p.Page, p.Step,
		mark(Legality), mark(Quality), mark(Timeliness), mark(Accessibility), p.Comment, string(p.Lang), p.Contact, p.At,
	}
}

// course is what became of a case.
type course struct {
	state                 State
	due                   time.Time
	answered, reopenUntil *time.Time
	events                [][]any
}

func (p Past) follow(id int64, owner string, calendar *workday.Calendar, days, reopen int) course {
	c := course{state: Open, due: calendar.Due(p.At, days, workday.CalendarDays), events: [][]any{{id, string(EventOpened), nil, owner, "", nil, p.At}}}
	a := p.Answer
	if a == nil {
		return c
	}
	until := a.At.AddDate(0, 0, reopen)
	c.state, c.answered, c.reopenUntil = Answered, &a.At, &until
	c.events = append(c.events, []any{id, string(EventAnswered), a.Official, a.Authority, a.Body, nil, a.At})
	if a.Mark > 0 {
		c.events = append(c.events, []any{id, string(EventRated), nil, "", "", int16(a.Mark), a.MarkedAt}) //nolint:gosec // one to five
		if a.Mark > LowMark {
			c.state = Closed
		}
	}
	if a.Reopened != "" {
		c.state, c.due = Reopened, calendar.Due(a.MarkedAt, days, workday.CalendarDays)
		c.events = append(c.events, []any{id, string(EventReopened), nil, "", a.Reopened, nil, a.MarkedAt})
	}
	return c
}
