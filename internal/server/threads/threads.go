// Package threads is the page of messages about a case, for either side of it: the handlers of the cabinet and of the
// officials' workplace say who reads and in which shell.
package threads

import (
	"crypto/rand"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/thread"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/thread"
	"github.com/yagona/portal/web/ui"
)

// Shown is how many messages stand on the page of the case itself.
const Shown = 3

// Sheet is the page of one side of one case.
type Sheet struct {
	Threads   *thread.Store
	Reader    thread.Reader
	Number    string
	Subject   string // service and number, in words
	Case      string // path of the case, without language
	Shell     func(title string) layout.Page
	Official  bool
	Templates []thread.Template
	Keep      string // path where templates are kept, for who may
	Done      func() // leaves a word for the page after a message was sent
}

// Path is the page of messages of a case, without language.
func Path(of string) string { return of + "/messages" }

// File is the address of a file of a message of that case.
func File(l locale.Lang, of string) func(id string) templ.SafeURL {
	return func(id string) templ.SafeURL { return layout.URL(l, Path(of)+"/files/"+id) }
}

// sent is the form as it was sent.
type sent struct {
	values   url.Values
	problems form.Problems
	status   int
}

// The questions of the form.
const (
	textKey = "text"
	fileKey = "file"
)

func fields() []form.Field {
	optional := false
	return []form.Field{
		{Key: textKey, Kind: form.KindTextarea, Label: locale.TextOf("thread.text"), Hint: locale.TextOf("thread.text-hint")},
		{Key: fileKey, Kind: form.KindFile, Label: locale.TextOf("thread.files"), Required: &optional},
	}
}

// Show is the messages and an empty form.
func (s Sheet) Show(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, sent{values: url.Values{"token": {rand.Text()}}, status: http.StatusOK})
}

// Write sends what was written. Nothing that was typed or uploaded is lost when something is wrong with it.
func (s Sheet) Write(w http.ResponseWriter, r *http.Request) error {
	in, err := s.read(r)
	if err != nil {
		return err
	}
	verb, which, _ := strings.Cut(in.values.Get("do"), ":")
	switch {
	case verb == "drop":
		_, id, _ := strings.Cut(which, ":")
		in.values[fileKey] = slices.DeleteFunc(in.values[fileKey], func(x string) bool { return x == id })
		return s.show(w, r, in)
	case verb == "fill" || len(in.problems) > 0 || respond.Switched(r):
		return s.show(w, r, in)
	}
	err = s.Threads.Write(r.Context(), s.Reader, s.Number, thread.Entry{Text: in.values.Get(textKey), Files: in.values[fileKey], Token: in.values.Get("token")})
	p := problem.Of(err)
	switch {
	case err == nil:
		s.Done()
		return respond.Redirect(w, r, Path(s.Case))
	case p != nil && (p.Kind == problem.Invalid || p.Kind == problem.TooMany || p.Kind == problem.Conflict):
		in.blame(textKey, p)
		return s.show(w, r, in)
	default:
		return respond.Unsaid(err, in.values.Get(textKey))
	}
}

// Unsaid is err with what was written in a case that its writer does not reach any more. Files go nowhere.
func Unsaid(r *http.Request, err error) error {
	values, bad := respond.Sent(r, func(_, _ string, file io.Reader) error {
		_, bad := io.Copy(io.Discard, file)
		return bad
	})
	if bad != nil {
		return err
	}
	return respond.Unsaid(err, values.Get(textKey))
}

func (in *sent) blame(key string, p *problem.Error) {
	in.status = respond.Status(p.Kind)
	in.problems = append(in.problems, form.Problem{Input: key, Field: key, ID: p.ID, Args: p.Args})
}

// read takes the form, and stores its files as they come.
func (s Sheet) read(r *http.Request) (in sent, err error) {
	in.status = http.StatusOK
	in.values, err = respond.Kept(r, fileKey, func(name string, body io.Reader) (string, error) {
		up, err := s.Threads.SaveFile(r.Context(), s.Reader, s.Number, name, body)
		return up.ID, err
	}, func(p *problem.Error) { in.blame(fileKey, p) })
	if err != nil {
		return in, err
	}
	if in.values.Get("token") == "" {
		in.values.Set("token", rand.Text())
	}
	return in, nil
}

// insert puts the chosen template into the text, in the applicant's language, after what is there.
func (s Sheet) insert(values url.Values, to locale.Lang) {
	id, _ := strconv.ParseInt(values.Get("template"), 10, 64)
	at := slices.IndexFunc(s.Templates, func(t thread.Template) bool { return t.ID == id })
	if at < 0 {
		return
	}
	text := s.Templates[at].Text.In(to)
	if before := strings.TrimSpace(values.Get(textKey)); before != "" {
		text = before + "\n\n" + text
	}
	values.Set(textKey, text)
}

func (s Sheet) show(w http.ResponseWriter, r *http.Request, in sent) error {
	l := locale.FromContext(r.Context())
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	t, err := s.Threads.Open(r.Context(), s.Reader, s.Number, max(0, before), thread.Page)
	if err != nil {
		return err
	}
	if in.values.Get("do") == "fill" {
		s.insert(in.values, t.Lang)
	}
	files, err := s.Threads.Files(r.Context(), s.Reader, s.Number, in.values[fileKey])
	if err != nil {
		return err
	}
	title := l.T("thread.title")
	if len(in.problems) > 0 {
		title = l.T("form.error") + " " + title
	}
	v := pages.Write{
		Page: s.Shell(title), Subject: s.Subject, Faults: ui.Faults(in.problems, l), Messages: ui.Thread(l, t.Messages, File(l, s.Case)), Token: in.values.Get("token"),
	}
	v.Form, v.Case = Path(s.Case), v.Link(s.Case)
	if t.Before > 0 {
		v.Earlier = v.Link(Path(s.Case) + "?before=" + strconv.FormatInt(t.Before, 10))
	}
	if before > 0 {
		v.Later = v.Link(Path(s.Case))
	}
	switch {
	case !t.Open:
		v.Closed, v.Form, v.Kept = l.T("thread.closed", "Date", *t.Until), "", in.values.Get(textKey)
	case t.Until != nil:
		v.Until = l.T("thread.until", "Time", l.DateTime(*t.Until))
	}
	if s.Official {
		v.Language = l.T("thread.language", "Language", l.T("admin.language."+string(t.Lang)))
	}
	if s.Keep != "" {
		v.Keep = v.Link(s.Keep)
	}
	for _, x := range s.Templates {
		v.Templates = append(v.Templates, ui.Option{Value: strconv.FormatInt(x.ID, 10), Title: x.Title.In(l)})
	}
	v.Controls = controls(l, in, files)
	return respond.HTML(w, r, in.status, pages.WritePage(v))
}

func controls(l locale.Lang, in sent, files []document.Upload) []ui.Control {
	uploads := map[string]form.Upload{}
	for _, f := range files {
		uploads[f.ID] = form.Upload{ID: f.ID, Name: f.Name, Size: f.Size}
	}
	var list []ui.Control
	for _, f := range fields() {
		list = append(list, ui.Control{Field: f, Name: f.Key, Lang: l, Values: in.values, Problems: in.problems, Uploads: uploads, InRow: true})
	}
	return list
}
