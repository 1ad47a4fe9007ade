package bulletin

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/report"
)

// MaxReason is how many characters the reason of a correction may have.
const MaxReason = 600

// Correct counts a month anew and keeps it as the next edition, which says what changed and why. Base is the edition that
// the official has seen: another one meanwhile is a conflict, so that a form sent twice makes one edition. Nothing is kept
// when nothing comes out otherwise. Problems are what is to be mended first.
func (s *Store) Correct(ctx context.Context, by account.Official, month string, base int, reason string) (problems form.Problems, err error) {
	if err := by.Steering(); err != nil {
		return nil, err
	}
	reason = strings.TrimSpace(reason)
	switch {
	case reason == "":
		return form.Problems{{Input: "reason", Field: "reason", ID: "bulletin.problem.reason"}}, nil
	case utf8.RuneCountInString(reason) > MaxReason:
		return form.Problems{{Input: "reason", Field: "reason", ID: "bulletin.problem.long", Args: []any{"Max", MaxReason}}}, nil
	}
	last, _, err := s.Read(ctx, by, month, 0)
	if err != nil {
		return nil, err
	}
	if last.Edition != base {
		return nil, problem.New(problem.Conflict, "bulletin.changed")
	}
	if err := s.figures.Refresh(ctx); err != nil {
		return nil, err
	}
	c, err := s.count(ctx, last.Start(), base+1)
	if err != nil {
		return nil, err
	}
	c.Reason = reason
	c.Lines = stood(last.Lines, c.Lines)
	for i := range c.Lines { // services are those of the time, whatever is published now
		was := last.Line(c.Lines[i].Level, c.Lines[i].Code)
		if c.Lines[i].Level != report.OfService {
			c.Lines[i].Live, c.Lines[i].Automatic = was.Live, was.Automatic
		}
	}
	if c.Changes, c.Moved = changes(last.Content, c); c.Moved == 0 && slices.Equal(last.Grounds, c.Grounds) {
		return form.Problems{{Input: "reason", Field: "reason", ID: "bulletin.problem.same"}}, nil
	}
	err = s.keep(ctx, c, by.ID, func(tx pgx.Tx, id string) error {
		if err := s.tell(ctx, tx, c, id); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Kind: audit.Official, Actor: by.ID, Action: "bulletin.correct", Object: "bulletin:" + c.Month,
			Detail: map[string]any{"edition": c.Edition, "id": id, "before": last.ID},
		})
	})
	if postgres.Violates(err, "bulletins_pkey") {
		return nil, problem.New(problem.Conflict, "bulletin.changed")
	}
	return nil, err
}

// stood gives lines that are counted anew what stood open at the end of the month as it was counted then: since then due
// dates have moved and clocks have stood still, and of how it was nothing is left to count. A line that has nothing else is
// kept for it.
func stood(was, is []report.Line) []report.Line {
	open := map[key]report.Line{}
	for _, l := range was {
		open[of(l)] = l
	}
	for i := range is {
		l := open[of(is[i])]
		is[i].PastTerm, is[i].Unanswered = l.PastTerm, l.Unanswered
		delete(open, of(is[i]))
	}
	for _, l := range was {
		if _, left := open[of(l)]; left && l.PastTerm+l.Unanswered > 0 {
			is = append(is, report.Line{Level: l.Level, Code: l.Code, Owner: l.Owner, PastTerm: l.PastTerm, Unanswered: l.Unanswered})
		}
	}
	return slices.DeleteFunc(is, func(l report.Line) bool { return l == report.Line{Level: l.Level, Code: l.Code, Owner: l.Owner} })
}

// changes is what comes out otherwise: the measures of the country, and how many lines of any level.
func changes(was, is Content) (list []Change, moved int) {
	each(func(m Measure) {
		a, b := m.Of(was.Line(report.Country, "")), m.Of(is.Line(report.Country, ""))
		if a != b {
			list = append(list, Change{Measure: m.Name, Was: a, Is: b})
		}
	})
	lines := map[key]report.Line{}
	for _, l := range was.Lines {
		lines[of(l)] = l
	}
	for _, l := range is.Lines {
		if lines[of(l)] != l {
			moved++
		}
		delete(lines, of(l))
	}
	return list, moved + len(lines)
}
