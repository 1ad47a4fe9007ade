package admin

import (
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Feedback is the list of what people said and the office must answer.
type Feedback struct {
	Page     layout.Page
	Office   string
	Tabs     []Tab
	Kinds    []Choice
	Services []Choice
	Queue    string
	Chips    []Chip
	Clear    string
	Rows     []FeedbackRow
	Pager    ui.Pager
}

// FeedbackRow is one case of feedback.
type FeedbackRow struct {
	Number  string
	Path    string
	Kind    string
	Service string
	Office  string // on whose wall the code hung, where a service is named as well
	Marks   string
	Comment string // its beginning
	Tongue  string // BCP 47 tag of the comment's language; empty: it is not known
	Due     string
	Left    Tag
	Late    bool
	Soon    bool
}

// FeedbackCase is a case of feedback on one page. Who wrote it is not in it.
type FeedbackCase struct {
	Veil     ui.Veil
	Page     layout.Page
	Number   string
	Tags     []Tag
	About    []ui.Row
	Comment  string
	Photo    *Photo // nil: none was sent
	Tongue   string // BCP 47 tag of the comment's language; empty: it is not known
	Due      string
	Left     Tag
	Clock    []string // who must answer, and who watches
	Events   []ui.Event
	Noted    []ui.Event // by the office, for itself
	Answers  bool       // the official can answer now
	Row      string
	Body     string
	Language string      // in which the author reads
	Ready    []ui.Option // texts to begin an answer with
	Keep     string      // where those are kept, for who may
	Faults   []ui.Fault
}

// Photo is a photo that was sent with feedback.
type Photo struct {
	Label string
	Path  string // empty: it can't be opened
	Note  string // why, or how large it is
}

// fault is what is wrong with the answer, or empty.
func (c FeedbackCase) fault() string { return ui.FaultOf(c.Faults, "body") }

// FeedbackNotes is what an office wrote about a case of feedback for itself, and the form for one more.
type FeedbackNotes struct {
	Page    layout.Page
	Subject string
	Noted   []ui.Event
	Note    string // as it was typed
	Faults  []ui.Fault
}
