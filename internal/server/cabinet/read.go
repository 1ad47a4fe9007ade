package cabinet

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
)

// sent is what a page of a form sent: the values, the version of the draft it was drawn from, the button pressed, and
// what was wrong with its files.
type sent struct {
	values url.Values
	kept   url.Values // ids of the files that came with it
	row    int
	verb   string // next, drop, times, day, add, open, remove, language
	of     string // the control that the verb is about
	which  string // file, row or day
	faults form.Problems
	status int // of the page that shows the faults
}

// keeper stores one uploaded file for the named question and gives its id.
type keeper func(name, file string, body io.Reader) (id string, err error)

// readSent reads a page. Files are streamed into the store as they come, never through the disk of this machine.
func readSent(r *http.Request, fields []form.Field, keep keeper) (*sent, error) {
	in := &sent{kept: url.Values{}, status: http.StatusUnprocessableEntity}
	var err error
	in.values, err = respond.Sent(r, func(part, file string, body io.Reader) error { return in.part(part, file, body, fields, keep) })
	if err != nil {
		return nil, err
	}
	for name, ids := range in.kept {
		in.values[name] = append(in.values[name], ids...)
	}
	in.row, _ = strconv.Atoi(in.values.Get("row"))
	in.verb, in.of, _ = strings.Cut(in.values.Get("do"), ":")
	in.of, in.which, _ = strings.Cut(in.of, ":")
	in.values.Del("row")
	in.values.Del("do")
	return in, nil
}

// part stores a file of a question.
func (in *sent) part(part, file string, body io.Reader, fields []form.Field, keep keeper) error {
	name, _ := strings.CutSuffix(part, "-file")
	f, ok := fileField(fields, name)
	if !ok {
		return nil
	}
	id, err := keep(name, file, body)
	if err == nil {
		in.kept.Add(name, id)
		return nil
	}
	p := respond.Refused(err)
	if p == nil {
		return err
	}
	if p.Kind != problem.Invalid {
		in.status = respond.Status(p.Kind)
	}
	in.faults = append(in.faults, form.Problem{Input: name, Field: name, Label: f.Label, ID: p.ID, Args: p.Args})
	return nil
}

// fileField finds the question that a file control belongs to, also in a row of a group.
func fileField(fields []form.Field, name string) (form.Field, bool) {
	for _, f := range fields {
		switch {
		case f.Kind == form.KindFile && f.Key == name:
			return f, true
		case f.Kind == form.KindGroup:
			rest, ok := strings.CutPrefix(name, f.Key+"-")
			if !ok {
				continue
			}
			_, key, ok := strings.Cut(rest, "-")
			for _, q := range f.Fields {
				if ok && q.Kind == form.KindFile && q.Key == key {
					return q, true
				}
			}
		}
	}
	return form.Field{}, false
}

// files is the ids of files among the values of those questions.
func (in *sent) files(fields []form.Field) []string { return fileIDs(fields, in.values) }

func fileIDs(fields []form.Field, values url.Values) []string {
	var ids []string
	for name, list := range values {
		if _, ok := fileField(fields, name); ok {
			ids = append(ids, list...)
		}
	}
	return ids
}

// turned does what the buttons of a slot picker say: another office has its own days, another day its own times.
func (in *sent) turned() bool {
	for name := range in.values { // another office was chosen, and with it none of the times that were shown
		of, ok := strings.CutSuffix(name, "-shown")
		if ok && in.values.Get(of+"-office") != in.values.Get(name) {
			in.verb, in.of = "times", of
		}
	}
	switch in.verb {
	case "times":
		in.values.Del(in.of + "-day")
		in.values.Del(in.of + "-at")
	case "day":
		in.values.Set(in.of+"-day", in.which)
	default:
		return false
	}
	return true
}

// overRows puts the open row of a group over the rows that are saved: the page sends one row at a time.
func (in *sent) overRows(fields []form.Field, saved form.Answers) {
	for _, f := range fields {
		if f.Kind != form.KindGroup {
			continue
		}
		open := in.values.Get(f.Key + "-row")
		for name, list := range form.Fill([]form.Field{f}, saved) {
			if open != "" && strings.HasPrefix(name, f.Key+"-"+open+"-") {
				continue
			}
			if _, typed := in.values[name]; !typed {
				in.values[name] = list
			}
		}
	}
}
