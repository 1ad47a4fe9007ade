package server_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/web/layout"
)

var result = regexp.MustCompile(`<h3 class="govuk-heading-m"><a class="govuk-link" href="/uz/services/([a-z0-9-]+)"`)

func TestSearch(t *testing.T) {
	h := portal(t)
	first := func(q string) string {
		m := result.FindStringSubmatch(get(h, "/uz/services?q="+q).Body.String())
		if m == nil {
			return ""
		}
		return m[1]
	}
	require.Equal(t, first("sudlanmaganlik"), first("%D1%81%D1%83%D0%B4%D0%BB%D0%B0%D0%BD%D0%BC%D0%B0%D0%B3%D0%B0%D0%BD%D0%BB%D0%B8%D0%BA"), "scripts find the same")
	require.NotEmpty(t, first("sudlanmaganlk"), "a typing mistake is forgiven")

	none := get(h, "/uz/services?q=qqqqxxxx").Body.String()
	require.Contains(t, none, "Kamroq soʻz yozing", "an empty result says what to do")
	require.Contains(t, none, `href="/uz/topics/`)

	xss := get(h, "/uz/services?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").Body.String()
	require.NotContains(t, xss, "<script>alert")
}

func TestSearch_filtersAndPages(t *testing.T) {
	h := portal(t)
	all := get(h, "/uz/services").Body.String()
	require.Len(t, result.FindAllString(all, -1), 20)
	require.Contains(t, all, `href="/uz/services?page=2"`)

	filtered := get(h, "/uz/services?audience=foreigner&topic=health&how=automatic").Body.String()
	for _, m := range result.FindAllStringSubmatch(filtered, -1) {
		svc, ok := snapshot(t).Service(m[1])
		require.True(t, ok)
		require.Equal(t, "health", svc.Category)
		require.Contains(t, svc.Audience, "foreigner")
		require.True(t, svc.Process.Automatic())
	}
	require.Contains(t, filtered, "moj-filter__tag", "chosen filters can be taken off")
	require.Contains(t, filtered, "noindex", "searches are not for search engines")

	last := get(h, "/uz/services?page=9999")
	require.Equal(t, http.StatusOK, last.Code, "a page too far is the last one")
	require.NotEmpty(t, result.FindAllString(last.Body.String(), -1))
}

// searched is the services on every page of a search, and its first page.
func searched(t *testing.T, h http.Handler, query string) ([]*catalogue.Service, string) {
	t.Helper()
	var list []*catalogue.Service
	first := ""
	for page := 1; ; page++ {
		body := get(h, "/uz/services?"+query+"&page="+strconv.Itoa(page)).Body.String()
		if page == 1 {
			first = body
		}
		for _, m := range result.FindAllStringSubmatch(body, -1) {
			svc, ok := snapshot(t).Service(m[1])
			require.True(t, ok)
			require.NotContains(t, list, svc, "%s twice", svc.Code)
			list = append(list, svc)
		}
		if !strings.Contains(body, `rel="next"`) {
			return list, first
		}
	}
}

// option reads the values of the filters, whether they are on, and how many services they say they would leave.
var option = regexp.MustCompile(`id="[a-z]+-[a-z0-9-]+" name="([a-z]+)" type="checkbox" value="([^"]+)"( checked)?>\s*<label[^>]*>[^<]*\((\d+)\)</label>`)

// TestSearch_filtersTellTheTruth follows every value of every filter: it leaves as many services as it says.
func TestSearch_filtersTellTheTruth(t *testing.T) {
	h := portal(t)
	for _, q := range []string{"how=automatic&term=10", "q=litsenziya&fee=paid", "without=pasport&topic=citizenship&topic=family", "q=bola+nafaqa&all=yes"} {
		_, first := searched(t, h, q)
		options := option.FindAllStringSubmatch(first, -1)
		require.NotEmpty(t, options, q)
		on, err := url.ParseQuery(q)
		require.NoError(t, err)
		for _, o := range options {
			name, value, said := o[1], o[2], o[4]
			require.Equal(t, slices.Contains(on[name], value), o[3] != "", "%s: %s=%s", q, name, value)
			if len(on[name]) > 0 {
				continue // one more value of the same filter adds to what is shown
			}
			list, _ := searched(t, h, q+"&"+name+"="+value)
			require.Equal(t, said, strconv.Itoa(len(list)), "%s and %s=%s", q, name, value)
		}
	}
}

