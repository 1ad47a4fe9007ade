package feedback

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/personal"
)

// Longest texts, in characters. A comment is written in a minute; a longer story belongs in an appeal.
const (
	MaxComment = 3000
	maxContact = 200
	maxPlace   = 300
)

// Submission is a form as it was sent.
type Submission struct {
	Kind        Kind
	Application string // number, when it is about an application of the author
	Service     string // code, when it is about a service
	Office      int64  // on whose wall the code hung with which the form was opened; 0: none
	Page        string // path from whose footer the form was opened
	Step        string // of a form or of an application
	Marks       Marks
	Comment     string
	Photo       string // id of the one that was sent with it; see Store.SavePhoto
	Contact     string // given by the author's own will, the only thing about the author that officials see
	Unnamed     bool   // not to be tied to the account that is signed in
	Lang        locale.Lang
	Token       string // drawn with the form
	Sender      string // account or address, only to count how often it writes

	look int64 // entry of the audit that is questioned; see Question
}

// Flaw is what is wrong with a field, in words of the bundle.
type Flaw struct {
	Field string
	ID    string
	Args  []any
}

// Check lists what must be mended before the submission is taken. It changes nothing that was typed.
func (s Submission) Check() []Flaw {
	var flaws []Flaw
	comment := strings.TrimSpace(s.Comment)
	switch {
	case s.Kind == Rating && !s.Marks.Any() && comment == "":
		flaws = append(flaws, Flaw{Field: string(Criteria[0]), ID: "feedback.flaw.nothing"})
	case s.Kind != Rating && comment == "":
		flaws = append(flaws, Flaw{Field: "comment", ID: "feedback.flaw.no-comment"})
	}
	if n := utf8.RuneCountInString(comment); n > MaxComment {
		flaws = append(flaws, Flaw{Field: "comment", ID: "feedback.flaw.long", Args: []any{"Max", MaxComment, "Have", n}})
	}
	for _, p := range personal.Find(comment) {
		flaws = append(flaws, Flaw{Field: "comment", ID: "feedback.flaw.personal." + string(p.Kind), Args: []any{"Number", p.Masked}})
	}
	if contact := strings.TrimSpace(s.Contact); strings.Contains(contact, "@") && !form.IsEmail(contact) && len(strings.Fields(contact)) == 1 {
		flaws = append(flaws, Flaw{Field: "contact", ID: "form.email"})
	}
	if utf8.RuneCountInString(strings.TrimSpace(s.Contact)) > maxContact {
		flaws = append(flaws, Flaw{Field: "contact", ID: "feedback.flaw.long-contact", Args: []any{"Max", maxContact}})
	}
	return flaws
}

// tidy cuts what people did not type themselves: a footer link can be forged to any length.
func (s Submission) tidy() Submission {
	s.Comment, s.Contact = strings.TrimSpace(s.Comment), strings.TrimSpace(s.Contact)
	s.Page, s.Step = place(s.Page), cut(s.Step, maxPlace)
	if s.Kind != Rating {
		s.Marks = Marks{}
	}
	if s.Kind == Suggestion || s.Kind == Rating {
		s.Unnamed = false
	}
	return s
}

// ofCatalogue are pages whose addresses name services and topics, never a person's things.
var ofCatalogue = []string{"services", "topics", "life-events", "authorities", "groups", "sectors", "audiences"}

// place is the address of a page without what would name its reader: numbers of applications and documents, secret
// codes, searched words. Officials read it, and the author's name is none of their business.
func place(page string) string {
	path, _, _ := strings.Cut(cut(page, maxPlace), "?")
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if !slices.Contains(ofCatalogue, parts[0]) {
		for i, part := range parts {
			if part != "" && !plainWord.MatchString(part) {
				parts[i] = "…"
			}
		}
	}
	if page == "" {
		return ""
	}
	return "/" + strings.Join(parts, "/")
}

var plainWord = regexp.MustCompile(`^[a-z][a-z-]{0,19}$`)

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// opens is the reason for which the submission opens a case, empty when it opens none.
func (s Submission) opens() Reason {
	switch {
	case s.Kind == Concern:
		return ReasonConcern
	case s.Kind == Corruption:
		return ReasonCorruption
	case s.Marks.Low():
		return ReasonLowMark
	default:
		return ""
	}
}
