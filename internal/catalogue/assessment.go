package catalogue

import (
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
)

// Input is what a service's expressions see: the facts by register (also `person`, `company` and the record looked up
// as `found`), the answers, and the day.
type Input struct {
	Facts register.Facts
	Form  form.Answers
	Today register.Date
	// Open is the paths of facts and answers that are not known yet, in a rehearsal: nothing is concluded from them.
	Open []string
}

// Grant is the outcome when every check holds.
const Grant Outcome = "grant"

// Assessment is what the checks of a service make of an application, kept with the case so that every automatic
// decision can be explained.
type Assessment struct {
	Outcome Outcome      `json:"outcome"`         // Grant, Refuse, Correct or ToReview
	Check   int          `json:"check"`           // index of the check that decided, -1 when all hold
	Cause   locale.Text  `json:"cause,omitzero"`  // what the applicant is told; empty when granted or when a fact is missing
	Trace   []CheckTrace `json:"trace,omitempty"` // every check, also those after the one that decided
}

// CheckTrace is one check as it was evaluated.
type CheckTrace struct {
	Index  int            `json:"index"`
	Expr   string         `json:"expr"`
	Held   *bool          `json:"held"`             // nil when it could not be evaluated
	Apart  bool           `json:"apart,omitempty"`  // it asks about a question that does not apply, and so holds
	Open   []string       `json:"open,omitempty"`   // what it depends on and is not known yet, in a rehearsal
	Error  string         `json:"error,omitempty"`  // why not
	Values map[string]any `json:"values,omitempty"` // values of the facts and answers that it read
}

// LineKind says how a value of a result is written.
type LineKind string

// Kinds of values on a result.
const (
	LineText     LineKind = "text"
	LineBool     LineKind = "bool"
	LineInteger  LineKind = "integer"
	LineYear     LineKind = "year" // written without a separator
	LineDecimal  LineKind = "decimal"
	LineMoney    LineKind = "money"
	LineDate     LineKind = "date"
	LinePeriod   LineKind = "period"  // map{from, to}
	LineChoice   LineKind = "choice"  // a code; Titles says it in words
	LineChoices  LineKind = "choices" // several codes
	LineRegion   LineKind = "region"
	LineDistrict LineKind = "district"
	LinePlace    LineKind = "place" // map{lat, lon, text}
	LineSlot     LineKind = "slot"  // map{office, name, at}
	LineFile     LineKind = "file"  // []map{id, name, size}
	LineList     LineKind = "list"  // []any of texts, numbers …
	LineTable    LineKind = "table" // []map[string]any; Columns says how each value is written
)

// Line is one fact on a result: a certificate, an extract, an answer.
type Line struct {
	Path    string                 `json:"path"` // as result.shows names it
	Label   locale.Text            `json:"label"`
	Value   any                    `json:"value"`
	Kind    LineKind               `json:"kind"`
	Unit    string                 `json:"unit,omitempty"`    // code of Lists.Units
	Titles  map[string]locale.Text `json:"titles,omitempty"`  // of a choice: the codes that occur, in words
	Columns []Column               `json:"columns,omitempty"` // of a table

	place string // of its field, for the titles of codes
}

// Column is one column of a table on a result.
type Column struct {
	Key    string                 `json:"key"`
	Label  locale.Text            `json:"label"`
	Kind   LineKind               `json:"kind"`
	Unit   string                 `json:"unit,omitempty"`
	Titles map[string]locale.Text `json:"titles,omitempty"`
}

// Need is a register that a service reads, and the fields of it: no more is asked for.
type Need struct {
	Register string
	Fields   []string
}

// Finding is something wrong with a definition.
type Finding struct {
	File    string // empty outside files
	Line    int
	Service string // code
	Path    string // where in the definition: "checks[2].require"
	Message string
}
