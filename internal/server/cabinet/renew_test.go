package cabinet_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/workday"
)

// publish makes an edited definition the current version.
func (x *town) publish(t *testing.T, code string, edit func(*catalogue.Definition)) {
	t.Helper()
	svc, ok := x.catalogue.Snapshot().Service(code)
	require.True(t, ok)
	d := svc.Definition
	d.Form = slices.Clone(d.Form)
	edit(&d)
	findings, err := x.catalogue.Publish(t.Context(), catalogue.Edit{Definition: d, Base: svc.VersionID, Author: "test", Note: "test"})
	require.NoError(t, err)
	require.Empty(t, findings)
	require.NoError(t, x.catalogue.Refresh(t.Context()))
}

// TestRenew begins an application, changes the service under it, and goes on: nothing is changed unseen, and what still
// fits is not asked again.
func TestRenew(t *testing.T) {
	x := newTown(t)
	aziz := x.SignIn("aziz")
	// A service of two pages at least, whose first question nothing else depends on.
	svc := x.service(t, "begins with a choice that nothing depends on", func(s *catalogue.Service) bool {
		return len(form.Pages(s.Form, form.Together)) > 1 && s.Assurance != catalogue.Signature && s.Lookup == nil && s.Form[0].Kind == form.KindChoice &&
			s.Term.Unit == workday.WorkingDays && !strings.Contains(kinds(s), "my-") && !strings.Contains(expressions(s.Definition), "form."+s.Form[0].Key)
	})
	w := &walker{t: t, town: x, svc: svc, who: x.Principal("aziz").PINFL}
	begun := w.answer(draftOf(aziz, svc.Code))
	require.Empty(t, w.stuck)
	second := begun.URL.Path
	draft := strings.Join(strings.Split(second, "/")[:4], "/")
	gone := svc.Form[0].Label.In(locale.Uz)

	x.publish(t, svc.Code, func(d *catalogue.Definition) { d.Keywords = append(slices.Clone(d.Keywords), "sinov") })
	require.Equal(t, second, aziz.Get(second).URL.Path, "nobody is stopped by a better word")

	require.NoError(t, x.cases.TellOfChanges(t.Context()))
	require.Zero(t, x.count(t, `SELECT count(*) FROM messages WHERE event = 'draft-changed'`), "nor told of it")

	late := begun.Form("/apply/") // a page that stands open while the service changes
	x.publish(t, svc.Code, func(d *catalogue.Definition) {
		d.Form[0].Key = "renamed_" + d.Form[0].Key
		d.Form[0].Label = locale.Text{Uz: "Yangicha savol", Ru: "Новый вопрос", En: "A newer question"}
		d.Term.Value += 3
	})
	for _, q := range svc.Form {
		if asks(begun, q.Key) && q.Kind != form.KindGroup && q.Kind != form.KindSlot {
			w.fill(begun, late, q, q.Key)
		}
	}
	page := late.Submit("")
	require.Equal(t, draft+"/what-changed", page.URL.Path, "typed answers are saved, then the change is told")
	for _, path := range []string{draft, draft + "/check", second} {
		require.Equal(t, draft+"/what-changed", aziz.Get(path).URL.Path, path)
	}
	text := page.Text()
	require.Contains(t, text, "Yangi savol: Yangicha savol")
	require.Contains(t, text, "Endi soʻralmaydi: "+gone)
	require.Contains(t, text, "Muddat "+strconv.Itoa(svc.Term.Value))
	require.Contains(t, servertest.Text(page.First("main")), "Oʻrni qolmagan javoblar")
	stale := page.Form("/what-changed")

	require.NoError(t, x.cases.TellOfChanges(t.Context()))
	require.NoError(t, x.cases.TellOfChanges(t.Context()))
	require.Equal(t, 1, x.count(t, `SELECT count(*) FROM messages WHERE event = 'draft-changed'`), "told once")
	require.Equal(t, draft+"/what-changed", aziz.Get("/uz/inbox").Follow("Qoralamangizdagi xizmat oʻzgardi").URL.Path, "the message leads to the draft")

	malika := x.SignIn("malika")
	require.Equal(t, http.StatusNotFound, malika.Get(draft+"/what-changed").Status)
	require.Equal(t, http.StatusNotFound, malika.Post(draft+"/what-changed", stale.Values).Status)

	next := page.Form("/what-changed").Submit("")
	require.Equal(t, draft+"/renamed_"+svc.Form[0].Key, next.URL.Path, "the new question is asked first")
	require.Contains(t, next.Text(), "Mos javoblar saqlandi")
	require.Equal(t, http.StatusOK, stale.Submit("").Status, "twice is once")

	w.svc, _ = x.catalogue.Snapshot().Service(svc.Code)
	filled := next.Form("/apply/")
	for _, q := range w.svc.Form {
		if asks(next, q.Key) {
			w.fill(next, filled, q, q.Key)
		}
	}
	after := filled.Submit("")
	require.Equal(t, http.StatusOK, after.Status, after.Text())
	kept := 0
	for _, q := range svc.Form[1:] {
		kept += len(x.answered(t, svc.Code, q.Key))
	}
	require.Positive(t, kept, "answers that fit were kept")
}

// expressions is all that a definition works out with its answers.
func expressions(d catalogue.Definition) string {
	var b strings.Builder
	for _, c := range d.Checks {
		b.WriteString(c.Require + " ")
	}
	for _, f := range d.Form {
		b.WriteString(f.When + " ")
	}
	for _, row := range d.Fee {
		b.WriteString(row.When + " ")
	}
	for _, c := range d.Compute {
		b.WriteString(c.Value + " ")
	}
	b.WriteString(strings.Join(d.Result.Shows, " "))
	return b.String()
}
