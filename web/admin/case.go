package admin

import (
	"slices"
	"strconv"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Case is an application on one page: what was asked, what the registers say, what the rules make of it, what happened.
type Case struct {
	Page      layout.Page
	Veil      ui.Veil
	Number    string // as it is in paths
	Tags      []Tag
	Who       string
	Banner    string // what just came to pass, or what stands in the way
	Unsaid    string // what was typed for an action that is not possible any more
	Checks    []Check
	Outcome   string // what the rules make of it in a sentence
	Answers   []Answer
	Facts     []Facts
	Files     []File
	Results   []File
	Signed    []Signed // the applicant's signatures, newest first
	Clock     Clock
	Proposal  *Proposal
	Came      []string // by which rule it came to the office
	Consents  []Consent
	Opinions  []Opinion
	Visits    []Visit
	Appeals   []Appeal // the newest first
	Events    []ui.Event
	Actions   []Action
	Thread    *ui.ThreadCard // nil: messages are not the reader's
	Row, Seen string
}

// Signed is a signature with its files.
type Signed struct {
	ui.Signed
	Evidence []File
}

// Check is one rule and what came of it.
type Check struct {
	Result string // ok | no | ask
	Word   string // held, failed, not evaluated
	Reason string // what the applicant is told when it fails
	Values []ui.Pair
	Words  ui.Rule
	Expr   string
	Error  string
}

func (c Check) icon() string {
	switch c.Result {
	case "ok":
		return "ok"
	case "no":
		return "no"
	default:
		return "alert"
	}
}

// Answer is a question with its answer; Old is what it was before the correction.
type Answer struct {
	Label   string
	Lines   []string
	Old     []string
	Changed bool
}

// Facts is what one register said, and when.
type Facts struct {
	Register string
	Source   string // with the time
	Rows     []ui.Row
	Missing  string // when the register knows nothing
}

// File is a file of the applicant, or a result.
type File struct {
	Name, Note, Path string
	Paper            bool // drawn in the language that its reader wants
}

// Clock is by when somebody must act.
type Clock struct {
	Due   string // day and weekday
	Left  Tag
	Notes []string
	Done  int
	Total int
}

// Proposal is a decision that waits for approval.
type Proposal struct{ Title, By, Text string }

// Consent is what one authority was asked and answered.
type Consent struct {
	Authority, Note string
	Tag             Tag
}

// Visit is a visit, expert examination or exam.
type Visit struct {
	When, Place, Note string
	Asked             string // that another time was asked for, and why
	Tag               Tag
	Rows              []ui.Row // what was written down
	Photos            []File
}

// Action is something that the official can do now. One without a form is sent at once.
type Action struct {
	Name   string
	Label  string
	Direct bool
	Main   bool   // the one green button
	Aside  bool   // moves the case about, decides nothing: beside the title
	Key    string // on the keyboard
}

func (c Case) path(rest string) string { return "/admin/cases/" + c.Number + rest }

// aside is the actions that decide nothing.
func (c Case) aside(yes bool) []Action {
	var list []Action
	for _, a := range c.Actions {
		if a.Aside == yes {
			list = append(list, a)
		}
	}
	return list
}

// ActionForm is what an action asks before it is done.
type ActionForm struct {
	Page      layout.Page
	Number    string
	Name      string // of the action
	Subject   string // service and applicant
	Row, Seen string
	Public    bool // the applicant reads the note
	Note      string
	NoteAsked bool
	NoteLabel string // empty: as usual
	Hint      string // what the action brings with it
	Optional  bool
	Previews  bool     // one may look first at what the applicant will read
	Preview   *Preview // which was asked for
	Fields    []ActionField
	Marks     []Mark
	Main      bool
	Faults    []ui.Fault
	// Changes is what happened since the official opened the case; the form is then sent again on top of it.
	Changes []ui.Event
}

// Preview is what the applicant will read of an action, in his language.
type Preview struct {
	Lang   locale.Lang
	Title  string
	Reason string
	Next   string
	Marks  []ui.Row // questions that he will correct, with what is wrong
}

// ActionField is a named value of an action's form.
type ActionField struct {
	Name, Kind, Label, Value string
	Choices                  []Choice
}

// Mark is a question that can be sent back.
type Mark struct {
	Key, Label, Answer, Reason string
	Chosen                     bool
}

// grounded reports whether a refusal's ground is asked for, beside which some notes may be left out.
func (f ActionForm) grounded() bool {
	return slices.ContainsFunc(f.Fields, func(x ActionField) bool { return x.Kind == "ground" })
}

func (f ActionForm) fault(field string) string { return ui.FaultOf(f.Faults, field) }

// id is the id of the i-th control of a group; the first carries the group's name, so that the error summary leads to it.
func id(name string, i int) string {
	if i == 0 {
		return name
	}
	return name + "-" + strconv.Itoa(i)
}

// Opinion is what another office was asked about the case, and what it answered.
type Opinion struct {
	Office   string
	Tag      Tag
	Question string
	Asked    string // by whom and when
	Answer   string
	Answered string
}
