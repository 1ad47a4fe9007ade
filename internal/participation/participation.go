// Package participation is what becomes of what people say: entries of feedback with the same cause are grouped into
// problems that others can join, and changes say what was done about them. It reads feedback through views.
package participation

import (
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
)

// State is where a problem stands.
type State string

// States of a problem.
const (
	Proposed State = "proposed" // by the job; only officials see it
	Open     State = "open"     // confirmed by a person
	Done     State = "done"     // a published change answers it
	Rejected State = "rejected" // nothing that one cause explains; later entries like it join it unseen
)

// States is every state in the order of the tabs.
var States = []State{Proposed, Open, Done, Rejected}

// ProposeAt is how many people must say the same before officials are bothered with a proposal.
const ProposeAt = 3

// PublicAt is how many people must be concerned before a confirmed problem is public by itself: a few could be recognised
// by what they said. A head may publish one with fewer deliberately.
const PublicAt = 5

// PageSize is how many problems, entries or changes a list shows at once.
const PageSize = 25

// Longest texts, in characters.
const (
	MaxTitle = 120
	MaxText  = 1000
)

// Problem is a cause that several people speak of.
type Problem struct {
	ID        int64
	Number    string // nine digits, of its public address
	State     State
	Authority string // that answers for it
	Service   string // code; empty for the portal itself
	Step      string // question or page that the first who said it named
	Version   int    // number of the version that it was said of; 0 when none is known
	Title     locale.Text
	Promise   locale.Text
	PromiseOn *time.Time // day of Tashkent until when it is promised
	Listed    bool       // published deliberately
	People    int        // concerned: authors and those who said "me too", each once
	Entries   int
	FoundAt   time.Time
	LastAt    time.Time // of the newest entry
	Into      string    // number of the problem that it was merged into
	From      string    // number of the problem that it was split from
	Row       int       // version of the row
}

// Public reports whether everybody may read of it.
func (p Problem) Public() bool {
	return p.Into == "" && (p.State == Open || p.State == Done) && (p.Listed || p.People >= PublicAt)
}

// Overdue reports whether what was promised is not done though its day is over.
func (p Problem) Overdue(today time.Time) bool {
	return p.State == Open && p.PromiseOn != nil && p.PromiseOn.Before(today)
}

// Store keeps problems and changes.
type Store struct {
	pool     *pgxpool.Pool
	services func() *catalogue.Snapshot
	now      func() time.Time
}

// NewStore is the problems in that database, of the services that are published.
func NewStore(pool *pgxpool.Pool, services func() *catalogue.Snapshot, now func() time.Time) *Store {
	return &Store{pool: pool, services: services, now: now}
}

// steers reports whether the official works on the problems of that authority: who answers for its services does, and
// the task force for all.
func steers(o account.Official, authority string) bool {
	return o.Steering() == nil || o.Owning(authority) == nil
}

// admit refuses those who work on no problem at all.
func admit(o account.Official) error {
	if o.Steering() != nil && !o.Owner() {
		return problem.New(problem.Forbidden, "account.owners_only")
	}
	return nil
}

// scope is the authority whose problems an official sees; empty: of all.
func scope(o account.Official) string {
	if o.Steering() == nil {
		return ""
	}
	return o.Authority
}

func notFound() error { return problem.New(problem.NotFound, "cause.not-found") }
