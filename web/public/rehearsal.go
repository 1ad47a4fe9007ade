package public

import (
	"github.com/a-h/templ"

	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Rehearsal asks what a person knows and says what the rules of a service make of it.
type Rehearsal struct {
	layout.Page
	Heading    string
	Service    string
	Lead       string
	FaultTitle string
	Faults     []ui.Fault
	Result     *RehearsalResult // nil before anything was sent
	Groups     []ProbeGroup
	Again      templ.SafeURL
	Start      string
	StartHref  templ.SafeURL
}

// ProbeGroup is the questions of the form, or the facts of one register.
type ProbeGroup struct {
	Heading  string
	Note     string
	Controls []ui.Control
}

// RehearsalResult is what the rules say.
type RehearsalResult struct {
	Tone    string // of the panel: done, no, or empty
	Verdict string
	Text    string
	Facts   []ui.Glimpse
	Rules   []RehearsedRule
	Apart   string // how many rules do not apply
}

// RehearsedRule is a rule that does not hold or is still open, or those that hold together.
type RehearsedRule struct {
	Tone  string // no, ok, or empty
	Icon  string
	Word  string // "does not pass"
	Title string
	Rows  []ui.Row
	Note  string // what would change it
}
