package admin

import (
	"maps"
	"net/http"
	"net/url"
	"time"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/web/ui"
)

// What the forms about problems and about changes have in common: texts in three languages, days, and faults at their fields.

// inThree asks for a text in the three languages in which it is kept.
func inThree(key string, kind form.Kind, needed bool) []form.Field {
	var list []form.Field
	for _, in := range []string{"uz", "ru", "en"} {
		list = append(list, form.Field{Key: key + "_" + in, Kind: kind, Label: locale.TextOf("cause.ask." + key + "-" + in), Required: &needed})
	}
	return list
}

// three is what was typed there.
func three(answers form.Answers, key string) locale.Text {
	return locale.Text{Uz: form.String(answers[key+"_uz"]), Ru: form.String(answers[key+"_ru"]), En: form.String(answers[key+"_en"])}
}

func fillThree(values url.Values, key string, t locale.Text) {
	for in, s := range map[string]string{"uz": t.Uz, "ru": t.Ru, "en": t.En} {
		values.Set(key+"_"+in, s)
	}
}

// dayOf is a date that was typed; nil when none was.
func dayOf(answer any) *time.Time {
	at, err := time.Parse(time.DateOnly, form.String(answer))
	if err != nil {
		return nil
	}
	return &at
}

func fillDay(values url.Values, key string, at *time.Time) {
	if at != nil {
		maps.Copy(values, form.Fill([]form.Field{{Key: key, Kind: form.KindDate}}, form.Answers{key: at.Format(time.DateOnly)}))
	}
}

// flawOf is what an official can mend in a form, and the status of the page that says so.
func flawOf(err error) (*problem.Error, int) {
	switch p := problem.Of(err); {
	case problem.Is(err, problem.Invalid):
		return p, http.StatusUnprocessableEntity
	case problem.Is(err, problem.Conflict):
		return p, http.StatusConflict
	default:
		return nil, 0
	}
}

// flawed is the field at which a form says what the store refused.
var flawed = map[string]string{
	"cause.flaw.title": "title_uz", "cause.flaw.promise": "promise_uz", "cause.flaw.promise-day": "promise_uz",
	"cause.flaw.change-text": "text_uz", "cause.flaw.version": "version", "cause.flaw.day": "day", "cause.flaw.problems": "problems", "cause.flaw.kind": "kind",
}

// refused is what the store refused, as the form says it.
func refused(r *http.Request, flaw *problem.Error) []ui.Fault {
	return []ui.Fault{{Field: flawed[flaw.ID], Text: locale.FromContext(r.Context()).T(flaw.ID, flaw.Args...)}}
}
