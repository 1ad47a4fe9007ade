package admin_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/thread"
)

var paper = []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")

func (o *office) count(t *testing.T, sql string, args ...any) (n int) {
	t.Helper()
	require.NoError(t, o.Pool.QueryRow(t.Context(), sql, args...).Scan(&n))
	return n
}

// write fills the form of messages.
func write(page *servertest.Page, text string) *servertest.Form {
	return page.Form("/messages").Set("text", text)
}

// office is how many officials work on the cases of justice.
func (o *office) office(t *testing.T) int {
	t.Helper()
	n := o.count(t, `SELECT count(*) FROM officials WHERE authority = 'justice' AND ended_at IS NULL`)
	require.Greater(t, n, 1)
	return n
}

// TestThread: applicant and office write to each other about a case, with files and marks of what was read, and nobody
// else takes part.
func TestThread(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	before := o.read("aziz", number)
	aziz, clerk := o.SignIn("aziz"), o.SignIn("justice-specialist")
	mine, theirs := "/uz/applications/"+number, "/uz/admin/cases/"+number

	page := aziz.Get(mine)
	require.Contains(t, page.Text(), "Hali hech kim hech narsa yozmagan")
	require.Contains(t, page.Links(), mine+"/messages")

	// What is wrong costs nothing of what was typed or chosen.
	page = aziz.Get(mine + "/messages")
	page = page.Form("/messages").Submit("Yuborish")
	require.Equal(t, http.StatusUnprocessableEntity, page.Status)
	require.Contains(t, page.Text(), "Biror narsa yozing")
	page = write(page, "Qaysi hujjat kerak?").Attach("file-file", "rasm.exe", []byte("MZ\x90\x00program")).Attach("file-file", "ariza.pdf", paper).Submit("Yuborish")
	require.Equal(t, http.StatusUnprocessableEntity, page.Status)
	require.Equal(t, "Qaysi hujjat kerak?", page.Form("/messages").Values.Get("text"))
	require.Contains(t, page.Text(), "ariza.pdf")
	form := page.Form("/messages")
	require.Equal(t, http.StatusOK, form.Submit("Yuborish").Status)
	require.Equal(t, http.StatusOK, form.Submit("Yuborish").Status, "pressed twice")
	require.Equal(t, 1, o.count(t, `SELECT count(*) FROM thread_messages`))
	require.Equal(t, 1, o.count(t, `SELECT count(*) FROM uploads WHERE message_id IS NOT NULL`))
	require.Equal(t, o.office(t), o.count(t, `SELECT count(*) FROM messages WHERE event = 'applicant-wrote' AND office = 'justice'`), "one notice for each of the office")
	require.Equal(t, before.Row, o.read("aziz", number).Row, "a message moves nothing")
	require.Equal(t, before.DueAt, o.read("aziz", number).DueAt)
	require.Contains(t, aziz.Get(mine).Text(), "Hali oʻqilmagan")

	// The office reads it, and answers with a ready text.
	require.Contains(t, clerk.Get("/uz/admin?queue=office").Text(), "1 ta yangi xabar")
	require.Contains(t, clerk.Get("/uz/admin/notices").Text(), "Ariza beruvchi yozdi")
	page = clerk.Get(theirs)
	require.Contains(t, page.Text(), "Qaysi hujjat kerak?")
	require.NotContains(t, clerk.Get("/uz/admin?queue=office").Text(), "yangi xabar")
	require.Contains(t, aziz.Get(mine).Text(), "Oʻqildi")
	var file string
	for _, link := range page.Links() {
		if strings.Contains(link, "/messages/files/") {
			file = link
		}
	}
	got := clerk.Get(file)
	require.Equal(t, string(paper), got.Body)
	require.Contains(t, got.Header.Get("Content-Disposition"), "attachment")
	require.Equal(t, string(paper), aziz.Get(strings.Replace(file, "/admin/cases/", "/applications/", 1)).Body)

	head := o.SignIn("justice-head")
	form = head.Get("/uz/admin/templates/new").Form("/admin/templates").Set("title-uz", "Pasport")
	require.Equal(t, http.StatusUnprocessableEntity, form.Submit("").Status, "in every language")
	form.Set("title-ru", "Паспорт").Set("title-en", "Passport").Set("text-uz", "Pasport nusxasini yuboring.").Set("text-ru", "Пришлите копию паспорта.").Set("text-en", "Send a copy of the passport.")
	require.Equal(t, "/uz/admin/templates", form.Submit("").Path())
	require.Equal(t, http.StatusForbidden, clerk.Get("/uz/admin/templates").Status)
	require.NotContains(t, o.SignIn("cadastre-head").Get("/uz/admin/templates").Text(), "Pasport")
	form = write(clerk.Get("/ru/admin/cases/"+number+"/messages"), "Assalomu alaykum.")
	form.Values.Set("template", form.Page().First("select", "id", "template").LastChild.Attr[0].Val)
	page = form.Submit("Вставить")
	text := page.Form("/messages").Values.Get("text")
	require.Equal(t, "Assalomu alaykum.\n\nPasport nusxasini yuboring.", text, "in the language of the applicant, after what was typed")
	require.Equal(t, http.StatusOK, write(page, text+" Rahmat.").Submit("Отправить").Status)
	require.Contains(t, aziz.Get("/uz/inbox").Text(), "Idora sizga yozdi")
	require.NotContains(t, aziz.Get("/uz/inbox").Text(), "Pasport nusxasini", "the inbox says that there is one")
	require.Contains(t, aziz.Get("/uz/applications").Text(), "1 ta yangi xabar")
	require.Contains(t, aziz.Get(mine).Text(), "Pasport nusxasini yuboring. Rahmat.")
	require.NotContains(t, aziz.Get("/uz/applications").Text(), "yangi xabar")

	// Nobody else.
	for who, want := range map[string]int{"nodira": http.StatusNotFound, "malika": http.StatusNotFound} {
		other := o.SignIn(who)
		require.Equal(t, want, other.Get(mine+"/messages").Status)
		require.Equal(t, want, other.Post(mine+"/messages", url.Values{"text": {"men"}, "token": {"x"}}).Status)
		require.Equal(t, want, other.Get(strings.Replace(file, "/admin/cases/", "/applications/", 1)).Status)
	}
	for who, want := range map[string]int{"cadastre-specialist": http.StatusNotFound, "cadastre-head": http.StatusNotFound, "taskforce": http.StatusForbidden, "aziz": http.StatusForbidden} {
		other := o.SignIn(who)
		require.Equal(t, want, other.Get(theirs+"/messages").Status, who)
		require.Equal(t, want, other.Post(theirs+"/messages", url.Values{"text": {"men"}, "token": {"x"}}).Status, who)
		require.Equal(t, want, other.Get(file).Status, who)
	}
	require.Equal(t, 2, o.count(t, `SELECT count(*) FROM thread_messages`))
	for _, l := range locale.Langs {
		require.NotContains(t, aziz.Get("/"+string(l)+"/applications/"+number+"/messages").Body, "⟦")
		require.NotContains(t, head.Get("/"+string(l)+"/admin/cases/"+number+"/messages").Body, "⟦")
		require.NotContains(t, head.Get("/"+string(l)+"/admin/templates/new").Body, "⟦")
	}

	// A case that has ended takes messages for fifteen days more.
	act(clerk.Get(theirs), "claim", nil)
	act(clerk.Get(theirs), "refuse", func(f *servertest.Form) { f.Set("ground", "other").Set("note", "Asos yoʻq.") })
	require.Contains(t, aziz.Get(mine+"/messages").Text(), "gacha yozish mumkin")
	o.Clock.Pass(14 * 24 * time.Hour)
	aziz = o.SignIn("aziz")
	form = write(aziz.Get(mine+"/messages"), "Nega?")
	o.Clock.Pass(25 * time.Hour)
	aziz = o.SignIn("aziz")
	page = aziz.Post(mine+"/messages", form.Values)
	require.Equal(t, http.StatusConflict, page.Status)
	require.Contains(t, page.Text(), "Nega?", "what was typed can be copied")
	page = aziz.Get(mine + "/messages")
	require.Contains(t, page.Text(), "gacha yozish mumkin edi")
	require.Nil(t, page.First("textarea", "id", "text"))
}