// TestSearch_longFilters: a filter shows its twelve values with most services, and those chosen besides.
func TestSearch_longFilters(t *testing.T) {
	h := portal(t)
	topics := func(query string) []string {
		var out []string
		for _, o := range option.FindAllStringSubmatch(get(h, "/uz/services?"+query).Body.String(), -1) {
			if o[1] == "topic" {
				out = append(out, o[2])
			}
		}
		return out
	}
	shown := topics("")
	require.Len(t, shown, 12)
	for code := range catalogue.Lists().Categories.All() {
		if !slices.Contains(shown, code) {
			require.Equal(t, append(slices.Clone(shown), code), topics("topic="+code))
		}
	}
	require.Equal(t, shown, topics("topic=no-such-topic"), "what is not on the list is not asked for")
}

func TestSearch_marks(t *testing.T) {
	h := portal(t)
	page := get(h, "/uz-cyrl/services?q=haydovchilik+guvohnomasi+%3Cmark%3E").Body.String()
	require.Contains(t, page, "<mark>Ҳайдовчилик</mark> <mark>гувоҳномасини</mark>", "in the other script, whole words with their endings")
	require.NotContains(t, get(h, "/uz/topics/transport").Body.String(), "<mark>", "lists mark nothing")
}

func TestSearch_terms(t *testing.T) {
	h := portal(t)
	before := 0
	for _, value := range []string{"now", "1", "3", "10", "30"} {
		list, first := searched(t, h, "term="+value)
		require.Greater(t, len(list), before, "a longer term allows more")
		before = len(list)
		require.Contains(t, first, "moj-filter__tag")
		n, _ := strconv.Atoi(value)
		for _, svc := range list {
			switch {
			case value == "now":
				require.True(t, svc.Process.Automatic() && svc.Term.Unit == "minutes", svc.Code)
			case svc.Term.Unit == "working-days", svc.Term.Unit == "calendar-days":
				require.LessOrEqual(t, svc.Term.Value, n, svc.Code)
			case svc.Term.Unit == "hours":
				require.LessOrEqual(t, svc.Term.Value, 24*n, svc.Code)
			}
		}
	}
}

// in reports whether a text of the service holds these words one after another, in any script.
func in(svc *catalogue.Service, words string) bool {
	texts := append([]string{}, svc.Keywords...)
	for _, t := range []locale.Text{svc.Title, svc.Summary} {
		texts = append(texts, t.Uz, t.Ru, t.En)
	}
	return slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(" "+locale.Fold(s)+" ", " "+locale.Fold(words)+" ") })
}

func TestSearch_advanced(t *testing.T) {
	h := portal(t)
	exact, first := searched(t, h, "exact="+url.QueryEscape("Ҳайдовчилик гувоҳномаси"))
	require.NotEmpty(t, exact)
	for _, svc := range exact {
		require.True(t, in(svc, "haydovchilik guvohnomasi"), svc.Code)
	}
	require.Contains(t, first, "Aniq: Ҳайдовчилик гувоҳномаси", "the phrase can be taken off")
	require.Contains(t, first, `<input type="hidden" name="exact" value="Ҳайдовчилик гувоҳномаси">`, "the filters keep it")

	some, _ := searched(t, h, "q=pasport+bola")
	all, _ := searched(t, h, "q=pasport+bola&all=yes")
	require.NotEmpty(t, all)
	require.Less(t, len(all), len(some))

	without, _ := searched(t, h, "q=pasport&without=sport")
	require.NotEmpty(t, without)
	for _, svc := range without {
		require.False(t, in(svc, "sport"), svc.Code)
	}

	both, _ := searched(t, h, "q=pasport&without=sport&how=automatic&fee=paid")
	require.NotEmpty(t, both)
	require.Less(t, len(both), len(without))
	for _, svc := range both {
		require.Contains(t, without, svc)
		require.True(t, svc.Process.Automatic())
	}
}

// TestSearch_advancedForm: the form asks for what the address says, and sends what the search reads.
func TestSearch_advancedForm(t *testing.T) {
	h := portal(t)
	page := get(h, "/uz/services?q=pasport&exact=a+b&topic=citizenship&how=automatic").Body.String()
	link := regexp.MustCompile(`href="(/uz/services/advanced\?[^"]+)"`).FindStringSubmatch(page)
	require.NotNil(t, link)
	form := get(h, strings.ReplaceAll(link[1], "&amp;", "&")).Body.String()
	require.Contains(t, form, `name="q" type="text" value="pasport"`)
	require.Contains(t, form, `name="exact" type="text" value="a b"`)
	require.Contains(t, form, `<option value="citizenship" selected>`)
	require.Contains(t, form, `name="how" type="checkbox" value="automatic" checked>`)
	require.Contains(t, form, `name="fee" type="checkbox" value="free">`)
	require.Contains(t, form, "noindex")
	for _, name := range []string{"all", "without", "term", "audience", "authority", "group", "sector"} {
		require.Contains(t, form, ` name="`+name+`"`)
	}
	empty, _ := searched(t, h, "q=pasport&exact=&without=&term=&topic=&authority=")
	plain, _ := searched(t, h, "q=pasport")
	require.Equal(t, plain, empty, "what is left empty asks for nothing")
	require.NotContains(t, get(h, "/uz/services/advanced").Body.String(), "noindex", "the empty form is for everybody")
}

