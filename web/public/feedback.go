package public

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/personal"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// FeedbackForm is the page on which somebody says how it went, with what was typed when it comes back with faults.
type FeedbackForm struct {
	Page    layout.Page
	In      feedback.Submission
	Subject string      // what it is about, in words
	Office  string      // id of the office on whose wall the code hung; empty: none
	SignIn  string      // path that leads to the sign-in and back; set when that would tie the marks to an application
	Due     string      // by when a low mark or a concern is answered
	Rated   bool        // the application has its rating already
	Letters bool        // who leaves an e-mail address is written to when the answer is there
	Photo   *ui.Control // nil: none is asked for
	Faults  []ui.Fault
	Other   []FeedbackKind
}

// FeedbackKind is a link to another kind of feedback about the same thing.
type FeedbackKind struct {
	Kind feedback.Kind
	Path string
}

// fault is what is wrong with a field, or empty.
func (f FeedbackForm) fault(field string) string { return ui.FaultOf(f.Faults, field) }

// describe names the elements that explain a field.
func (f FeedbackForm) describe(field string) string { return ui.Described(field, f.fault(field)) }

// personalWords is what the browser says of personal numbers in a text before it is sent; the same as the server would.
func personalWords(p layout.Page) templ.Attributes {
	said := templ.Attributes{}
	for _, kind := range personal.Kinds {
		said["data-"+string(kind)] = p.T("feedback.flaw.personal."+string(kind), "Number", "{number}")
	}
	return said
}

// markID is the id of one radio; the first one carries the criterion's own, so that the error summary leads to it.
func markID(c feedback.Criterion, mark int) string {
	if mark == 1 {
		return string(c)
	}
	return string(c) + strconv.Itoa(mark)
}

// FeedbackReceipt is what somebody said, and what became of it: the page after sending, and the one with the answer.
type FeedbackReceipt struct {
	Page      layout.Page
	Case      feedback.Case
	Subject   string
	Authority string // that must answer
	Fresh     bool   // just sent
	Letter    bool   // the author is written to when the answer is there
	Inbox     bool   // the answer also comes to the reader's inbox
	Late      bool
	MayRate   bool
	MayReopen bool
	MaySettle bool
	Replies   []ui.Row // how the authority answers people
	Code      string   // secret part of the address
	Faults    []ui.Fault
	Reason    string // what was typed for sending back

	Others, OthersHref string // the problem that others have as well; empty when it is none, or not public
}

// FeedbackLetter is where a case stands, for whoever has the letter about its answer.
type FeedbackLetter struct {
	Page      layout.Page
	Replied   feedback.Replied
	Authority string // that must answer
	Said      string // as the code was typed
	Faults    []ui.Fault
}

// FeedbackList is everything that a person said.
type FeedbackList struct {
	Page  layout.Page
	Items []FeedbackItem
}

// FeedbackItem is one of them in the list.
type FeedbackItem struct {
	Subject string
	Note    string
	Href    string // path, empty when there is nothing more to see
	State   string
	Tone    ui.Tone
}

// FeedbackTone is the colour of a case's state for its author.
func FeedbackTone(c feedback.Case, late bool) ui.Tone {
	switch {
	case c.CaseNumber == "":
		return ui.Grey
	case late:
		return ui.Red
	case c.State == feedback.Closed, c.State == feedback.Answered:
		return ui.Leaf
	default:
		return ui.Plain
	}
}

// FeedbackState names a case's state.
func FeedbackState(l locale.Lang, c feedback.Case) string {
	if c.CaseNumber == "" {
		return l.T("feedback.state.none")
	}
	return l.T("feedback.state." + string(c.State))
}

// marks is what was given, in words: "Legality 5, quality 3".
func marks(l locale.Lang, m feedback.Marks) string {
	var s string
	for _, c := range feedback.Criteria {
		if v := m.Of(c); v > 0 {
			if s != "" {
				s += ", "
			}
			s += l.T("feedback.criterion."+string(c)) + " " + strconv.Itoa(v)
		}
	}
	if s == "" {
		return l.T("feedback.marks-none")
	}
	return s
}

// Away is where "not now" leads: the page from whose footer the form was opened.
func (f FeedbackForm) Away() string {
	if f.In.Application != "" {
		return "/applications/" + f.In.Application
	}
	if len(f.In.Page) > 1 && f.In.Page[0] == '/' && f.In.Page[1] != '/' {
		return f.In.Page
	}
	return "/"
}

func authorityTitle(l locale.Lang, code string) string {
	a, _ := catalogue.Lists().Authorities.Get(code)
	return a.Title.In(l)
}

// FeedbackSolved is the question, four weeks after an answer, whether it is solved.
type FeedbackSolved struct {
	Page    layout.Page
	Lead    string // which case it is about
	Receipt templ.SafeURL
	Why     string // as it was typed
	Faults  []ui.Fault
}
