package admin_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/enquiry"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/search"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/admin"
	"github.com/yagona/portal/internal/server/servertest"
)

// wordsOffice is a portal with three services and the pages of editors.
func wordsOffice(t *testing.T) (*servertest.Portal, *catalogue.Store, *enquiry.Store) {
	t.Helper()
	var services *catalogue.Store
	var asked *enquiry.Store
	p := servertest.New(t, func(p *servertest.Portal, d *server.Deps) {
		services = catalogue.NewStore(p.Pool, p.Clock.Now)
		for _, process := range []catalogue.Process{catalogue.Approval, catalogue.Review, catalogue.Inspection} {
			findings, err := services.Publish(t.Context(), catalogue.Edit{Definition: service(process), Author: "test", Note: "test"})
			require.NoError(t, err)
			require.Empty(t, findings)
		}
		require.NoError(t, services.Refresh(t.Context()))
		asked = enquiry.NewStore(p.Pool, services, p.Clock.Now)
		d.Catalogue, d.Enquiries, d.Words = services, asked, admin.NewWords(services, asked, p.Sessions, p.Clock.Now)
	})
	return p, services, asked
}

func TestJourney_synonyms(t *testing.T) {
	p, services, _ := wordsOffice(t)
	b := p.SignIn("editor")
	require.Contains(t, b.Get("/uz/admin/search/synonyms").Text(), "Bu yerda hali hech narsa yoʻq")

	form := b.Get("/uz/admin/search/synonyms/new?words=tekshiruv").Form("/admin/search/synonyms")
	require.Equal(t, "tekshiruv", form.Values.Get("words"), "what people asked for is filled in")
	trial := b.Get("/uz/admin/search/synonyms/new?words=tekshiruv&means=sinov+xizmati+review&try=")
	require.Contains(t, trial.Text(), "Hozir Hech narsa topilmaydi. Oʻzgartirishingiz bilan Sinov xizmati: review")
	require.Empty(t, services.Snapshot().Search("tekshiruv", 1), "a trial stores nothing")

	other := form.Set("means", "sinov").In(locale.Ru)
	require.Equal(t, "sinov", other.Form("/admin/search/synonyms").Values.Get("means"), "the language switch keeps what is typed")
	require.Empty(t, other.All("div", "class", "govuk-error-summary"))
	empty := form.Set("words", "").Submit("Saqlash")
	require.Equal(t, http.StatusUnprocessableEntity, empty.Status)
	require.Contains(t, empty.Text(), "Odamlar qanday aytishini yozing")
	saved := empty.Form("/admin/search/synonyms").Set("words", "Текширув").Set("means", "sinov xizmati review").Set("note", "soʻrashdi").Submit("Saqlash")
	require.Equal(t, http.StatusOK, saved.Status)
	require.Contains(t, saved.Text(), "Saqlandi")
	require.Contains(t, saved.Text(), "Sultonova Zarina")
	require.NoError(t, services.Refresh(t.Context()))
	require.Contains(t, p.Visitor().Get("/uz/services?q=tekshiruv").Text(), "Sinov xizmati: review")

	path := saved.URL.Path
	late := b.Get(path).Form(path) // opened before the next change
	changed := b.Get(path).Form(path).Set("means", "sinov xizmati inspection").Submit("Saqlash")
	require.Contains(t, changed.Text(), "Oʻzgartirilgan: Текширув → sinov xizmati inspection")
	other = late.Set("means", "sinov").In(locale.UzCyrl)
	conflict := other.Form(strings.TrimPrefix(path, "/uz")).Submit("Сақлаш").Form(strings.TrimPrefix(path, "/uz")).In(locale.Uz)
	require.Equal(t, "sinov", conflict.Form(path).Values.Get("means"))
	conflict = late.Submit("Saqlash")
	require.Equal(t, http.StatusConflict, conflict.Status)
	require.Contains(t, conflict.Text(), "Hozir bunday: Текширув → sinov xizmati inspection")
	require.Equal(t, "sinov", conflict.Form(path).Values.Get("means"), "what was typed is kept")

	restored := changed.Form("/restore").Submit("Qaytarish")
	require.Equal(t, "sinov xizmati review", restored.Form(path).Values.Get("means"))
	require.Contains(t, restored.Text(), "1-nusxa qaytarildi")
	gone := restored.Form("/remove").Submit("")
	require.Contains(t, gone.Text(), "Olib tashlandi")
	require.NotContains(t, b.Get("/uz/admin/search/synonyms").Text(), "Текширув")
	require.Contains(t, b.Get("/uz/admin/search/synonyms?state=removed&text=tekshiruv").Text(), "Текширув")
	require.NoError(t, services.Refresh(t.Context()))
	require.Contains(t, p.Visitor().Get("/uz/services?q=tekshiruv").Text(), "topilmadi")
	require.Contains(t, gone.Form("/restore").Submit("").Text(), "Saqlandi")

	changes := b.Get("/uz/admin/search/changes")
	require.Contains(t, changes.Text(), "Olib tashlangan")
	require.Len(t, changes.All("tr"), 6, "five changes and the head")
	for _, l := range locale.Langs {
		for _, page := range []string{"/admin/search/synonyms?text=a&state=removed", "/admin/search/changes", "/admin/search/synonyms/new?words=a&means=b", strings.TrimPrefix(path, "/uz")} {
			got := b.Get("/" + string(l) + page)
			require.Equal(t, http.StatusOK, got.Status)
			require.NotContains(t, got.Body, "⟦")
		}
	}
	require.Equal(t, http.StatusNotFound, b.Get("/uz/admin/search/synonyms/0").Status)
	require.Equal(t, http.StatusNotFound, b.Get("/uz/admin/search/synonyms/x").Status)
}

