package casework

import (
	"slices"
	"strings"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
)

// Told is a fact or an answer that a rule read, in words: what it is called, with the register or the question that it
// belongs to, and its value. Conditions in between are not told: the facts in them say it. Path is as rules write it.
func Told(svc *catalogue.Service, path string, value any, l locale.Lang) (title, said string, ok bool) {
	line, ok := svc.Line(path, value)
	if !ok {
		return "", "", false
	}
	switch {
	case line.Value == nil:
	case line.Kind == catalogue.LineTable:
		things, _ := line.Value.([]map[string]any)
		said = l.Number(int64(len(things)))
	default:
		said = Word(line.Value, line.Kind, line.Unit, line.Titles, l)
	}
	return TitleOf(svc, path, l), said, true
}

// TitleOf is what a fact or an answer is called, with the register or the question that it belongs to; a whole register
// by its own name.
func TitleOf(svc *catalogue.Service, path string, l locale.Lang) string {
	name, book := NameOf(svc, path, l)
	if book == "" {
		return name
	}
	return book + ": " + name
}

// NameOf is the same with the register apart: book is empty for an answer and for a whole register.
func NameOf(svc *catalogue.Service, path string, l locale.Lang) (name, book string) {
	steps := strings.Split(strings.TrimPrefix(path, "reg."), ".")
	line, ok := svc.Line(path, nil)
	name = line.Label.In(l)
	switch root := steps[0]; {
	case root == "form" && len(steps) > 2:
		question, _ := svc.Line("form."+steps[1], nil)
		if !ok {
			return question.Label.In(l), ""
		}
		name = question.Label.In(l) + ": " + name
	case root == register.FoundKey && svc.Lookup != nil:
		book = bookTitle(svc.Lookup.Register, l)
	case root != "form":
		book = bookTitle(root, l)
	}
	if !ok {
		return book, ""
	}
	return name, book
}

func bookTitle(code string, l locale.Lang) string {
	book, _ := catalogue.Lists().Registers.Get(code)
	return book.Title.In(l)
}

// ClockWords is how the term came to end when it does, the same for the applicant and the official: who decides, and each
// time in which the clock stood still with its reason.
func (a Application) ClockWords(l locale.Lang) (lines []string) {
	for _, e := range a.Events {
		if days, ok := form.Number(e.Detail[termOfPeople]); ok {
			lines = append(lines, l.T("casework.by-people", "Count", int(days), "From", l.Date(e.At)))
		}
	}
	for _, p := range a.Pauses {
		if p.Until == nil {
			lines = append(lines, l.T("casework.pause."+p.Reason+"-now", "From", l.Date(p.From)))
			continue
		}
		days := booking.Span{From: register.DateOf(p.From), Until: register.DateOf(*p.Until)}
		lines = append(lines, l.T("casework.pause."+p.Reason, "When", days.Words(l)))
	}
	return lines
}

// PublicNote is what the applicant reads of an event of the case beside its title: what was written for him. Of a refusal that a
// head of office approved that is the reason with which it was prepared.
func (a Application) PublicNote(e Event) string {
	switch {
	case e.Public:
		return e.Note
	case e.refusesAsProposed():
		for _, before := range slices.Backward(a.Events) {
			if before.Action == ProposeRefuse && before.ID < e.ID {
				return before.Note
			}
		}
	}
	return ""
}

// refusesAsProposed reports whether the event refused what an official had prepared to be refused.
func (e Event) refusesAsProposed() bool { return e.Action == ApproveProposal && e.To == Refused }

// DateWords is how a date of the case came to move, of an event that moved it; empty for others.
func (e Event) DateWords(l locale.Lang) string {
	day, err := register.ParseDate(form.String(e.Detail["day"]))
	if e.Action != MoveDate || err != nil {
		return ""
	}
	why := form.Map(e.Detail["why"])
	reason := locale.Text{Uz: form.String(why["uz"]), Ru: form.String(why["ru"]), En: form.String(why["en"])}.In(l)
	said := l.T("casework.date-moved.off", "Day", l.Date(day.Time), "Why", reason)
	if e.Detail["again"] == true {
		said = l.T("casework.date-moved.again", "Day", l.Date(day.Time), "Why", reason)
	}
	if due, err := register.ParseDate(form.String(e.Detail["due"])); err == nil {
		said += " " + l.T("casework.date-moved.due", "Due", l.Date(due.Time))
	}
	return said
}
