package admin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
)

// TestJourney_feedbackSolved follows a low mark that is answered too late, and asked about four weeks after the answer.
func TestJourney_feedbackSolved(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	receipt := o.SignIn("aziz").Get("/uz/feedback?application="+number).Form("/uz/feedback").Set("quality", "2").Submit("").Path()

	o.Clock.Pass(25 * 24 * time.Hour)
	require.NoError(t, o.feedback.EscalateDue(t.Context()))
	require.NoError(t, o.feedback.CountReplies(t.Context()))
	head := o.SignIn("justice-head")
	late := head.Get("/uz/admin/notices").Follow(locale.Uz.T("notify.feedback-late.title"))
	require.Equal(t, http.StatusOK, late.Status)
	require.Contains(t, late.Path(), "/uz/admin/feedback/")
	require.Contains(t, late.Text(), locale.Uz.T("voice.event.escalated"))
	page := o.Visitor().Get("/uz/authorities/justice")
	require.Contains(t, page.Text(), "Hozir muddati oʻtgan: 1")
	require.Equal(t, http.StatusOK, late.Form("/admin/feedback/").Set("body", "Tuzatdik.").Submit("Javobni yuborish").Status)

	visitor := o.Visitor()
	require.Equal(t, receipt, visitor.Get(receipt+"/solved").Path(), "nobody has asked yet")
	o.Clock.Pass(28 * 24 * time.Hour)
	require.NoError(t, o.feedback.AskDue(t.Context()))
	aziz := o.SignIn("aziz")
	asked := aziz.Get("/uz/inbox").Follow(locale.Uz.T("notify.feedback-solved.title"))
	require.Equal(t, receipt+"/solved", asked.Path())
	require.Equal(t, http.StatusNotFound, o.SignIn("malika").Get("/uz/feedback/cases/"+strings.TrimPrefix(late.URL.Path, "/uz/admin/feedback/")).Status)

	asked = visitor.Get(receipt + "/solved") // without signing in
	require.Contains(t, asked.Text(), locale.Uz.T("voice.solved.title"))
	require.Contains(t, visitor.Get(receipt).Text(), locale.Uz.T("voice.solved.title"), "looking answers nothing")
	require.Equal(t, http.StatusUnprocessableEntity, visitor.Post(asked.URL.Path, nil).Status)
	wrong := asked.Form("/solved").Set("why", "pasportim AA1234567").Submit(locale.Uz.T("voice.solved.open"))
	require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
	require.Contains(t, wrong.Text(), "AA…67")
	ends := func(later string) {
		_, err := o.Pool.Exec(t.Context(), `UPDATE feedback_cases SET reopen_until = reopen_until + $1::interval`, later)
		require.NoError(t, err)
	}
	ends("-1 year")
	over := asked.Form("/solved").Set("why", "Kech qoldim").Submit(locale.Uz.T("voice.solved.open"))
	require.Equal(t, http.StatusConflict, over.Status)
	require.Equal(t, "Kech qoldim", over.Form("/uz/feedback").Values.Get("comment"), "what came too late for the case can be said as a concern")
	require.Equal(t, "no-referrer", over.Header.Get("Referrer-Policy"), "the address is the key to the answer")
	ends("1 year")
	russian := wrong.Form("/solved").Set("why", "Hali ham kutyapman").In(locale.Ru)
	back := russian.Form("/solved").Submit(locale.Ru.T("voice.solved.open"))
	require.Equal(t, strings.Replace(receipt, "/uz/", "/ru/", 1), back.Path())
	require.Contains(t, back.Text(), "Hali ham kutyapman")
	require.Contains(t, back.Text(), locale.Ru.T("feedback.state.reopened"))
	list := o.SignIn("justice-specialist").Get("/uz/admin/feedback")
	require.Contains(t, list.Text(), "review", "it waits for another answer")
	require.NoError(t, o.feedback.CountReplies(t.Context()))
	o.Clock.Pass(2 * time.Minute) // public pages keep figures for a minute
	require.NotContains(t, visitor.Get("/uz/authorities/justice").Text(), locale.Uz.T("voice.replies.solved"), "one answer would be one person's")
	for _, l := range locale.Langs {
		for _, path := range []string{"/authorities/justice", "/authorities/tax-committee", strings.TrimPrefix(receipt, "/uz")} {
			require.NotContains(t, visitor.Get("/"+string(l)+path).Body, "⟦")
		}
	}
}

// TestJourney_corruptionTooLate: what is added to a report of corruption when its time is over is one again, and no office
// that it is about reads it.
func TestJourney_corruptionTooLate(t *testing.T) {
	o := newOffice(t)
	visitor := o.Visitor()
	receipt := visitor.Get("/uz/feedback?kind=corruption&service=justice-review").Form("/uz/feedback").Set("comment", "Pul soʻrashdi").Submit("").Path()
	require.Contains(t, receipt, "/uz/feedback/")
	_, err := o.Pool.Exec(t.Context(), `UPDATE feedback_cases SET state = 'closed', reopen_until = $1`, o.Clock.Now().Add(-24*time.Hour))
	require.NoError(t, err)
	late := visitor.Post(receipt+"/reopen", url.Values{"why": {"Yana pul soʻrashdi"}})
	require.Equal(t, http.StatusConflict, late.Status)
	again := late.Form("/uz/feedback")
	require.Equal(t, "corruption", again.Values.Get("kind"))
	require.Equal(t, "Yana pul soʻrashdi", again.Values.Get("comment"))
	require.Equal(t, http.StatusOK, again.Submit("").Status)
	require.NotContains(t, o.SignIn("justice-head").Get("/uz/admin/feedback").Text(), "Yana pul")

	_, err = o.Pool.Exec(t.Context(), `UPDATE feedback_cases SET reopen_until = $1 WHERE state = 'closed'`, o.Clock.Now().Add(24*time.Hour))
	require.NoError(t, err)
	require.Contains(t, visitor.Post(receipt+"/reopen", url.Values{"why": {"Yana pul soʻrashdi"}}).Text(), "Yana pul soʻrashdi", "while there is time it is added to the case")
}