// TestThread_asked: an authority that was asked for its consent sees the case, and not what the two sides write.
func TestThread_asked(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Consent, 3)
	require.NoError(t, o.threads.Write(t.Context(), thread.Citizen(o.Principal("aziz")), number, thread.Entry{Text: "Faqat adliyaga.", Token: "a"}))
	asked := o.SignIn("cadastre-head")
	page := asked.Get("/uz/admin/cases/" + number)
	require.Equal(t, http.StatusOK, page.Status)
	require.NotContains(t, page.Text(), "Faqat adliyaga")
	require.Equal(t, http.StatusNotFound, asked.Get("/uz/admin/cases/"+number+"/messages").Status)
}

// TestThread_races: the same form many times at once is one message with its files and one notice, and nobody floods who
// does not read.
func TestThread_races(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	r, ctx := thread.Citizen(o.Principal("aziz")), t.Context()
	up, err := o.threads.SaveFile(ctx, r, number, "a.pdf", strings.NewReader(string(paper)))
	require.NoError(t, err)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			require.NoError(t, o.threads.Write(ctx, r, number, thread.Entry{Text: "Bir marta", Files: []string{up.ID}, Token: "same"}))
		})
	}
	all.Wait()
	require.Equal(t, 1, o.count(t, `SELECT count(*) FROM thread_messages m JOIN uploads u ON u.message_id = m.id`))
	require.Equal(t, o.office(t), o.count(t, `SELECT count(*) FROM messages WHERE event = 'applicant-wrote'`))
	err = o.threads.Write(ctx, r, number, thread.Entry{Text: "Yana", Files: []string{up.ID}, Token: "other"})
	require.True(t, problem.Is(err, problem.Invalid), "a file goes once: %v", err)
	for i := range 19 {
		require.NoError(t, o.threads.Write(ctx, r, number, thread.Entry{Text: "Yana", Token: string(rune('a' + i))}))
	}
	err = o.threads.Write(ctx, r, number, thread.Entry{Text: "Yana", Token: "last"})
	require.True(t, problem.Is(err, problem.TooMany), "%v", err)

	// What was uploaded and never sent goes after a day; what was sent stays.
	left, err := o.threads.SaveFile(ctx, r, number, "b.pdf", strings.NewReader(string(paper)))
	require.NoError(t, err)
	o.Clock.Pass(25 * time.Hour)
	require.NoError(t, o.documents.Sweep(ctx))
	require.Equal(t, 0, o.count(t, `SELECT count(*) FROM uploads WHERE id = $1`, left.ID))
	require.Equal(t, 1, o.count(t, `SELECT count(*) FROM uploads WHERE id = $1`, up.ID))
}

