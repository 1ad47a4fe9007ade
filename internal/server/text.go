package server

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
)

// readText stands before every page, so that none meets bytes that are no text: an address with such bytes leads
// nowhere, and values of queries and of forms come without them. A form that can't be read, or that turns out too large
// while it is read, gets its answer here: handlers that only look a value up would take it for an empty one. Forms with
// files are read by their pages, as they come.
func readText(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if locale.Plain(r.URL.Path) != r.URL.Path {
			respond.NotFound(w, r)
			return
		}
		r.URL.RawQuery = plainQuery(r.URL.RawQuery)
		if r.Method == http.MethodPost && !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
			r.Body = http.MaxBytesReader(w, r.Body, BodyLimit) // only files make a form large
			if err := r.ParseForm(); err != nil {
				respond.Error(w, r, unreadable(err))
				return
			}
			plainValues(r.PostForm)
			plainValues(r.Form)
		}
		next.ServeHTTP(w, r)
	})
}

// plainQuery is the query as it came, unless one of its values is no text.
func plainQuery(raw string) string {
	if said, err := url.QueryUnescape(raw); err == nil && locale.Plain(said) == said {
		return raw
	}
	q, _ := url.ParseQuery(raw) // what can be read of it
	plainValues(q)
	return q.Encode()
}

func plainValues(values url.Values) {
	for name, list := range values {
		for i, v := range list {
			list[i] = locale.Plain(v)
		}
		if locale.Plain(name) != name {
			delete(values, name) // no page has such a control
		}
	}
}

// unreadable keeps the error of a limit, which has a page of its own.
func unreadable(err error) error {
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return err
	}
	return problem.New(problem.Invalid, "ui.problem.invalid-text").Because(err)
}
