package feedback

import (
	"slices"
	"time"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/locale"
)

// Reason is why a case was opened.
type Reason string

// Reasons of cases; each has its term in feedback_terms.
const (
	ReasonLowMark    Reason = "low-mark"
	ReasonConcern    Reason = "concern"
	ReasonCorruption Reason = "corruption"
)

// State is where a case stands.
type State string

// States of a case.
const (
	Open     State = "open"     // the authority must answer by the due date
	Answered State = "answered" // the author may say that it did not help, until a date
	Reopened State = "reopened" // it did not help: the authority must answer again by a new date
	Closed   State = "closed"   // the author says that it is solved
)

// Waits reports whether the authority must act.
func (s State) Waits() bool { return s == Open || s == Reopened }

// EventKind is what happened to a case.
type EventKind string

// Kinds of events of a case.
const (
	EventOpened   EventKind = "opened"
	EventAnswered EventKind = "answered"
	EventRated    EventKind = "rated"
	EventReopened EventKind = "reopened"
	// It was late, and the heads of the event's authority were told.
	EventEscalated EventKind = "escalated"
	// The author was asked whether it is solved, and said yes, or no, which sends it back.
	EventAsked    EventKind = "asked"
	EventSolved   EventKind = "solved"
	EventUnsolved EventKind = "unsolved"
)

// Event is one line of a case's history.
type Event struct {
	Kind      EventKind
	Authority string // that answered, or to whose heads it went up
	Body      string
	Mark      int // of the answer, 0 when it was not rated
	At        time.Time
}

// Entry is what somebody said, without who said it.
type Entry struct {
	Kind    Kind
	Number  string // of the application that it is about
	Service string
	Office  locale.Text // name of the office on whose wall the code hung; empty: the form was opened otherwise
	Page    string
	Step    string
	Marks   Marks
	Comment string
	Lang    string
	Contact string
	Photo   document.Upload // zero: none, or the entry is one of a list
	Inbox   bool            // the author has an account, whose inbox the answer reaches
	At      time.Time
}

// Case is what somebody said and what became of it.
type Case struct {
	Entry
	CaseNumber  string // empty when the entry opened no case
	Reason      Reason
	Owner       string
	Supervisor  string
	Region      string
	State       State
	OpenedAt    time.Time
	DueAt       time.Time
	AnsweredAt  time.Time // zero until answered
	ReopenUntil time.Time
	AskedAt     time.Time // zero until the author was asked whether the answer that stands has solved it
	Row         int
	Events      []Event
	Notes       []Note // of the office of the official who reads it; nobody else's
}

// Overdue reports whether the authority should have answered before now.
func (c Case) Overdue(now time.Time) bool { return c.State.Waits() && now.After(c.DueAt) }

// Answer is the last answer, or the zero Event.
func (c Case) Answer() Event {
	for _, e := range slices.Backward(c.Events) {
		if e.Kind == EventAnswered {
			return e
		}
	}
	return Event{}
}

// MayRate reports whether the author may still say whether the answer helped.
func (c Case) MayRate(now time.Time) bool {
	return c.State == Answered && !now.After(c.ReopenUntil) && c.rated() == 0
}

// MayReopen reports whether the author may still say that the answer did not help.
func (c Case) MayReopen(now time.Time) bool {
	return (c.State == Answered || c.State == Closed) && !now.After(c.ReopenUntil)
}

// MaySettle reports whether the author, who was asked, may still say whether it is solved.
func (c Case) MaySettle(now time.Time) bool {
	return !c.AskedAt.IsZero() && c.MayReopen(now) && c.settled() == ""
}

// settled is what the author said about the last answer: EventSolved, EventUnsolved or nothing yet.
func (c Case) settled() EventKind {
	for i := len(c.Events) - 1; i >= 0 && c.Events[i].Kind != EventAnswered; i-- {
		if k := c.Events[i].Kind; k == EventSolved || k == EventUnsolved {
			return k
		}
	}
	return ""
}

// rated is the author's mark for the last answer.
func (c Case) rated() int {
	for i := len(c.Events) - 1; i >= 0 && c.Events[i].Kind != EventAnswered; i-- {
		if c.Events[i].Kind == EventRated {
			return c.Events[i].Mark
		}
	}
	return 0
}