// TestJourney_questions searches as people do, through the real router, and looks at what editors see of it.
func TestJourney_questions(t *testing.T) {
	p, _, asked := wordsOffice(t)
	counts := func() (searches, empty, clicks int) {
		require.NoError(t, asked.Write(t.Context()))
		require.NoError(t, p.Pool.QueryRow(t.Context(), `
			SELECT coalesce(sum(searches), 0), coalesce(sum(empty), 0), (SELECT coalesce(sum(clicks), 0) FROM search_clicks) FROM search_counts`).
			Scan(&searches, &empty, &clicks))
		return searches, empty, clicks
	}
	require3 := func(want [3]int, why string) {
		t.Helper()
		s, e, c := counts()
		require.Equal(t, want, [3]int{s, e, c}, why)
	}
	v := p.Visitor()
	results := v.Get("/uz/").Form("/services").Set("q", "sinov xizmati").Submit("")
	require3([3]int{1, 0, 0}, "a search")
	results.Form("/services").Set("how", "official").Submit("")
	require3([3]int{1, 0, 0}, "a filter is no new search")
	v.Get("/uz/services/suggest?q=sin")
	v.Get("/uz/services?q=31204862260015")
	v.Get("/uz/services?q=Karimov+Aziz")
	v.Get("/uz/services")
	require3([3]int{1, 0, 0}, "nor are suggestions, nor is what may be personal counted")
	results.Follow("review")
	require3([3]int{1, 0, 1}, "a click")
	again := results.Follow("review")
	require.NotEmpty(t, again.Header.Get("ETag"), "though the page is kept ready")
	require3([3]int{1, 0, 2}, "another click")
	v.Get("/uz/services/justice-review")
	v.Get("/uz/topics/justice").Follow("review")
	require3([3]int{1, 0, 2}, "who came another way clicked nothing")
	for range 5 {
		v.Get("/ru/services?q=jjjuzzz")
	}
	v.Get("/ru/services?q=vvvuxxx")
	require3([3]int{7, 6, 2}, "nothing found")

	require.Contains(t, v.Get("/en/privacy").Text(), "After "+strconv.Itoa(enquiry.KeepDays)+" days the counts are deleted", "people are told")

	b := p.SignIn("editor")
	require.NotContains(t, b.Get("/uz/admin/search").Text(), "jjjuzzz", "five times, but on one day: it may be one person")
	otherDays := func() {
		_, err := p.Pool.Exec(t.Context(), `
			INSERT INTO search_counts SELECT day - n, query, lang, 0, 0 FROM search_counts, generate_series(1, 2) AS n ON CONFLICT DO NOTHING`)
		require.NoError(t, err)
	}
	otherDays()
	list := b.Get("/uz/admin/search")
	require.Contains(t, list.Text(), "jjjuzzz")
	require.NotContains(t, list.Text(), "vvvuxxx", "asked once")
	form := list.Follow("Sinonim qoʻshish “jjjuzzz” uchun").Form("/admin/search/synonyms")
	require.Equal(t, "jjjuzzz", form.Values.Get("words"))
	require.NotContains(t, b.Get("/uz/admin/search/unopened").Text(), "sinov")
	for range 4 {
		v.Get("/uz/services?q=sinov+xizmati")
	}
	require3([3]int{11, 6, 2}, "asked directly")
	most := b.Get("/uz/admin/search/most?days=7")
	require.Contains(t, most.Text(), "sinov hizmati 5 Sinov xizmati: review")
	file := b.Get("/uz/admin/search/most.csv?days=7")
	require.Equal(t, "text/csv; charset=utf-8", file.Header.Get("Content-Type"))
	require.Contains(t, file.Body, "sinov hizmati,5,Sinov xizmati: review")
	require.Equal(t, http.StatusNotFound, b.Get("/uz/admin/search/nothing").Status)
	require.Equal(t, http.StatusForbidden, p.SignIn("taskforce").Get("/uz/admin/search/most.csv").Status)
	for _, l := range locale.Langs {
		for _, name := range []string{"", "/unopened", "/most"} {
			require.NotContains(t, b.Get("/"+string(l)+"/admin/search"+name).Body, "⟦")
		}
	}
	desk := browsertest.New(t, p.URL, 1280, 900)
	desk.SignIn("editor")
	desk.Goto("/en/admin/search/most")
	desk.Sound("most")
	phone := browsertest.New(t, p.URL, 360, 780)
	phone.SignIn("editor")
	phone.Goto("/ru/admin/search")
	phone.Sound("empty-phone")
}

