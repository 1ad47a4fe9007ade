package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/job/jobtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/participation"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/server/servertest"
)

// linkTo is the first link of a page that begins so.
func linkTo(t *testing.T, page *servertest.Page, prefix string) string {
	t.Helper()
	for _, l := range page.Links() {
		if strings.HasPrefix(l, prefix) {
			return l
		}
	}
	t.Fatalf("no link to %s on %s:\n%s", prefix, page.URL, page.Text())
	return ""
}

// concern says something about the service, and leads to its receipt.
func concern(b *servertest.Browser, lang, comment string) string {
	form := b.Get("/" + lang + "/feedback?kind=concern&page=/services/justice-review").Form("/" + lang + "/feedback")
	return form.Set("comment", comment).Submit("").URL.Path
}

const stuck = "Toʻlov oʻtdi, lekin ariza oldinga siljimayapti"

// TestJourney_problem: what several people say becomes a problem that others join, and whoever spoke of it reads what was done.
func TestJourney_problem(t *testing.T) {
	o := newOffice(t)
	aziz := o.SignIn("aziz")
	receipt := concern(aziz, "uz", stuck)
	concern(o.SignIn("malika"), "uz-cyrl", locale.ToCyrillic(stuck))
	concern(o.Visitor(), "uz", "To'lovim o'tdi, arizam oldinga siljimadi")
	concern(o.SignIn("olim"), "ru", "Сотрудник грубо говорил по телефону")
	group := func() {
		_, err := o.problems.Group(t.Context())
		require.NoError(t, err)
	}
	group()

	head, task := o.SignIn("justice-head"), o.SignIn("taskforce")
	for who, want := range map[string]int{"justice-specialist": http.StatusForbidden, "cadastre-head": http.StatusForbidden, "aziz": http.StatusForbidden, "editor": http.StatusForbidden} {
		require.Equal(t, want, o.SignIn(who).Get("/uz/admin/problems").Status, who)
	}
	list := head.Get("/uz/admin/problems")
	require.Contains(t, list.Text(), stuck, "how the first put it")
	require.NotContains(t, list.Text(), "грубо", "one person is no proposal")
	path := linkTo(t, list, "/uz/admin/problems/")
	for _, l := range list.Links() {
		if strings.HasPrefix(l, "/uz/admin/problems/") && !strings.HasSuffix(l, "/where") {
			path = l
		}
	}
	require.Equal(t, http.StatusOK, task.Get(path).Status, "the task force sees all")
	require.Equal(t, http.StatusNotFound, o.SignIn("agriculture-head").Get(path).Status)
	page := head.Get(path)
	require.Contains(t, page.Text(), "arizam oldinga siljimadi")
	require.NotContains(t, page.Body, "Karimov Aziz", "who wrote it is nobody's business")
	public := strings.Replace(path, "/admin", "", 1)
	require.Equal(t, http.StatusNotFound, aziz.Get(public).Status, "a proposal is not public")

	ask := page.Follow(locale.Uz.T("cause.act.confirm")).Form("/words")
	wrong := ask.Set("title_uz", "Toʻlovdan keyin toʻxtaydi").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
	ask = wrong.Form("/words").In(locale.Ru).Form("/words")
	require.Equal(t, "Toʻlovdan keyin toʻxtaydi", ask.Values.Get("title_uz"), "the language switch keeps what was typed")
	ask.Set("title_ru", "Стоит после оплаты").Set("title_en", "Stops after payment").Set("promise_uz", "Tuzatamiz").Set("promise_ru", "Исправим").Set("promise_en", "We mend it")
	require.Contains(t, ask.Submit("").Text(), locale.Ru.T("cause.flaw.promise-day"))
	past := ask.Set("promise_on-day", "1").Set("promise_on-month", "3").Set("promise_on-year", "2026")
	page = past.Submit("")
	require.Contains(t, page.Text(), locale.Ru.T("cause.said.confirmed"))
	require.Contains(t, page.Text(), locale.Ru.T("cause.state.overdue"), "what was promised is over")
	require.Equal(t, http.StatusNotFound, aziz.Get(public).Status, "three could be recognised")
	require.NotContains(t, aziz.Get(receipt).Text(), "Toʻlovdan keyin toʻxtaydi")

	stale := head.Get(path+"/words").Form("/words").Set("listed", "yes").Set("promise_en", "We mend it soon")
	page = head.Get(path+"/words").Form("/words").Set("listed", "yes").Set("promise_en", "We will mend it").Submit("")
	late := stale.Submit("")
	require.Equal(t, http.StatusConflict, late.Status)
	require.Contains(t, late.Text(), locale.Uz.T("cause.flaw.overtaken"))
	require.Equal(t, "We mend it soon", late.Form("/words").Values.Get("promise_en"), "what was typed is kept")
	require.Equal(t, http.StatusOK, late.Form("/words").Submit("").Status, "and goes out on top of what is there now")
	require.Contains(t, page.Text(), locale.Uz.T("cause.listed-yes"))
	seen := aziz.Get(receipt)
	require.Contains(t, seen.Text(), "Toʻlovdan keyin toʻxtaydi")
	require.Equal(t, http.StatusOK, aziz.Get(linkTo(t, seen, "/uz/problems/")).Status)
	known := o.Visitor().Get(public)
	require.Contains(t, known.Text(), locale.Uz.T("cause.overdue", "Day", "1-mart 2026-yil"))
	require.NotContains(t, known.Text(), "siljimayapti", "comments are never published")
	require.Contains(t, o.Visitor().Get("/uz/problems?service=justice-review").Text(), "Toʻlovdan keyin toʻxtaydi")

	nodira := o.SignIn("nodira")
	joined := nodira.Get(public).Form("/me-too").Submit("")
	require.Contains(t, joined.Text(), locale.Uz.T("cause.public.joined"))
	left := joined.Form("/take-back").Submit("")
	require.NotContains(t, left.Text(), locale.Uz.T("cause.public.joined"))
	left.Form("/me-too").Submit("")
	require.Contains(t, known.Form("/me-too").Submit("").Text(), locale.Uz.T("cause.public.counted"), "somebody signed out, whom nobody can tell")
	require.Contains(t, aziz.Get(public).Text(), locale.Uz.T("cause.public.wrote"))
	require.Contains(t, head.Get(path).Text(), locale.Uz.T("cause.people")+" 5")
	page = known
	for range 21 {
		page = o.Visitor().Post(public+"/me-too", nil)
	}
	require.Equal(t, http.StatusTooManyRequests, page.Status)

	number := answer(t, o, head, path)
	require.NotContains(t, aziz.Get("/uz/inbox").Text(), locale.Uz.T("notify.change-published.title"))
	require.Equal(t, http.StatusNotFound, aziz.Get("/uz/you-said-we-did/"+number).Status)
	page = head.Get("/uz/admin/changes/" + number).Form("/publish").Submit("")
	require.Contains(t, page.Text(), locale.Uz.T("cause.said.published"))
	jobtest.Run(t, o.Pool, o.plan)
	jobtest.Run(t, o.Pool, o.plan)
	for who, n := range map[*servertest.Browser]int{aziz: 1, nodira: 1, o.SignIn("malika"): 1, o.SignIn("olim"): 0} {
		require.Equal(t, n, strings.Count(who.Get("/uz/inbox").Text(), locale.Uz.T("notify.change-published.text", "Title", "Toʻlov oʻzi koʻrinadi")))
	}
	page = aziz.Get(linkTo(t, aziz.Get("/uz/inbox"), "/uz/you-said-we-did/"))
	require.Contains(t, page.Text(), "Endi toʻlov darhol hisobga olinadi")
	require.Contains(t, page.Text(), locale.Uz.T("cause.effect.early", "N", report.FewestMeasured, "Have", 0))
	require.Contains(t, o.Visitor().Get("/uz/you-said-we-did").Text(), "Toʻlov oʻzi koʻrinadi")
	require.Contains(t, o.Visitor().Get(public).Text(), locale.Uz.T("cause.state.done"))
	require.Contains(t, head.Get("/uz/admin/changes/"+number).Text(), locale.Uz.T("cause.change.told-people", "Count", 3, "N", "3"))

	for _, at := range []string{path, path + "/words", path + "/merge", path + "/split", "/uz/admin/problems?state=done", "/uz/admin/changes/" + number, "/uz/admin/problems/where?service=justice-review"} {
		o.speaks(head, strings.TrimPrefix(at, "/uz"))
	}
	o.speaks(task, "/admin/problems?state=done")
	for _, at := range []string{public, "/uz/problems", "/uz/you-said-we-did", "/uz/you-said-we-did/" + number} {
		o.speaks(o.Visitor(), strings.TrimPrefix(at, "/uz"))
	}
	page = buttons(head.Get(path), "/reopen")[0].Submit("")
	require.Contains(t, page.Text(), locale.Uz.T("cause.said.reopened"))
	unsent := head.Get(path).Follow(locale.Uz.T("cause.act.answer")).Form("/changes/new").Set("text_en", "It is counted at once")
	_, err := o.Pool.Exec(t.Context(), `UPDATE problems SET state = 'rejected'`)
	require.NoError(t, err)
	late = unsent.Submit("")
	require.Equal(t, http.StatusConflict, late.Status)
	require.Contains(t, late.Text(), locale.Uz.T("cause.flaw.unanswerable"))
	require.Equal(t, "It is counted at once", late.Form("/changes/new").Values.Get("text_en"), "what was typed is not lost")
}

