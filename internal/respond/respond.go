// Package respond turns what a handler returns into an HTTP answer: one adapter, one mapper from errors to pages,
// and pages that are drawn whole before the first byte leaves.
package respond

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/web/layout"
)

// Handler answers a request or returns an error, never both.
type Handler func(w http.ResponseWriter, r *http.Request) error

// ServeHTTP runs the handler and shows a calm page for what it returns.
func (h Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := h(w, r); err != nil {
		Error(w, r, err)
	}
}

// buffers are reused, so that a page costs one write and no growth. One that grew far is left to the collector.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const keptBuffer = 1 << 20

// asksAgain is how often, in seconds, a page asks how far something long is.
const asksAgain = 2

// Underway has the page that is sent next ask again by itself, without scripts too: it shows how far something long is. Who
// leaves stops nothing.
func Underway(w http.ResponseWriter) { w.Header().Set("Refresh", strconv.Itoa(asksAgain)) }

// HTML draws the page into a buffer and sends it: an error while drawing is still an error page, never half a page.
func HTML(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer func() {
		if b.Cap() <= keptBuffer {
			buffers.Put(b)
		}
	}()
	if err := c.Render(r.Context(), b); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests { // a form that is shown again says it too
		h.Set("Retry-After", "60")
	}
	w.WriteHeader(status)
	if _, err := w.Write(b.Bytes()); err != nil {
		slog.DebugContext(r.Context(), "the reader left before the page was sent", "request", RequestID(r.Context()))
	}
	return nil
}

// addressLimit is how long an address may be to which a reader is sent on, in bytes: what balancers and browsers surely carry. A form
// that stands in one, like a search, would be lost on the way with a broken answer.
const addressLimit = 8 << 10

// Redirect sends the reader on with 303 to a path without language; an address that already begins with a language
// is kept. It never leaves the portal. What makes the address too long, as a form may that stands in one, is Invalid.
func Redirect(w http.ResponseWriter, r *http.Request, path string) error {
	to := Local(locale.FromContext(r.Context()), path)
	if len(to) > addressLimit {
		return problem.New(problem.Invalid, "ui.problem.long-address")
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// Local is path inside the portal, with a language in front. What leads to another host becomes the home page.
func Local(l locale.Lang, path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		path = "/"
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	first, _, _ = strings.Cut(first, "?")
	if _, ok := locale.ParseLang(first); ok {
		return path
	}
	return string(layout.URL(l, path))
}

// Page is the shell of the page that answers this request.
func Page(r *http.Request, title string) layout.Page {
	ctx := r.Context()
	lang := locale.FromContext(ctx)
	path := strings.TrimPrefix(r.URL.Path, "/"+string(lang))
	if path == "" {
		path = "/"
	}
	return layout.Page{
		Lang: lang, Path: path, Query: r.URL.RawQuery, Title: title,
		Principal: account.FromContext(ctx), Flash: session.Flash(ctx, lang), Mode: Mode(ctx),
	}
}

type modeKey struct{}

// WithMode keeps what the portal does now, where that is not the usual.
func WithMode(ctx context.Context, m layout.Mode) context.Context {
	return context.WithValue(ctx, modeKey{}, m)
}

// Mode is what the portal does now.
func Mode(ctx context.Context) layout.Mode {
	m, _ := ctx.Value(modeKey{}).(layout.Mode)
	return m
}

// Switched reports whether this form was sent by the language switch (see layout.Page.Form): the handler then draws it
// again with what was typed, and does and refuses nothing.
func Switched(r *http.Request) bool { return r.PostForm.Get("do") == layout.SwitchVerb }

type requestKey struct{}

// WithRequestID keeps the id under which the log knows this request.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// RequestID is the id under which the log knows this request.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}
