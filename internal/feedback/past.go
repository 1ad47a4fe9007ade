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
	Reopened  string    // why it did not help; empty when it did
	Settled   EventKind // what was said when asked whether it is solved: EventSolved, EventUnsolved, or nothing
	SettledAt time.Time
}

// CopyPast writes entries and the cases that they opened in bulk, in the order given; nobody left a contact.
func (s *Store) CopyPast(ctx context.Context, tx pgx.Tx, said []Past) error {
	var terms terms
	if err := tx.QueryRow(ctx, `SELECT days, reopen_days, ask_days, escalate_days FROM feedback_terms WHERE reason = $1`, ReasonLowMark).
		Scan(&terms.days, &terms.reopen, &terms.ask, &terms.escalate); err != nil {
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
		c := s.follow(p, caseID, owner, supervisor, terms)
		cases = append(cases, []any{caseID, entry, number.Strewn(caseID), string(reason), owner, supervisor, p.Region, p.Target.Service, string(c.state), p.At, c.due, c.answered, c.reopenUntil, c.asked, c.escalated, int32(len(c.events))}) //nolint:gosec // a handful
		events = append(events, c.events...)
	}
	for _, t := range []struct {
		table   string
		columns []string
		rows    [][]any
	}{
		{"feedback_entries", []string{
			"id", "token", "receipt", "kind", "account_id", "application_id", "service_code", "service_version_id", "authority", "region", "page", "step",
			"legality", "quality", "timeliness", "accessibility", "comment", "lang", "created_at", "office_id",
		}, entries},
		{"feedback_cases", []string{"id", "entry_id", "number", "reason", "owner", "supervisor", "region", "service_code", "state", "opened_at", "due_at", "answered_at", "reopen_until", "asked_at", "escalated", "row"}, cases},
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
	var office any
	if p.Target.Office != 0 {
		office = p.Target.Office
	}
	version := any(p.VersionID)
	if p.VersionID == 0 {
		version = nil
	}
	return []any{
		id, rand.Text(), rand.Text(), string(p.Kind), null(p.AccountID), null(p.ApplicationID), p.Target.Service, version, p.Authority, p.Region, p.Page, p.Step,
		mark(Legality), mark(Quality), mark(Timeliness), mark(Accessibility), p.Comment, string(p.Lang), p.At, office,
	}
}

// terms of cases, in days.
type terms struct{ days, reopen, ask, escalate int }

// course is what became of a case.
type course struct {
	state                        State
	due                          time.Time
	answered, reopenUntil, asked *time.Time
	escalated                    int16
	events                       [][]any
}

func (c *course) add(id int64, kind EventKind, authority, body string, mark int, at time.Time) {
	var given any
	if mark > 0 {
		given = int16(mark) //nolint:gosec // one to five
	}
	c.events = append(c.events, []any{id, string(kind), nil, authority, body, given, at})
}

func (s *Store) follow(p Past, id int64, owner, supervisor string, terms terms) course {
	c := course{state: Open, due: s.calendar.Due(p.At, terms.days, workday.CalendarDays)}
	c.add(id, EventOpened, owner, "", 0, p.At)
	a := p.Answer
	if a == nil {
		c.goUp(id, owner, supervisor, terms, s.now())
		return c
	}
	c.goUp(id, owner, supervisor, terms, a.At)
	until := a.At.AddDate(0, 0, terms.reopen)
	c.state, c.answered, c.reopenUntil = Answered, &a.At, &until
	c.events = append(c.events, []any{id, string(EventAnswered), a.Official, a.Authority, a.Body, nil, a.At})
	if a.Mark > 0 {
		c.add(id, EventRated, "", "", a.Mark, a.MarkedAt)
		if a.Mark > LowMark {
			c.state = Closed
		}
	}
	if a.Reopened != "" {
		c.back(s, id, EventReopened, a.Reopened, a.MarkedAt, terms)
	} else if ask := a.At.AddDate(0, 0, terms.ask); ask.Before(s.now()) && (a.Settled != "" || until.Before(s.now())) { // else the job asks
		c.asked = &ask
		c.add(id, EventAsked, "", "", 0, ask)
		switch a.Settled {
		case EventSolved:
			c.state = Closed
			c.add(id, EventSolved, "", "", 0, a.SettledAt)
		case EventUnsolved:
			c.back(s, id, EventUnsolved, "", a.SettledAt, terms)
		default: // nothing was said
		}
	}
	if c.state == Reopened {
		c.goUp(id, owner, supervisor, terms, s.now())
	}
	return c
}

// back is the case sent back.
func (c *course) back(s *Store, id int64, kind EventKind, why string, at time.Time, terms terms) {
	c.state, c.due, c.escalated = Reopened, s.calendar.Due(at, terms.days, workday.CalendarDays), 0
	c.add(id, kind, "", why, 0, at)
}

// goUp is what the heads were told of the case by then. What became late within the last day is left to the job.
func (c *course) goUp(id int64, owner, supervisor string, terms terms, by time.Time) {
	for i, to := range []string{owner, supervisor} {
		at := c.due.Add(time.Hour).AddDate(0, 0, i*terms.escalate)
		if !at.AddDate(0, 0, 1).Before(by) {
			return
		}
		c.escalated++
		if to != "" {
			c.add(id, EventEscalated, to, "", 0, at)
		}
	}
}
