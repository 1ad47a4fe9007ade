package server

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
	xlanguage "golang.org/x/text/language"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
)

var matcher = xlanguage.NewMatcher(func() []xlanguage.Tag {
	tags := make([]xlanguage.Tag, len(locale.Langs))
	for i, l := range locale.Langs {
		tags[i] = xlanguage.MustParse(l.Tag())
	}
	return tags
}())

// preferred is the written form that the browser asks for, Latin Uzbek when it asks for none of ours.
func preferred(r *http.Request) locale.Lang {
	asked, _, err := xlanguage.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(asked) == 0 {
		return locale.Uz
	}
	_, i, confidence := matcher.Match(asked...)
	if confidence == xlanguage.No {
		return locale.Uz
	}
	return locale.Langs[i]
}

// spoken is the language of the address. Pages outside a language, such as the not-found page of an unknown one, get
// the reader's own.
func spoken(r *http.Request) locale.Lang {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if lang, ok := locale.ParseLang(first); ok {
		return lang
	}
	return preferred(r)
}

// root sends people to their language.
func root(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Vary", "Accept-Language")
	w.Header().Set("Cache-Control", "no-cache")
	http.Redirect(w, r, string(layout.URL(locale.FromContext(r.Context()), "/")), http.StatusFound)
}

// language lets only our languages in. The language itself is in the context already.
func language(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lang, ok := locale.ParseLang(chi.URLParam(r, "lang"))
		switch {
		case !ok && machine(r):
			methodNotAllowed(w, r)
		case !ok:
			respond.NotFound(w, r)
		case r.URL.Path == "/"+string(lang):
			http.Redirect(w, r, string(layout.URL(lang, "/")), http.StatusMovedPermanently) //nolint:gosec // one of our languages
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// machine reports whether the address is one outside the languages, which was asked for by a method that it does not take:
// the router then takes its first part for a language.
func machine(r *http.Request) bool {
	at := chi.NewRouteContext()
	return chi.RouteContext(r.Context()).Routes.Match(at, http.MethodGet, r.URL.Path) && !strings.HasPrefix(at.RoutePattern(), "/{lang}")
}

// notFound forgives a slash too many before it gives up.
func notFound(w http.ResponseWriter, r *http.Request) {
	trimmed := strings.TrimRight(r.URL.Path, "/")
	if r.Method == http.MethodGet && trimmed != r.URL.Path && strings.Count(trimmed, "/") > 1 && !strings.HasPrefix(trimmed, "//") {
		to := *r.URL
		to.Path, to.RawPath = trimmed, ""
		http.Redirect(w, r, to.RequestURI(), http.StatusMovedPermanently) //nolint:gosec // a path of ours: two slashes at its head are refused
		return
	}
	respond.NotFound(w, r)
}
