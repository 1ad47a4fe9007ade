package respond

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
)

// Bounds of what is typed beside files. All of it together is no larger than a form without files.
const (
	maxValue  = 64 << 10
	maxValues = 2000
)

// Sent is the values of a form that takes files in its parts named …-file. Each file goes to the keeper as it comes, never
// through the disk of this machine. An error of the keeper ends the reading.
func Sent(r *http.Request, file func(part, name string, body io.Reader) error) (url.Values, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		if err := r.ParseForm(); err != nil {
			return nil, unread(err)
		}
		return maps.Clone(r.PostForm), nil
	}
	reader, err := r.MultipartReader()
	if err != nil {
		return nil, unread(err)
	}
	values, typed := url.Values{}, 0
	for n := 0; ; n++ {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return values, nil
		}
		if err != nil || n == maxValues {
			return nil, unread(err)
		}
		if strings.HasSuffix(part.FormName(), "-file") {
			if part.FileName() == "" { // a control in which no file was chosen sends an empty part
				continue
			}
			if err := file(part.FormName(), part.FileName(), part); err != nil {
				_, _ = io.Copy(io.Discard, r.Body) // its limit is set; a browser that still sends would see a broken connection in place of the page
				return nil, unread(err)
			}
			continue
		}
		b, err := io.ReadAll(io.LimitReader(part, maxValue))
		if err != nil {
			return nil, unread(err)
		}
		if typed += len(b); typed > FormLimit {
			return nil, TooLarge(FormLimit)
		}
		values.Add(part.FormName(), string(b))
	}
}

// Kept is Sent for a form whose files belong to one question: save keeps each as it comes and gives its id, and the ids stand
// among the values of key. What is wrong with a file is told to blame, and the rest is read on.
func Kept(r *http.Request, key string, save func(name string, body io.Reader) (id string, err error), blame func(*problem.Error)) (url.Values, error) {
	var kept []string
	values, err := Sent(r, func(_, name string, body io.Reader) error {
		id, err := save(name, body)
		if p := problem.Of(err); p != nil && (Refused(err) != nil || p.Kind == problem.Conflict) {
			blame(p)
			return nil //nolint:nilerr // blame says it with the form
		}
		kept = append(kept, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, id := range kept {
		if !slices.Contains(values[key], id) {
			values.Add(key, id)
		}
	}
	return values, nil
}

// typedByNobody is values that nobody types: codes of choices, tokens, versions of rows.
var typedByNobody = regexp.MustCompile(`^([a-z0-9_./-]*|[A-Z2-7]{16,})$`)

// Written is what somebody wrote in a form of any kind, one answer below the other.
func Written(values url.Values) string {
	var said []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, v := range values[name] {
			if v = strings.TrimSpace(locale.Plain(v)); !typedByNobody.MatchString(v) && !slices.Contains(said, v) {
				said = append(said, v)
			}
		}
	}
	return strings.Join(said, "\n")
}

// UnsaidForm is err with what was written in the form of a request that reaches no handler which knows its questions (see
// Unsaid). Files go nowhere.
func UnsaidForm(r *http.Request, err error) error {
	values, bad := Sent(r, func(_, _ string, file io.Reader) error {
		_, bad := io.Copy(io.Discard, file)
		return bad
	})
	if bad != nil {
		return err
	}
	return Unsaid(err, Written(values))
}

// unread keeps the kinds of error that have a page of their own; the rest is a request that can't be read.
func unread(err error) error {
	_, tooLarge := errors.AsType[*http.MaxBytesError](err)
	if err != nil && (tooLarge || problem.Of(err) != nil) {
		return err
	}
	return problem.New(problem.Invalid, "ui.problem.invalid-text").Because(err)
}

// Refused is what is wrong with a file that its sender can mend, with another one or with the same in a while. Nil is any
// other error, after which the form can't be shown again.
func Refused(err error) *problem.Error {
	if p := problem.Of(err); p != nil && (p.Kind == problem.Invalid || p.Kind == problem.TooLarge || p.Kind == problem.TooMany) {
		return p
	}
	return nil
}

// Status is the status of a form that is shown again with a problem of that kind.
func Status(k problem.Kind) int { return faces[k].status }
