package server

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/operation"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
)

// inMode has pages say what the portal does now, where that is not everything.
func inMode(mode func() layout.Mode) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if m := mode(); m != (layout.Mode{}) {
				r = r.WithContext(respond.WithMode(r.Context(), m))
			}
			next.ServeHTTP(w, r)
		})
	}
}

// post is a form that writes something.
func post(r chi.Router, path string, h respond.Handler) {
	r.Method(http.MethodPost, path, unless(h, operation.ReadOnly))
}

// decides is a form by which officials decide about what people have sent.
func decides(r chi.Router, path string, h respond.Handler) {
	r.Method(http.MethodPost, path, unless(h, operation.ReadOnly, operation.QueueOnly))
}

// asks is a form that works in every mode: it only asks something, or is a way in and out of the portal or of the mode. What
// it may write is who signed in, and who looked at whose data.
func asks(r chi.Router, path string, h respond.Handler) { r.Method(http.MethodPost, path, h) }

// unless answers a form in these modes with why it is not taken, and with what was written in it.
func unless(h respond.Handler, modes ...operation.Mode) respond.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		now := respond.Mode(r.Context())
		if !slices.Contains(modes, operation.Mode(now.Name)) {
			return h(w, r)
		}
		said, err := written(r)
		if err != nil {
			return err
		}
		return respond.Unsaid(problem.New(problem.Unavailable, "ui.mode."+now.Name+".form"), said)
	}
}

// unlessReadOnly sends other systems away for a while: what they tell is told again.
func unlessReadOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if operation.Mode(respond.Mode(r.Context()).Name) == operation.ReadOnly {
			w.Header().Set("Retry-After", "60")
			plain(w, http.StatusServiceUnavailable, "nothing is written now; tell it again\n")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// typedByNobody is values that nobody types: codes of choices, tokens, versions of rows.
var typedByNobody = regexp.MustCompile(`^([a-z0-9_./-]*|[A-Z2-7]{16,})$`)

// written is what somebody typed into a form, one answer below the other, as it came.
func written(r *http.Request) (string, error) {
	values, err := sent(r)
	if err != nil {
		return "", unreadable(err)
	}
	var said []string
	for _, v := range values {
		if v = strings.TrimSpace(locale.Plain(v)); !typedByNobody.MatchString(v) && !slices.Contains(said, v) {
			said = append(said, v)
		}
	}
	return strings.Join(said, "\n"), nil
}

// sent is the values of a form without those of its files. Those of a form with files come in the order of the page, others in
// that of their names: readText has read them.
func sent(r *http.Request) (values []string, err error) {
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		return ordered(r.PostForm), nil
	}
	parts := multipart.NewReader(r.Body, params["boundary"])
	left := int64(BodyLimit)
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return values, nil
		case err != nil:
			return nil, err
		case part.FileName() != "":
			continue
		}
		raw, err := io.ReadAll(io.LimitReader(part, left))
		if err != nil {
			return nil, err
		}
		left -= int64(len(raw))
		values = append(values, string(raw))
	}
}

func ordered(form url.Values) (values []string) {
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		values = append(values, form[name]...)
	}
	return values
}
