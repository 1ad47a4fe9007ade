package respond

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/web/layout"
)

// face is how a kind of problem meets the reader.
type face struct {
	status int
	words  string // the messages ui.problem.<words>-title and -text
	retry  bool   // the same address may work in a moment
}

var faces = map[problem.Kind]face{
	problem.Internal:    {http.StatusInternalServerError, "internal", true},
	problem.Invalid:     {http.StatusUnprocessableEntity, "invalid", false},
	problem.Forbidden:   {http.StatusForbidden, "forbidden", false},
	problem.Conflict:    {http.StatusConflict, "conflict", true},
	problem.TooLarge:    {http.StatusRequestEntityTooLarge, "too-large", false},
	problem.TooMany:     {http.StatusTooManyRequests, "too-many", true},
	problem.Unavailable: {http.StatusServiceUnavailable, "unavailable", true},
}

// Error is the one mapper: it logs what is our fault and shows the page for the kind of err.
func Error(w http.ResponseWriter, r *http.Request, err error) {
	ctx := r.Context()
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return // the reader left; nobody waits for an answer
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		err = TooLarge(tooLarge.Limit).Because(err)
	}
	kind := problem.Internal
	p := problem.Of(err)
	if p != nil {
		kind = p.Kind
	}
	if kind == problem.Internal || kind == problem.Unavailable {
		slog.ErrorContext(ctx, "a request failed", "request", RequestID(ctx), "error", err.Error())
	}
	if kind == problem.NotFound {
		show(w, r, http.StatusNotFound, typed(lost(r), err))
		return
	}
	f := faces[kind]
	show(w, r, f.status, typed(page(r, f, p), err))
}

// unsaid is an error that took what somebody typed.
type unsaid struct {
	error
	text string
}

func (u unsaid) Unwrap() error { return u.error }

// Unsaid is err with what was typed into a form that can't be shown again: the page of the error gives it back.
func Unsaid(err error, text string) error { return unsaid{err, text} }

func typed(v layout.Problem, err error) layout.Problem {
	if u, ok := errors.AsType[unsaid](err); ok {
		v.Unsaid = strings.TrimSpace(u.text)
	}
	return v
}

// FormLimit is the largest body of a form without files, in bytes.
const FormLimit = 1 << 20

// ofOneFile is the most that a form may take which has room for one file, in bytes: one with more takes all files of an application.
const ofOneFile = 20<<20 + FormLimit

// TooLarge is the problem of a body that went over that limit, and names it: that of a form, of the one file in it, or of many.
func TooLarge(limit int64) *problem.Error {
	switch {
	case limit <= FormLimit:
		return problem.New(problem.TooLarge, "ui.problem.body-too-large")
	case limit <= ofOneFile:
		return problem.New(problem.TooLarge, "document.file_too_large", "Limit", (limit-FormLimit)>>20)
	default:
		return problem.New(problem.TooLarge, "ui.problem.too-large-text")
	}
}

// NotFound is the page for an address that leads nowhere.
func NotFound(w http.ResponseWriter, r *http.Request) {
	show(w, r, http.StatusNotFound, lost(r))
}

// MethodNotAllowed is the page for a form sent to an address that takes none.
func MethodNotAllowed(w http.ResponseWriter, r *http.Request) {
	show(w, r, http.StatusMethodNotAllowed, page(r, face{status: http.StatusMethodNotAllowed, words: "method"}, nil))
}

// Failed is the page for a panic. The text is fixed, so that it can always be drawn.
func Failed(w http.ResponseWriter, r *http.Request) {
	show(w, r, http.StatusInternalServerError, page(r, faces[problem.Internal], nil))
}

func lost(r *http.Request) layout.Problem {
	p := Page(r, locale.FromContext(r.Context()).T("ui.lost.title"))
	p.AlternateOff = true
	return layout.Problem{Page: p, Heading: p.Title, Text: p.T("ui.lost.text"), Search: true}
}

func page(r *http.Request, f face, why *problem.Error) layout.Problem {
	lang := locale.FromContext(r.Context())
	p := Page(r, lang.T("ui.problem."+f.words+"-title"))
	p.AlternateOff = true
	v := layout.Problem{Page: p, Heading: p.Title, Text: p.T("ui.problem." + f.words + "-text"), Retry: f.retry && r.Method == http.MethodGet}
	if why != nil && why.Kind != problem.Internal && lang.Has(why.ID) {
		v.Text = p.T(why.ID, why.Args...)
	}
	if f.status >= http.StatusInternalServerError {
		v.Request = RequestID(r.Context())
	}
	return v
}

// show falls back to plain words when even the error page cannot be drawn.
func show(w http.ResponseWriter, r *http.Request, status int, v layout.Problem) {
	h := w.Header()
	h.Del("ETag")
	h.Set("Cache-Control", "no-store")
	if err := HTML(w, r, status, layout.ProblemPage(v)); err != nil {
		slog.ErrorContext(r.Context(), "an error page could not be drawn", "request", RequestID(r.Context()), "error", err.Error())
		http.Error(w, v.Heading, status)
	}
}