// answer writes a change for the problem, and is its number.
func answer(t *testing.T, o *office, head *servertest.Browser, path string) string {
	t.Helper()
	ask := head.Get(path).Follow(locale.Uz.T("cause.act.answer")).Form("/changes/new")
	require.Equal(t, http.StatusUnprocessableEntity, ask.Submit("").Status)
	for key, text := range map[string]string{"title": "Toʻlov oʻzi koʻrinadi", "text": "Endi toʻlov darhol hisobga olinadi"} {
		for _, in := range []string{"uz", "ru", "en"} {
			ask.Set(key+"_"+in, text)
		}
	}
	ask.Set("kind", "version")
	require.Contains(t, ask.Submit("").Text(), locale.Uz.T("cause.flaw.version"))
	var version string
	require.NoError(t, o.Pool.QueryRow(t.Context(), `SELECT current_version_id::text FROM services WHERE code = 'justice-review'`).Scan(&version))
	kept := ask.Set("version", version).In(locale.Ru).Form("/changes/new")
	require.Equal(t, ask.Values.Get("token"), kept.Values.Get("token"))
	first, second := kept.Submit(""), kept.Submit("")
	require.Equal(t, first.Path(), second.Path(), "a double click is one change")
	require.Contains(t, first.Text(), locale.Ru.T("cause.change.tells", "Count", 3, "N", "3"), "two who wrote, one who joined")
	return first.URL.Path[strings.LastIndex(first.URL.Path, "/")+1:]
}