// TestSearch_emptySaysTheWayOut: each way out of an empty result finds what it says.
func TestSearch_emptySaysTheWayOut(t *testing.T) {
	h := portal(t)
	way := regexp.MustCompile(`<a class="govuk-link" href="/uz/services\?([^"]*)">[^<]*</a>\s*<div class="app-rows__side[^>]*>(\d+) ta xizmat`)
	body := get(h, "/uz/services?exact=pasport+litsenziya&audience=foreigner").Body.String()
	require.Empty(t, result.FindAllString(body, -1))
	ways := way.FindAllStringSubmatch(body, -1)
	require.Len(t, ways, 2, "in any order; without the phrase")
	for _, w := range ways {
		list, _ := searched(t, h, strings.ReplaceAll(w[1], "&amp;", "&"))
		require.Equal(t, w[2], strconv.Itoa(len(list)), w[1])
	}
	require.Contains(t, body, "Imloni tekshiring")
	require.Contains(t, body, `href="/uz/feedback"`)
}

func TestSearch_hostile(t *testing.T) {
	h := portal(t)
	long := strings.Repeat("я", 200)
	page := get(h, "/ru/services?q="+url.QueryEscape(long)).Body.String()
	require.Contains(t, page, `value="`+long+`"`, "200 letters are read")
	page = get(h, "/ru/services?q="+url.QueryEscape(long+"ю")).Body.String()
	require.Contains(t, page, `value="`+long+`"`, "the 201st is not")
	for _, bad := range []string{
		`"><script>alert(1)</script>`, `' OR 1=1 --`, "{{.}}", "%s%n", strings.Repeat("a ", 5000), "\u202eabc", `\`, "-1", "99999999999999999999",
	} {
		v := url.QueryEscape(bad)
		for _, name := range []string{"q", "exact", "without", "all", "topic", "term", "page", "how", "x"} {
			for _, path := range []string{"/ru/services", "/uz-cyrl/services/advanced", "/en/services/suggest"} {
				w := get(h, path+"?"+name+"="+v+"&"+name+"="+v)
				require.Equal(t, http.StatusOK, w.Code, "%s %s=%q", path, name, bad)
				require.NotContains(t, w.Body.String(), "<script>alert")
			}
		}
	}
}

// The language switch of a search takes along what is typed and not sent yet, with the conditions that are on.
func TestSearch_switched(t *testing.T) {
	h := portal(t)
	switched := func(path string, values url.Values) string {
		values.Set("do", layout.SwitchVerb)
		w := post(h, path, values)
		require.Equal(t, http.StatusSeeOther, w.Code)
		return w.Header().Get("Location")
	}
	page := get(h, "/uz/services?q=soliq&topic=taxes&page=2").Body.String()
	require.Contains(t, page, `formaction="/ru/services?q=soliq&amp;topic=taxes&amp;page=2"`)
	require.Regexp(t, `<form[^>]* role="search"[^>]* id="typed"`, page)

	at := "/ru/services?q=soliq&topic=taxes&page=2"
	require.Equal(t, "/ru/services?page=2&q=soliq&topic=taxes", switched(at, url.Values{"q": {"soliq"}}))
	require.Equal(t, "/ru/services?q=%D0%BD%D0%B4%D1%81&topic=taxes", switched(at, url.Values{"q": {"ндс"}}))
	require.Equal(t, "/ru/services", switched("/ru/services", url.Values{"q": {""}}))

	require.Contains(t, get(h, "/uz/services/advanced").Body.String(), `formaction="/en/services/advanced"`)
	to := switched("/en/services/advanced", url.Values{"q": {""}, "exact": {"id karta"}, "all": {"yes"}, "topic": {"taxes"}})
	require.Equal(t, "/en/services/advanced?all=yes&exact=id+karta&topic=taxes", to)
	require.Contains(t, get(h, to).Body.String(), `value="id karta"`)

	long := url.Values{"do": {layout.SwitchVerb}, "q": {strings.Repeat("ж", 200)}, "exact": {strings.Repeat("ж", 200)}, "without": {strings.Repeat("ж", 200)}}
	require.Contains(t, switched("/ru/services/advanced", long), "without=", "as much as the fields take")
	long.Set("x", strings.Repeat("x", server.BodyLimit/2))
	w := post(h, "/ru/services", long)
	require.Equal(t, http.StatusUnprocessableEntity, w.Code)
	require.Empty(t, w.Header().Get("Location"))
	require.Contains(t, w.Body.String(), locale.Ru.T("ui.problem.long-address"))
}
