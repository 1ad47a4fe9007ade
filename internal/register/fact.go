package register

import (
	"context"
	"time"
)

// Fact is one record as a register gave it, with where it came from and when. It is kept with the case, so that a
// decision can be replayed and explained after the register has changed.
type Fact struct {
	Register  string         `json:"register"`
	Key       string         `json:"key"`                 // PINFL, TIN, or the key of a look-up register
	Value     map[string]any `json:"value"`               // the record as JSON; empty means that there is none
	Source    string         `json:"source"`              // who answered, as people are told
	FetchedAt time.Time      `json:"fetched_at,omitzero"` // when
}

// Found reports whether the register has a record.
func (f Fact) Found() bool { return len(f.Value) > 0 }

// Facts is what is known of a case, by register. The person and the company applied for are `person` and `company`,
// the record that the service looks up is `found`.
type Facts map[string]Fact

// Keys of Facts that are not the code of a register.
const (
	PersonKey  = "person"
	CompanyKey = "company"
	FoundKey   = "found"
)

// Request asks a register for one record.
type Request struct {
	Register  string
	Key       string   // what the record is kept by
	Applicant string   // PINFL of the person who asks; registers answer for him and log him
	Fields    []string // what the service needs and no more; empty means the whole record
	Purpose   string   // application number or service code, for the register's own log

	// How old the answer may be: a copy of one to the same person serves as well, see package record. Zero: asked anew.
	Within time.Duration
	Since  time.Time // nor is an answer taken that was asked for before
}

// Source is a register or the bus to many. It gives a problem.Unavailable when the register does not answer; a record
// that does not exist is a Fact without a value.
type Source interface {
	Read(ctx context.Context, q Request) (Fact, error)
}