// TestProblem_sameCause merges what two groups say, parts it again, and takes an entry out.
func TestProblem_sameCause(t *testing.T) {
	o := newOffice(t)
	for _, who := range []string{"aziz", "malika", "olim"} {
		b := o.SignIn(who)
		concern(b, "uz", stuck)
		concern(b, "ru", "Оплата прошла, но заявление не движется")
	}
	_, err := o.problems.Group(t.Context())
	require.NoError(t, err)
	head := o.SignIn("justice-head")
	list, err := o.problems.Problems(t.Context(), o.official(t, "justice-head"), participation.Filter{})
	require.NoError(t, err)
	require.Len(t, list.Problems, 2, "two languages have no words in common")
	one, other := list.Problems[0].Number, list.Problems[1].Number

	ask := head.Get("/uz/admin/problems/" + one).Follow(locale.Uz.T("cause.act.merge")).Form("/merge")
	require.Equal(t, http.StatusUnprocessableEntity, ask.Submit("").Status)
	page := ask.Set("into", other).Submit("")
	require.Contains(t, page.Text(), locale.Uz.T("cause.said.merged"))
	require.Contains(t, page.Text(), locale.Uz.T("cause.people")+" 3", "the same people")
	require.Contains(t, page.Text(), locale.Uz.T("cause.entries")+" 6")
	require.Equal(t, http.StatusConflict, ask.Submit("").Status, "sent once more")
	o.speaks(head, "/admin/problems/"+one)
	page = buttons(page, one+"/unmerge")[0].Submit("")
	require.Contains(t, page.Text(), locale.Uz.T("cause.said.unmerged"))

	split := head.Get("/uz/admin/problems/" + one).Follow(locale.Uz.T("cause.act.split")).Form("/split")
	require.Equal(t, http.StatusUnprocessableEntity, split.Submit("").Status)
	boxes := head.Get("/uz/admin/problems/"+one+"/split").All("input", "name", "entry")
	require.Len(t, boxes, 3)
	page = split.Set("entry", servertest.Attr(boxes[0], "value")).Submit("")
	require.Contains(t, page.Text(), locale.Uz.T("cause.said.split"))
	require.Contains(t, page.Text(), locale.Uz.T("cause.entries")+" 1")
	page = buttons(head.Get("/uz/admin/problems/"+one), "/reject")[0].Submit("")
	require.Contains(t, page.Text(), locale.Uz.T("cause.said.rejected"))
}

// TestProblem_where: corrections and concerns by question.
func TestProblem_where(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	concern(o.Visitor(), "uz", stuck)
	_, err := o.problems.Group(t.Context())
	require.NoError(t, err)
	b := o.SignIn("justice-specialist")
	act(b.Get("/uz/admin/cases/"+number), "claim", nil)
	act(b.Get("/uz/admin/cases/"+number), "ask-correction", func(f *servertest.Form) { f.Set("mark", "years").Set("why-years", "Uzoq").Set("note", "Izoh") })
	head := o.SignIn("justice-head")
	page := head.Get("/uz/admin/problems/where?service=justice-review")
	require.Contains(t, page.Text(), strings.ReplaceAll("2. Necha yil 1 "+locale.Uz.Percent(0)+" (0) "+locale.Uz.Percent(1)+" (1)", "\u00a0", " "), "the question that had to be answered anew")
	require.Contains(t, page.Text(), locale.Uz.T("cause.where.all", "Concerns", "1", "Corrections", "1"))
	require.Equal(t, http.StatusNotFound, head.Get("/uz/admin/problems/where?service=tax-debt-certificate").Status)
	require.Equal(t, http.StatusOK, o.SignIn("taskforce").Get("/uz/admin/problems/where").Status)
}
