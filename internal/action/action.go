// Package action is what the task force decides so that people lose less time: actions, each with an owner, a date, the
// hours that it should save, and what it did save, measured once it is done.
//
// An action is proposed by the task force, agreed with the authority that owns it, and done or dropped. What an official
// does to a case is another thing, and is called an action of casework.
package action

import (
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/report"
)

// State is where an action stands.
type State string

// States.
const (
	Proposed State = "proposed" // by the task force; the owner has not agreed to it yet
	Agreed   State = "agreed"   // the owner works on it until the date
	Done     State = "done"     // from then on its effect is measured
	Dropped  State = "dropped"  // will not be done
)

// States is every state, in their order.
var States = []State{Proposed, Agreed, Done, Dropped}

// Kinds of entries that are no change of the state.
const (
	Comment   = "comment"
	Entrusted = "entrusted"
	Released  = "released" // from who looked after it, and given to nobody in particular
	Measured  = "measured"
)

// Action is one of them.
type Action struct {
	ID         int64
	Title      string
	Plan       string // what is to be done
	Authority  string // whose it is
	Official   int64  // of the authority, who looks after it; 0: nobody in particular
	Name       string // of the official
	Due        time.Time
	Expected   int // hours of people that it should save in a year
	Aim        report.Aim
	State      State
	ProposedBy string // a name
	ProposedAt time.Time
	EndedAt    *time.Time // done or dropped
}

// Open reports whether there is still something to do.
func (a Action) Open() bool { return a.State == Proposed || a.State == Agreed }

// Overdue reports whether its date has passed and it is not done; today is midnight in Tashkent.
func (a Action) Overdue(today time.Time) bool { return a.Open() && a.Due.Before(today) }

// Moves is the states to which the official may take the action now.
func (a Action) Moves(by account.Official) []State {
	steers := by.Steering() == nil
	switch {
	case a.State == Proposed && steers:
		return []State{Agreed, Dropped}
	case a.State == Proposed && owns(by, a):
		return []State{Agreed}
	case a.State == Agreed && steers:
		return []State{Done, Dropped}
	case a.State == Agreed && owns(by, a):
		return []State{Done}
	default:
		return nil
	}
}

// owns reports whether the official answers for the action: who decides for the whole authority, or who looks after it.
func owns(by account.Official, a Action) bool {
	return by.ID != 0 && by.Authority == a.Authority && (by.Owner() || by.ID == a.Official)
}

// Entry is what happened to an action, or was written about it.
type Entry struct {
	At        time.Time
	Name      string // of who did or wrote it; empty: the portal
	Authority string // as whose official; empty: of the task force
	Kind      string // a state, or a kind of entry
	Note      string
}

// Effect is a measured effect, frozen when it was measured.
type Effect struct {
	report.Effect
	MeasuredAt time.Time
}

// Limits of what is typed.
const (
	TitleLimit = 160        // characters
	NoteLimit  = 2_000      // characters of a plan or a comment
	HoursLimit = 50_000_000 // hours a year: more than a day of everybody in the country
	Page       = 25         // actions on a page
)

// Spans are how many days after it was done the effect of an action is measured, against as many days before.
var Spans = []int{30, 90}

// Store keeps actions.
type Store struct {
	pool    *pgxpool.Pool
	figures *report.Store
	now     func() time.Time
}

// NewStore is the actions in that database, measured by those figures.
func NewStore(pool *pgxpool.Pool, figures *report.Store, now func() time.Time) *Store {
	return &Store{pool: pool, figures: figures, now: now}
}
