package admin

import (
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Feedback is the list of what people said and the office must answer.
type Feedback struct {
	Page   layout.Page
	Office string
	Tabs   []Tab
	Kinds  []Choice
	Queue  string
	Chips  []Chip
	Clear  string
	Rows   []FeedbackRow
	Pager  ui.Pager
}

// FeedbackRow is one case of feedback.
type FeedbackRow struct {
	Number  string
	Path    string
	Kind    string
	Service string
	Marks   string
	Comment string // its beginning
	Due     string
	Left    Tag
	Late    bool
	Soon    bool
}

// FeedbackCase is a case of feedback on one page. Who wrote it is not in it.
type FeedbackCase struct {
	Page     layout.Page
	Number   string
	Tags     []Tag
	About    []ui.Row
	Comment  string
	Due      string
	Left     Tag
	Notes    []string
	Events   []ui.Event
	Answers  bool // the official can answer now
	Row      string
	Body     string
	Language string // in which the author reads
	Ready    []Ready
	Faults   []ui.Fault
}

// Ready is a text to begin an answer with.
type Ready struct{ Title, Path string }
