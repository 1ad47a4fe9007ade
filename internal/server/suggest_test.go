package server_test

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
)

type suggestions struct {
	Said    string
	Options []struct{ Title, Hint, Href string }
}

func suggested(t *testing.T, lang, typed string) suggestions {
	t.Helper()
	w := get(portal(t), "/"+lang+"/services/suggest?q="+url.QueryEscape(typed))
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))
	require.Equal(t, "private, max-age=60", w.Header().Get("Cache-Control"))
	var s suggestions
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &s))
	return s
}

func TestSuggest(t *testing.T) {
	ru := suggested(t, "ru", "загран")
	require.NotEmpty(t, ru.Options)
	require.Contains(t, ru.Options[0].Title, "загранпаспорт")
	require.Contains(t, ru.Said, "подсказ")
	for _, o := range ru.Options {
		require.True(t, strings.HasPrefix(o.Href, "/ru/services/"), o.Href)
		require.Regexp(t, ` · `, o.Hint)
	}

	require.Equal(t, ru.Options[0].Href[3:], suggested(t, "uz-cyrl", "загран").Options[0].Href[8:], "the same service in Cyrillic")
	require.Len(t, suggested(t, "uz", "maʼlumotnoma").Options, 6, "never more than fit under the field")
	for _, nothing := range []string{"", " ", "qqqqxxxx", "\x00\xff", strings.Repeat("z", 5000)} {
		s := suggested(t, "en", nothing)
		require.NotNil(t, s.Options, "a list, never null")
		require.Empty(t, s.Options)
		require.Equal(t, "No suggestions. Press Enter to search.", s.Said)
	}
}

// TestBrowser_suggestions types as people do: on a phone in Cyrillic and on a desk in English.
func TestBrowser_suggestions(t *testing.T) {
	s := httptest.NewServer(portal(t))
	defer s.Close()
	const open = "#q-options:not([hidden])"
	for _, c := range []struct {
		page, typed, lang string
		width             int64
	}{
		{"/uz-cyrl/", "тугилган", "uz-cyrl", 360},
		{"/en/nothing-here", "passpo", "en", 1280},
	} {
		b := browsertest.New(t, s.URL, c.width, 900)
		b.Goto(c.page)
		require.False(t, b.Has("#q-options"), "a page has none of it before somebody turns to the field")
		b.Type("#q", c.typed)
		want := suggested(t, c.lang, c.typed).Options
		first := open + ` a[href="` + want[0].Href + `"]:first-of-type`
		b.See(first) // letters typed slowly are suggested for on their way
		require.Equal(t, want[0].Title+"\n"+want[0].Hint, strings.ReplaceAll(b.Text(first), " \n", "\n"))
		require.True(t, b.Has(`#q[role="combobox"][aria-expanded="true"][aria-controls="q-options"]`))
		b.Obeys()
		b.Sound("suggestions-" + c.lang)

		b.Key(browsertest.Down)
		b.Key(browsertest.Down)
		b.See(open + ` a:nth-of-type(2)[aria-selected="true"]`)
		require.True(t, b.Has(`#q[aria-activedescendant="q-options-1"]:focus`), "the focus stays in the field")
		b.Sound("suggestion-chosen-" + c.lang)

		b.Key(browsertest.Escape)
		b.Gone("#q-options")
		require.True(t, b.Has(`#q[aria-expanded="false"]`))
		b.Key(browsertest.Down)
		b.See(open)
		b.Key(browsertest.Down)
		b.Leave(browsertest.Enter)
		require.Equal(t, s.URL+want[0].Href, b.URL(), "a choice leads straight to the service")

		b.Goto(c.page)
		b.Type("#q", c.typed)
		b.See(open)
		b.Leave(browsertest.Enter)
		require.Equal(t, s.URL+"/"+c.lang+"/services?q="+url.QueryEscape(c.typed), b.URL(), "Enter without a choice searches")

		b.Goto(c.page)
		b.Type("#q", c.typed)
		b.See(open)
		b.Click(open + " a:last-of-type")
		require.Contains(t, b.URL(), "/"+c.lang+"/services/", "a press leads there too")
	}
}

// TestSuggest_withoutScript: the form that the script serves works alone.
func TestSuggest_withoutScript(t *testing.T) {
	h := portal(t)
	for _, page := range []string{"/ru/", "/ru/services", "/ru/nothing-here"} {
		require.Regexp(t, `<form class="[^"]*" action="/ru/services" role="search"[ >]`, get(h, page).Body.String())
	}
	require.NotEmpty(t, result.FindAllString(get(h, "/uz/services?q=pasport").Body.String(), -1))
}
