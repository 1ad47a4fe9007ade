// Package account is the people of the portal: citizens, officials with their roles and scopes, sign-in levels.
package account

import "github.com/yagona/portal/internal/catalogue"

// Principal is who is signed in, read from the session at each request.
type Principal struct {
	AccountID int64
	Name      string
	PINFL     string // of a citizen; officials may have none
	Level     catalogue.Assurance
	Official  *Official // nil for a citizen
}

// Role is what an official may do.
type Role string

// Roles of officials.
const (
	Specialist Role = "specialist" // prepares and decides cases of the authority in the territory
	Head       Role = "head"       // approves what a specialist prepared; assigns
	TaskForce  Role = "taskforce"  // reads figures of every authority; sees no case
)

// Official is a Principal's office: whose cases, and where.
type Official struct {
	ID        int64 // the account's id
	Name      string
	Authority string // code of the vocabulary; empty for the task force
	Region    string // SOATO of the region; empty means the whole country
	Role      Role
}
