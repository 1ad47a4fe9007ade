package taskforce

import (
	"github.com/a-h/templ"

	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Actions is the actions of the task force, or those of an authority for its heads.
type Actions struct {
	Page    layout.Page
	About   string
	Tabs    []Tab
	Choices *Select // by authority; nil for the heads of one
	Hidden  string  // the state that was chosen, for that form
	Action  string  // path of the list
	Rows    []ActionRow
	Pager   ui.Pager
	New     string // path of the form; empty for who proposes none
	News    string // "3 new"; empty when there are none
	Notices string // path
}

// Tab leads to the part of a list that it names.
type Tab struct {
	Label, Path, Count string
	Current            bool
}

// ActionRow is one of them in the list.
type ActionRow struct {
	Number, Title, Path string
	Owner, Name         string
	Due                 string
	Expected            string
	Measured            string
	State               Mark
	Late                bool
}

// Mark is a word in a colour.
type Mark struct {
	Tone ui.Tone
	Text string
}

// ActionForm is an action to propose.
type ActionForm struct {
	Page        layout.Page
	Token       string
	Fix         *Fix // what it is made of; nil when it was thought of by hand
	Hidden      []Choice
	Controls    []ui.Control
	Faults      []ui.Fault
	Authorities []Choice
	Cancel      templ.SafeURL
}

// Action is one action with what happened to it.
type Action struct {
	Page    layout.Page
	Title   string
	Plan    string
	State   Mark
	Overdue string // "12 days late"; empty when it is not
	Rows    []ui.Row
	Effects []EffectCard
	Next    string // when it is measured next; empty when it is not
	Events  []ui.Event
	Moves   []Choice // states to which it may go: values of the buttons
	Faults  []ui.Fault
	Note    string
	Token   string
	Staff   []Choice // who may look after it; none: it cannot be said here
	Entrust string   // path
	Behind  Link
}

// EffectCard is an effect as it was measured.
type EffectCard struct {
	ID      string
	Title   string
	Verdict Mark
	Text    string
	Grid    ui.Grid
	When    string
}
