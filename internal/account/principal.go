// Package account is the people of the portal: citizens, officials with their roles and scopes, sign-in levels.
package account

import (
	"time"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/problem"
)

// Principal is who is signed in, read from the session at each request.
type Principal struct {
	AccountID int64
	Name      string
	PINFL     string // of a citizen; officials may have none
	Level     catalogue.Assurance
	Official  *Official // nil for a citizen
	Unproven  *Official // the office that he holds, while this session has not shown the second factor: it opens nothing
	For       *Mandate  // for whom he acts now, by a living right; nil: for himself
	Former    *Mandate  // the right under which he acted until it ended, to be told so
	Renewable bool      // some right of his was confirmed too long ago

	EndsIn time.Duration // how long the session lasts from now when its person asks for nothing more; 0: he has none
}

// Office is the one that the person holds, whether or not this session has shown the second factor; nil for a citizen.
// It says where the person's own pages are, never what he may do: that is Official.
func (p Principal) Office() *Official {
	if p.Official != nil {
		return p.Official
	}
	return p.Unproven
}

// Role is what an official may do.
type Role string

// Roles of officials.
const (
	Specialist Role = "specialist" // prepares and decides cases of the authority in the territory
	Head       Role = "head"       // approves what a specialist prepared; assigns
	TaskForce  Role = "taskforce"  // reads figures of every authority and keeps the calendar; sees no case
	Editor     Role = "editor"     // keeps the words by which the catalogue is found; sees no case
	Finance    Role = "finance"    // keeps the base amount and looks after the money; sees no case

	Administrator Role = "administrator" // says, with a second one, who holds which office; sees no case
)

// Official is a Principal's office: whose cases, and where.
type Official struct {
	ID        int64 // the account's id
	Name      string
	Authority string // code of the vocabulary; empty for those who serve all authorities
	Region    string // SOATO of the region; empty means the whole country
	Role      Role
}

// Accounting refuses those who may not look after the money.
func (o Official) Accounting() error {
	if o.Role != Finance || o.ID == 0 {
		return problem.New(problem.Forbidden, "account.finance_only")
	}
	return nil
}

// Steering refuses those who do not decide what holds for the whole portal: that is the task force.
func (o Official) Steering() error {
	if o.Role != TaskForce || o.ID == 0 {
		return problem.New(problem.Forbidden, "account.taskforce_only")
	}
	return nil
}

// Administering refuses those who do not say who holds which office.
func (o Official) Administering() error {
	if o.Role != Administrator || o.ID == 0 {
		return problem.New(problem.Forbidden, "account.administrators_only")
	}
	return nil
}

// Owning refuses those who do not answer for the services of an authority: that is its head for the whole country.
func (o Official) Owning(authority string) error {
	if !o.Owner() || o.Authority != authority {
		return problem.New(problem.Forbidden, "account.owners_only")
	}
	return nil
}

// Owner reports whether the official answers for the services of his authority.
func (o Official) Owner() bool {
	return o.Role == Head && o.Region == "" && o.Authority != "" && o.ID != 0
}

// Receiving reports whether the official decides when offices of his authority receive people: that is a head, of one
// region's office or of all.
func (o Official) Receiving() bool { return o.Role == Head && o.Authority != "" && o.ID != 0 }

// Editing is the right to change what the catalogue is found by, of those officials who hold it.
func (o Official) Editing() (catalogue.Editor, error) {
	if o.Role != Editor || o.ID == 0 {
		return catalogue.Editor{}, problem.New(problem.Forbidden, "account.editors_only")
	}
	return catalogue.Editor{ID: o.ID, Name: o.Name}, nil
}
