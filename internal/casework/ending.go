package casework

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// noticeKind is the kind of the paper that says how an application ended without a result.
const noticeKind = "notice"

// endMark stands in the number of that paper between the application's number and which of its ends it is: a hearing may
// keep a refusal, and each decision has a paper of its own.
const endMark = "-E"

// Ending is an end of an application without a result, as it goes on paper.
type Ending struct {
	Number string // of the paper, the same in every language
	State  State  // Refused, Withdrawn or Lapsed
	At     time.Time
}

// endings is how the application ended without a result, the oldest first.
func (a Application) endings() (list []Ending) {
	for _, e := range a.Events {
		if e.To != e.From && slices.Contains([]State{Refused, Withdrawn, Lapsed}, e.To) {
			list = append(list, Ending{Number: a.Number + endMark + strconv.Itoa(len(list)+1), State: e.To, At: e.At})
		}
	}
	return list
}

// Ending is the end without a result that the application is at, or that an appeal under way is about; nil when there is
// none.
func (a Application) Ending() *Ending {
	list := a.endings()
	if len(list) == 0 {
		return nil
	}
	e := list[len(list)-1]
	if a.State != e.State && (a.State != Appealed || e.State != Refused) {
		return nil
	}
	return &e
}

// Notice is the paper of an end. It has no code that can be typed: its QR code, which is signed, leads to what we say of it.
func (a Application) Notice(e Ending) document.Document {
	authority, _ := catalogue.Lists().Authorities.Get(a.Authority)
	return document.Document{
		Number: e.Number, Kind: noticeKind, Application: a.Number, Title: a.Service.Title, Authority: authority.Title, Holder: a.Applicant, IssuedAt: e.At,
	}
}

// Ended answers who verifies such a paper: its standing is Overtaken when something else was decided since. The caller has
// made sure that we signed the number; one that no application has is Unknown.
func (s *Store) Ended(ctx context.Context, number string) (v document.Verification, state State, err error) {
	of, _, _ := strings.Cut(number, endMark)
	a, err := s.load(ctx, s.pool, false, `a.number = $1`, []any{of})
	if problem.Is(err, problem.NotFound) {
		return document.Verification{Standing: document.Unknown}, "", nil
	}
	if err != nil {
		return v, "", postgres.Problem(err)
	}
	for _, e := range a.endings() {
		if e.Number != number {
			continue
		}
		v = a.Notice(e).Shown(document.Valid)
		if now := a.Ending(); now == nil || now.Number != number {
			v.Standing = document.Overtaken
		}
		return v, e.State, nil
	}
	return document.Verification{Standing: document.Unknown}, "", nil
}
