// Package catalogue is the public services: their definitions, versions and publication, and the immutable
// Snapshot of all of them that pages read.
package catalogue

import (
	"slices"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/workday"
)

// Definition is one public service: the passport that people read and the procedure that the portal follows.
type Definition struct {
	Code       string        `yaml:"code" json:"code"`
	Title      locale.Text   `yaml:"title" json:"title"`
	Summary    locale.Text   `yaml:"summary" json:"summary"`
	Keywords   []string      `yaml:"keywords" json:"keywords"`
	Category   string        `yaml:"category" json:"category"`
	LifeEvents []string      `yaml:"life_events" json:"life_events"`
	Groups     []string      `yaml:"groups" json:"groups"`
	Authority  string        `yaml:"authority" json:"authority"`
	Audience   []string      `yaml:"audience" json:"audience"`
	Status     Status        `yaml:"status" json:"status"`
	Process    Process       `yaml:"process" json:"process"`
	Assurance  Assurance     `yaml:"assurance" json:"assurance"`
	Term       Term          `yaml:"term" json:"term"`
	Fee        []Tariff      `yaml:"fee" json:"fee"`
	Discounts  *bool         `yaml:"discounts,omitempty" json:"discounts,omitempty"` // nil means yes; false for commercial prices
	Basis      string        `yaml:"basis" json:"basis"`                             // known | estimated
	Registers  []string      `yaml:"registers" json:"registers"`
	Form       []form.Field  `yaml:"form" json:"form"`
	Checks     []Check       `yaml:"checks" json:"checks"`
	Visit      []form.Field  `yaml:"visit,omitempty" json:"visit,omitempty"` // what is written down at an inspection, an examination or an exam
	Consents   []string      `yaml:"consents,omitempty" json:"consents,omitempty"`
	Lookup     *Lookup       `yaml:"lookup,omitempty" json:"lookup,omitempty"`
	Compute    []Computation `yaml:"compute,omitempty" json:"compute,omitempty"`
	Result     Result        `yaml:"result" json:"result"`
}

// Status says whether a service counts: level A counts the live ones.
type Status string

// Statuses of a service.
const (
	Live  Status = "live"
	Pilot Status = "pilot"
)

// Assurance is the least sign-in level that a service takes.
type Assurance string

// Sign-in levels, least first.
const (
	Basic     Assurance = "basic"
	Verified  Assurance = "verified"
	Signature Assurance = "signature"
)

// Process is how a service is decided; it names a track of casework.
type Process string

// Processes. The first five finish without an official unless a check sends the case to one.
const (
	Extract      Process = "extract"
	Decision     Process = "decision"
	Registration Process = "registration"
	Booking      Process = "booking"
	Payment      Process = "payment"
	Review       Process = "review"
	Approval     Process = "approval"
	Inspection   Process = "inspection"
	Consent      Process = "consent"
)

// Automatic reports whether the process is decided by rules alone.
func (p Process) Automatic() bool {
	switch p {
	case Extract, Decision, Registration, Booking, Payment:
		return true
	default:
		return false
	}
}

// Term is how long a decision may take.
type Term struct {
	Value int          `yaml:"value" json:"value"`
	Unit  workday.Unit `yaml:"unit" json:"unit"`

	// Silence is the code of the law by which an application is granted when nobody answers in that time; empty: it waits.
	Silence string `yaml:"granted_by_silence,omitempty" json:"granted_by_silence,omitempty"`
}

// CalendarDays is about how many days of the calendar the term takes: five working days are a week. A term of minutes or
// hours takes less than one.
func (t Term) CalendarDays() int {
	switch t.Unit {
	case workday.WorkingDays:
		return (t.Value*7 + 4) / 5
	case workday.CalendarDays:
		return t.Value
	default:
		return 0
	}
}

// daysByPeople is how many working days people have where only the rules could keep the term (estimated until confirmed).
const daysByPeople = 3

// TermByPeople is how long a decision may take when people take it though rules could: the term of the definition, unless
// it is one of minutes or hours. Nobody can be held to that, and an applicant must not be told so.
func (d Definition) TermByPeople() Term {
	if d.Process.Automatic() && (d.Term.Unit == workday.Minutes || d.Term.Unit == workday.Hours) {
		return Term{Value: daysByPeople, Unit: workday.WorkingDays}
	}
	return d.Term
}

// Tariff is a row of the fee; the first row whose condition holds applies. BHM is an exact decimal, a multiple of
// the base calculation amount.
type Tariff struct {
	BHM   string      `yaml:"bhm" json:"bhm"`
	When  string      `yaml:"when,omitempty" json:"when,omitempty"`
	Label locale.Text `yaml:"label,omitempty" json:"label,omitzero"`
}

// Outcome is what happens when a check does not hold.
type Outcome string

// Outcomes of a failed check.
const (
	Refuse   Outcome = "refuse"
	Correct  Outcome = "correct"
	ToReview Outcome = "review"
)

// Check is a rule, in order: what must hold, and what follows when it does not.
type Check struct {
	Require   string      `yaml:"require" json:"require"`
	Otherwise Outcome     `yaml:"otherwise" json:"otherwise"`
	Reason    locale.Text `yaml:"reason" json:"reason"`
}

// Lookup finds one record of a register of other things than the applicant; its fields are then found.*.
type Lookup struct {
	Register string `yaml:"register" json:"register"`
	By       string `yaml:"by" json:"by"`
}

// Computation is a value worked out for the result.
type Computation struct {
	Key   string      `yaml:"key" json:"key"`
	Label locale.Text `yaml:"label" json:"label"`
	Value string      `yaml:"value" json:"value"`
	Unit  string      `yaml:"unit,omitempty" json:"unit,omitempty"`
}

// PhotosKey is the question for photos that everything written down at a visit has besides those of its definition.
const PhotosKey = "photos"

// Noted is what is asked at a visit, an examination or an exam: the questions of the definition, and photos.
func (d Definition) Noted() []form.Field {
	optional := false
	return append(slices.Clone(d.Visit), form.Field{
		Key: PhotosKey, Kind: form.KindFile, Label: locale.TextOf("casework.photos"), Hint: locale.TextOf("casework.photos_hint"), Required: &optional,
	})
}

// Result is what a granted application ends in.
type Result struct {
	Kind      string   `yaml:"kind" json:"kind"`
	Shows     []string `yaml:"shows" json:"shows"`
	ValidDays int      `yaml:"valid_days,omitempty" json:"valid_days,omitempty"` // 0 means no expiry
}