// TestThread_browser is the page of either side on a phone and a desk.
func TestThread_browser(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	phone := browsertest.New(t, o.URL, 360, 780)
	phone.SignIn("aziz")
	phone.Goto("/uz/applications/" + number + "/messages")
	phone.Click(`button[value="send"]`)
	require.True(t, phone.Has(".govuk-error-summary"))
	phone.Sound("thread-wrong")
	phone.Fill("#text", "Qaysi hujjat kerak?")
	phone.Click(`button[value="send"]`)
	phone.Sound("thread")
	phone.Goto("/ru/applications/" + number)
	phone.Sound("thread-case")
	desk := browsertest.New(t, o.URL, 1280, 900)
	desk.SignIn("justice-head")
	desk.Goto("/ru/admin/templates/new")
	desk.Sound("template")
	desk.Goto("/ru/admin/cases/" + number + "/messages")
	desk.Sound("thread-office")
}

// TestTemplates_limits: an authority has as many texts, and each is as long, as may be; one more is refused in the reader's language.
func TestTemplates_limits(t *testing.T) {
	o := newOffice(t)
	const most = 100
	head := o.SignIn("justice-head")
	_, err := o.Pool.Exec(t.Context(), `INSERT INTO thread_templates (authority, title, text, changed_by, changed_at)
		SELECT 'justice', '{"uz": "a", "ru": "a", "en": "a"}', '{"uz": "a", "ru": "a", "en": "a"}', $1, now() FROM generate_series(2, $2)`, o.IDs["justice-head"], most)
	require.NoError(t, err)
	save := func(l locale.Lang, title, text int) *servertest.Page {
		form := head.Get("/" + string(l) + "/admin/templates/new").Form("/admin/templates")
		for _, in := range []string{"uz", "ru", "en"} {
			form.Set("title-"+in, strings.Repeat("ў", title)).Set("text-"+in, strings.Repeat("ў", text))
		}
		return form.Submit("")
	}
	for _, l := range locale.Langs {
		for _, long := range []*servertest.Page{save(l, thread.MaxTitle+1, thread.MaxText), save(l, thread.MaxTitle, thread.MaxText+1)} {
			require.Equal(t, http.StatusUnprocessableEntity, long.Status)
			require.Contains(t, long.Text(), l.T("thread.template_long", "Title", thread.MaxTitle, "Text", thread.MaxText))
		}
	}
	require.Equal(t, "/uz/admin/templates", save(locale.Uz, thread.MaxTitle, thread.MaxText).Path(), "the last one")
	for _, l := range locale.Langs {
		full := save(l, 1, 1)
		require.Equal(t, http.StatusUnprocessableEntity, full.Status)
		require.Contains(t, full.Text(), l.T("thread.template_many", "Limit", most))
	}
	require.Equal(t, most, o.count(t, `SELECT count(*) FROM thread_templates WHERE authority = 'justice'`))
	require.Equal(t, thread.MaxText, o.count(t, `SELECT max(length(text ->> 'ru')) FROM thread_templates`), "nothing is cut off")
}
