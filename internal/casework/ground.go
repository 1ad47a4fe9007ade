package casework

import (
	"slices"
	"strconv"
	"strings"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
)

// Ground is a ready reason of a refusal. The applicant reads its title in his language, then what the official wrote, and
// what he can do next.
type Ground struct {
	Code  string // rule-N of the service's own rules, counted from 1; else one of grounds
	Title locale.Text
	Next  locale.Text
	Own   bool // a rule of the service: it says enough without further words
}

// grounds are the reasons that every service has beside its own rules. Their words are the messages ground.<code>.
var grounds = []string{"condition", "missing", "invalid", "differs", "unfit", "disagreed", "others", "barred", "repeated", "elsewhere", "other"}

// groundField names the ground in the form of an action and in the detail of its event.
const groundField = "ground"

// ownGround begins the codes of a service's own rules.
const ownGround = "rule-"

// Grounds is the ready reasons of a refusal by that service, its own rules first; of no service in particular for nil.
func Grounds(svc *catalogue.Service) []Ground {
	var list []Ground
	if svc != nil {
		for i, c := range svc.Checks {
			if c.Reason.Uz != "" && !slices.ContainsFunc(list, func(g Ground) bool { return g.Title == c.Reason }) {
				list = append(list, Ground{Code: ownGround + strconv.Itoa(i+1), Title: c.Reason, Next: locale.TextOf("ground.rule.next"), Own: true})
			}
		}
	}
	for _, code := range grounds {
		list = append(list, Ground{Code: code, Title: locale.TextOf("ground." + code + ".title"), Next: locale.TextOf("ground." + code + ".next")})
	}
	return list
}

func groundOf(svc *catalogue.Service, code string) (Ground, bool) {
	list := Grounds(svc)
	i := slices.IndexFunc(list, func(g Ground) bool { return g.Code == code })
	if i < 0 {
		return Ground{}, false
	}
	return list[i], true
}

// With is the reason as the applicant reads it: the ground, and below it what the official wrote.
func (g Ground) With(note string) locale.Text {
	and := func(title string) string { return strings.TrimSpace(title + "\n" + note) }
	return locale.Text{Uz: and(g.Title.Uz), Ru: and(g.Title.Ru), En: and(g.Title.En)}
}

// checkGround demands a ground that the service has; one that says little by itself wants words.
func checkGround(a Application, in ActionInput) error {
	g, ok := groundOf(a.Service, in.Fields[groundField])
	switch {
	case !ok:
		return problem.New(problem.Invalid, "casework.field_needed."+groundField)
	case !g.Own && in.Note == "":
		return problem.New(problem.Invalid, NoteNeeded)
	default:
		return nil
	}
}

// reason is what the applicant reads of a decision, in every language.
func (a Application) reason(in ActionInput) locale.Text {
	if g, ok := groundOf(a.Service, in.Fields[groundField]); ok {
		return g.With(in.Note)
	}
	return written(in.Note)
}

// Ground is the ground of the refusal in force that officials gave; none for refusals by rules, which explain themselves.
func (a Application) Ground() (Ground, bool) {
	for _, e := range slices.Backward(a.Events) {
		switch e.Action {
		case Refuse, ProposeRefuse:
			code, _ := e.Detail[groundField].(string)
			return groundOf(a.Service, code)
		case AutoRefuse:
			return Ground{}, false
		default: // what came after it, such as a hearing that kept it
		}
	}
	return Ground{}, false
}

// eventOf is the event of an action as it stands in the timeline. A ground stands there in the language of the applicant.
func (a Application) eventOf(actor Actor, in ActionInput) Event {
	kind, id := kindOf(actor)
	e := Event{Action: in.Action, Kind: string(kind), ActorID: id, Note: in.Note, Public: Public(in.Action), Detail: map[string]any{}}
	if code := in.Fields[groundField]; code != "" {
		e.Note, e.Detail[groundField] = a.reason(in).In(a.Lang), code
	}
	return e
}

// Preview is what the applicant will read of an action, in his language, with its next step; an error says what is
// missing, as Act would.
func (a Application) Preview(actor Actor, in ActionInput) (reason, next string, err error) {
	t, err := a.find(in.Action, actor)
	if err != nil {
		return "", "", err
	}
	in.Note = strings.TrimSpace(in.Note)
	if err := checkInput(a, t.Input, in); err != nil {
		return "", "", err
	}
	g, _ := groundOf(a.Service, in.Fields[groundField])
	return a.reason(in).In(a.Lang), g.Next.In(a.Lang), nil
}
