package admin_test

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/workday"
)

// TestJourney_feedbackOffice is a visitor who rates an office by the code on its wall, in a language that the page is not in.
func TestJourney_feedbackOffice(t *testing.T) {
	o := newOffice(t)
	bookings := booking.NewStore(o.Pool, time.Now, workday.New())
	require.NoError(t, bookings.Seed(t.Context()))
	list, err := bookings.Offices(t.Context(), "justice", "1726")
	require.NoError(t, err)
	id := strconv.FormatInt(list[0].ID, 10)
	v := o.Visitor()
	page := v.Get("/uz/feedback?office=" + id)
	require.Contains(t, page.Text(), list[0].Name.Uz)
	wrong := page.Form("/uz/feedback").Set("quality", "1").Set("comment", "+998901234567").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
	thanks := wrong.Form("/uz/feedback").In(locale.Ru).Form("/ru/feedback").Set("comment", "Никто не ответил, ждал очень долго").Submit("")
	require.Equal(t, http.StatusOK, thanks.Status)
	require.Contains(t, thanks.Text(), list[0].Name.Ru)
	require.Equal(t, id, v.Get("/uz/feedback?office="+id).Follow(locale.Uz.T("feedback.say.suggestion")).Form("/uz/feedback").Values.Get("office"), "other kinds are about it too")
	require.Equal(t, http.StatusOK, v.Get("/uz/feedback?office=999999").Status, "an old sheet leads to the form all the same")

	desk := o.SignIn("justice-head").Get("/uz/admin/feedback")
	require.Contains(t, desk.Text(), list[0].Name.Uz)
	require.NotNil(t, desk.First("span", "lang", "ru"), "a screen reader reads it in its language")
	c := o.SignIn("justice-head").Get("/uz/admin/feedback/" + o.one(`SELECT number FROM feedback_cases`))
	require.NotNil(t, c.First("blockquote", "lang", "ru"))
	require.Contains(t, c.Text(), locale.Uz.T("voice.written")+" "+locale.Uz.T("admin.language.ru"))
	require.Equal(t, list[0].Name.Uz, c.Title()[:len(list[0].Name.Uz)])
}

// one is the one value that a query finds.
func (o *office) one(query string) (s string) {
	require.NoError(o.T, o.Pool.QueryRow(o.T.Context(), query).Scan(&s))
	return s
}

// TestJourney_feedbackEnds looks for the way to feedback where people come to an end, and what it says of where they were.
func TestJourney_feedbackEnds(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	aziz := o.SignIn("aziz")
	for _, state := range []casework.State{casework.ToBeCorrected, casework.Done, casework.Refused, casework.Lapsed} {
		_, err := o.Pool.Exec(t.Context(), `UPDATE applications SET state = $2, closed_at = CASE WHEN $2 <> 'to-be-corrected' THEN now() END WHERE number = $1`, number, state)
		require.NoError(t, err)
		form := aziz.Get("/uz/applications/" + number).Follow(locale.Uz.T("cabinet.case.feedback-link")).Form("/uz/feedback")
		require.Equal(t, string(state), form.Values.Get("step"))
		require.Equal(t, number, form.Values.Get("application"))
	}
	unpaid := o.apply("aziz", "paid", 3)
	form := aziz.Get("/uz/applications/" + unpaid + "/pay").Follow(locale.Uz.T("voice.say.payment")).Form("/uz/feedback")
	require.Equal(t, "payment-failed", form.Values.Get("step"))
	require.Equal(t, "concern", form.Values.Get("kind"))
	require.Equal(t, http.StatusOK, form.Set("comment", "Toʻlov oʻtmadi").Submit("").Status)
	require.Equal(t, "true", o.one(`SELECT (e.service_version_id = a.service_version_id AND e.step = 'payment-failed' AND e.application_id = a.id)::text
		FROM feedback_entries e, applications a WHERE a.number = '`+unpaid+`'`), "kept with the service's version, the application and the step")
	c := o.SignIn("justice-head").Get("/uz/admin/feedback/" + o.one(`SELECT number FROM feedback_cases`))
	require.Contains(t, c.Text(), locale.Uz.T("voice.step.payment-failed"))
}

// TestBrowser_feedback stops personal numbers in the browser, as package feedback does: both are held to the same cases.
func TestBrowser_feedback(t *testing.T) {
	o := newOffice(t)
	cases, err := os.ReadFile("../../personal/testdata/personal.json")
	require.NoError(t, err)
	b := browsertest.New(t, o.URL, 360, 780)
	b.Goto("/uz/feedback?kind=concern&page=/services/justice-review")
	b.Type("#comment", "pasportim AA1234567")
	b.Until(`document.activeElement.id === "comment" && performance.getEntriesByType("resource").some((r) => r.name.includes("/personal."))`)
	b.Touch(`main form .govuk-button`)
	b.Until(`document.getElementById("comment-error")?.textContent.includes("AA…67")`)
	require.Equal(t, "0", o.one(`SELECT count(*)::text FROM feedback_entries`))
	b.Sound("feedback-personal")
	b.Until(fmt.Sprintf(`(() => {
		const field = document.getElementById("comment"), form = field.form;
		let stopped;
		addEventListener("submit", (event) => { stopped = event.defaultPrevented; event.preventDefault(); });
		return %s.every(({ text, found }) => {
			delete form.dataset.sent;
			field.value = text;
			form.requestSubmit();
			return stopped === found.length > 0 && stopped === Boolean(document.getElementById("comment-error"));
		});
	})()`, cases))
	b.Goto("/uz/feedback?kind=concern&page=/services/justice-review")
	b.Fill("#comment", "Ikki haftadan beri javob yoʻq")
	b.Click(`main form .govuk-button`)
	require.True(t, strings.HasPrefix(b.URL(), o.URL+"/uz/feedback/"), b.URL())
	require.Equal(t, "1", o.one(`SELECT count(*)::text FROM feedback_entries`))
	b.Sound("feedback-receipt")
	b.Fits()
}
