package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/personal"
)

// TestJourney_feedbackTongues tries spam and personal numbers in four languages, as people write them there.
func TestJourney_feedbackTongues(t *testing.T) {
	o := newOffice(t)
	v := o.Visitor()
	for _, l := range locale.Langs {
		at := "/" + string(l) + "/feedback"
		for kind, text := range map[personal.Kind]map[locale.Lang]string{
			personal.PINFL:    {locale.Uz: "JShShIR 31210632040244", locale.UzCyrl: "ЖШШИР 3121 0632 0402 44", locale.Ru: "мой ПИНФЛ 31210632040244", locale.En: "my number is 3121-0632-0402-44"},
			personal.Card:     {locale.Uz: "kartam 8600 1234 5678 9012", locale.UzCyrl: "картам 8600123456789012", locale.Ru: "карта 8600-1234-5678-9012", locale.En: "card 4111 1111 1111 1111"},
			personal.Phone:    {locale.Uz: "telefonim +998 90 123 45 67", locale.UzCyrl: "телефоним 90 123 45 67", locale.Ru: "звоните 8 (90) 123-45-67", locale.En: "call 998901234567"},
			personal.Passport: {locale.Uz: "pasportim AA1234567", locale.UzCyrl: "паспортим АА 1234567", locale.Ru: "паспорт АВ1234567", locale.En: "passport ad 1234567"},
		} {
			page := v.Get(at+"?kind=concern").Form(at).Set("comment", text[l]).Submit("")
			require.Equal(t, http.StatusUnprocessableEntity, page.Status, "%s %s", l, kind)
			explained, _, _ := strings.Cut(l.T("feedback.flaw.personal."+string(kind), "Number", "⟦"), "⟦")
			require.Contains(t, page.Text(), explained, "%s %s", l, kind)
			require.Equal(t, text[l], page.Form(at).Values.Get("comment"), "it can be mended")
		}
		spam := v.Get(at).Form(at).Set("quality", "1").Set("comment", "http://spam.example").Set("website", "http://spam.example").Submit("")
		require.Equal(t, http.StatusOK, spam.Status)
		require.NotContains(t, spam.Body, "⟦")
	}
	require.Equal(t, "0", o.one(`SELECT count(*)::text FROM feedback_entries`), "nothing of it was kept")
}

// TestJourney_feedbackBack is somebody who goes back after sending and adds something.
func TestJourney_feedbackBack(t *testing.T) {
	o := newOffice(t)
	v := o.Visitor()
	form := v.Get("/ru/feedback?kind=concern&service=justice-review").Form("/ru/feedback").Set("comment", "Очередь до двери")
	receipt := form.Submit("").URL.Path
	require.Equal(t, receipt, form.Submit("").URL.Path, "a second click")
	more := form.Set("comment", "Очередь до двери, сотрудника нет").Submit("")
	require.Equal(t, http.StatusConflict, more.Status)
	require.Contains(t, more.Text(), locale.Ru.T(feedback.SentBefore))
	added := more.Form("/ru/feedback").Submit("")
	require.Equal(t, http.StatusOK, added.Status)
	require.NotEqual(t, receipt, added.URL.Path)
	require.Contains(t, added.Text(), "сотрудника нет")
	require.Equal(t, "2", o.one(`SELECT count(*)::text FROM feedback_entries`))
}

// TestJourney_feedbackBackRated is somebody who goes back to the rating of an application and says more: it is rated once, and
// what was typed can still be said.
func TestJourney_feedbackBackRated(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	rating := o.SignIn("aziz").Get("/ru/feedback?application="+number).Form("/ru/feedback").Set("quality", "2").Set("comment", "Долго")
	require.Equal(t, http.StatusOK, rating.Submit("").Status)
	back := rating.Set("comment", "Долго, и никто не сказал почему").Submit("")
	require.Equal(t, http.StatusConflict, back.Status)
	require.Contains(t, back.Text(), locale.Ru.T(feedback.RatedBefore))
	form := back.Form("/ru/feedback")
	require.Equal(t, "Долго, и никто не сказал почему", form.Values.Get("comment"), "what was typed is not lost")
	sent := form.Submit("")
	require.Equal(t, http.StatusOK, sent.Status)
	require.Contains(t, sent.Text(), "никто не сказал почему")
	require.Equal(t, "concern", o.one(`SELECT kind FROM feedback_entries WHERE application_id IS NOT NULL AND comment LIKE '%почему'`))
}

// TestJourney_feedbackLetter is whoever opens the letter about an answer: the author, or somebody whose address was mistyped.
func TestJourney_feedbackLetter(t *testing.T) {
	o := newOffice(t)
	receipt := o.Visitor().Get("/ru/feedback?kind=concern&service=justice-review").Form("/ru/feedback").
		Set("comment", "Меня не приняли с ребёнком").Set("contact", "someone@example.uz").Submit("").URL.Path
	desk := o.SignIn("justice-specialist")
	link := "/uz/admin/feedback/" + o.one(`SELECT number FROM feedback_cases`)
	masked := desk.Get(link)
	require.Contains(t, masked.Text(), "•••e.uz", "the contact is hidden whole, whatever it is")
	typed := masked.Form(link).Set("body", "Теперь")
	require.NotNil(t, masked.First("button", "form", "typed", "formaction", link+"/show"), "the button takes along what was typed")
	shown := desk.Post(link+"/show", typed.Values)
	require.Contains(t, shown.Text(), "someone@example.uz")
	require.Equal(t, "Теперь", shown.Form(link).Values.Get("body"), "what was typed is not lost")
	require.Equal(t, http.StatusOK, shown.Form(link).Set("body", "Теперь примут").Submit(locale.Uz.T("admin.feedback.send")).Status)

	letter := "/ru/feedback/letters/" + o.one(`SELECT c.number || '/' || left(encode(sha256(convert_to('feedback letter ' || e.receipt, 'UTF8')), 'hex'), 32)
		FROM feedback_cases c JOIN feedback_entries e ON e.id = c.entry_id`)
	stranger := o.Visitor()
	page := stranger.Get(letter)
	require.Equal(t, http.StatusOK, page.Status)
	require.Contains(t, page.Text(), "Теперь примут")
	code := receipt[strings.LastIndexByte(receipt, '/')+1:]
	for _, personal := range []string{"ребёнком", "someone@", "Sinov xizmati", code, "/rate", "/reopen", "/solved"} {
		require.NotContains(t, page.Body, personal, "of what its author said nothing stands there")
	}
	require.Equal(t, "no-referrer", page.Header.Get("Referrer-Policy"))
	wrong := page.Form(letter).Set("code", strings.Repeat("A", 26)).Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
	require.Contains(t, wrong.Text(), locale.Ru.T("feedback.letter.wrong"))
	require.Contains(t, wrong.Body, `aria-invalid="true"`)
	opened := wrong.Form(letter).Set("code", code).Submit("")
	require.Equal(t, receipt, opened.URL.Path)
	require.Contains(t, opened.Text(), "ребёнком")
	require.Equal(t, http.StatusNotFound, stranger.Get(letter+"0").Status)
	for _, l := range locale.Langs {
		require.NotContains(t, stranger.Get("/"+string(l)+strings.TrimPrefix(letter, "/ru")).Body, "⟦")
	}
}