// TestWords_doors: only editors come in, and what they see is no case.
func TestWords_doors(t *testing.T) {
	p, _, _ := wordsOffice(t)
	for _, subject := range []string{"aziz", "justice-specialist", "justice-head", "taskforce"} {
		b := p.SignIn(subject)
		require.Equal(t, http.StatusForbidden, b.Get("/uz/admin/search/synonyms").Status, subject)
		sent := b.Post("/uz/admin/search/synonyms/new", map[string][]string{"words": {"a"}, "means": {"b"}})
		require.Equal(t, http.StatusForbidden, sent.Status, subject)
	}
	var n int
	require.NoError(t, p.Pool.QueryRow(t.Context(), `SELECT count(*) FROM synonyms`).Scan(&n))
	require.Zero(t, n)
}

func TestBrowser_words(t *testing.T) {
	p, services, _ := wordsOffice(t)
	o, err := p.Principal("editor").Official.Editing()
	require.NoError(t, err)
	for i := range 60 {
		_, problems, err := services.SaveSynonym(t.Context(), o, catalogue.SynonymEdit{Synonym: search.Synonym{Words: "soʻz " + strconv.Itoa(i), Means: "sinov xizmati"}})
		require.NoError(t, err)
		require.Empty(t, problems)
	}
	desk := browsertest.New(t, p.URL, 1280, 900)
	desk.SignIn("editor")
	desk.Goto("/uz/admin/search/synonyms")
	desk.Sound("synonyms")
	desk.Goto("/uz/admin/search/changes")
	desk.Sound("changes")
	desk.Goto("/en/admin/search/synonyms/new?words=abc")
	desk.Fill("#means", "sinov xizmati")
	desk.Click(`button[formmethod="get"]`)
	desk.Sound("trial")
	desk.Click(`main form .govuk-button`)
	require.True(t, desk.Has("#history"), "it is saved")
	desk.Sound("synonym")

	phone := browsertest.New(t, p.URL, 360, 780)
	phone.SignIn("editor")
	phone.Goto("/ru/admin/search/synonyms?text=3&state=")
	phone.Sound("synonyms-phone")
	phone.Goto("/uz-cyrl/admin/search/synonyms/new?words=абв&means=synov")
	phone.Sound("trial-phone")
}
