package admin

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

const (
	visitsPath = "/admin/visits"
	photosKey  = catalogue.PhotosKey
)

// The questions that stand below those of the definition. No key of a definition has a hyphen.
const (
	passedKey = "result-passed"
	resultKey = "result-note"
)

// recording is the form of the result of a visit as it was sent.
type recording struct {
	values   url.Values
	problems form.Problems
	status   int
}

// recordFields is what is asked at a visit, and the result.
func recordFields(a casework.Application) []form.Field {
	return append(a.Service.Noted(),
		form.Field{Key: passedKey, Kind: form.KindYesNo, Label: locale.TextOf("casework.field.passed")},
		form.Field{Key: resultKey, Kind: form.KindTextarea, Label: locale.TextOf("visit.result"), Hint: locale.TextOf("admin.action.note-public-hint")},
	)
}

// AskResult is what an inspector fills in at a visit, on a phone: GET /admin/cases/{number}/actions/record-result.
func (d *Desk) AskResult(w http.ResponseWriter, r *http.Request, o account.Official) error {
	a, err := d.recordable(r, o)
	if err != nil {
		return err
	}
	in := recording{values: form.Fill(recordFields(a), a.OpenVisit().Record), status: http.StatusOK}
	in.values.Set("row", strconv.Itoa(a.Row))
	in.values.Set("seen", strconv.FormatInt(newest(a), 10))
	return d.askResult(w, r, a, in)
}

// Record keeps what was written down so far, or records the result: POST /admin/cases/{number}/actions/record-result.
func (d *Desk) Record(w http.ResponseWriter, r *http.Request, o account.Official) error {
	a, err := d.recordable(r, o)
	if err != nil {
		return err
	}
	in, err := d.readRecord(r, o, a)
	if err != nil {
		return err
	}
	verb, which, _ := strings.Cut(in.values.Get("do"), ":")
	if verb == "drop" {
		_, id, _ := strings.Cut(which, ":")
		photos := in.values[photosKey]
		in.values[photosKey] = slices.DeleteFunc(photos, func(x string) bool { return x == id })
	}
	if verb == "drop" || respond.Switched(r) {
		return d.askResult(w, r, a, in)
	}
	fields := recordFields(a)
	uploads, err := d.visitUploads(r, a, in)
	if err != nil {
		return err
	}
	answers, flaws := form.Parse(fields, in.values, form.Context{Today: register.DateOf(d.Now()).Time, Uploads: uploads})
	if verb == "keep" {
		flaws = slices.DeleteFunc(flaws, func(p form.Problem) bool { return strings.HasPrefix(p.ID, "form.required.") })
	}
	if in.problems = append(in.problems, flaws...); len(in.problems) > 0 {
		if in.status == http.StatusOK {
			in.status = http.StatusUnprocessableEntity
		}
		return d.askResult(w, r, a, in)
	}
	if verb == "keep" {
		if err := d.Cases.KeepRecord(r.Context(), o, a.Number, answers); err != nil {
			return err
		}
		d.done(w, r, "visit.kept")
		return respond.Redirect(w, r, visitsPath)
	}
	return d.record(w, r, o, a, in, answers)
}

// record does it. Who was overtaken by somebody sees what changed, and keeps what was typed.
func (d *Desk) record(w http.ResponseWriter, r *http.Request, o account.Official, a casework.Application, in recording, answers form.Answers) error {
	passed := "no"
	if answers[passedKey] == true {
		passed = "yes"
	}
	what := casework.ActionInput{
		Action: casework.RecordResult, Row: whole(in.values.Get("row")), Note: form.String(answers[resultKey]),
		Fields: map[string]string{"passed": passed}, Record: form.Answers{},
	}
	for _, f := range a.Service.Noted() {
		if v, ok := answers[f.Key]; ok {
			what.Record[f.Key] = v
		}
	}
	err := d.Cases.Act(r.Context(), casework.Officer(o), a.Number, what)
	if flaw := problem.Of(err); flaw != nil && (flaw.Kind == problem.Invalid || flaw.ID == casework.ChangedMeanwhile) {
		in.status = http.StatusUnprocessableEntity
		if flaw.ID == casework.ChangedMeanwhile {
			in.status = http.StatusConflict
		}
		in.values.Set("row", strconv.Itoa(a.Row))
		in.problems = form.Problems{{Field: resultKey, Input: resultKey, Label: locale.TextOf("visit.result"), ID: flaw.ID, Args: flaw.Args}}
		return d.askResult(w, r, a, in)
	}
	if err != nil {
		return err
	}
	d.done(w, r, "admin.action.done", "Event", locale.FromContext(r.Context()).T("casework.event."+string(casework.RecordResult)))
	return respond.Redirect(w, r, d.after(r, o, a.Number))
}

// recordable is the case whose visit the official may record now.
func (d *Desk) recordable(r *http.Request, o account.Official) (casework.Application, error) {
	a, err := d.Cases.Case(r.Context(), o, chi.URLParam(r, "number"))
	if err == nil && !may(a, casework.Officer(o), casework.RecordResult) {
		err = problem.New(problem.Conflict, "casework.not_now")
	}
	return a, err
}

// readRecord takes the form, and stores its photos as they come.
func (d *Desk) readRecord(r *http.Request, o account.Official, a casework.Application) (in recording, err error) {
	in.status = http.StatusOK
	in.values, err = respond.Kept(r, photosKey, func(name string, body io.Reader) (string, error) {
		up, err := d.Cases.SaveVisitFile(r.Context(), o, a.Number, photosKey, name, body)
		return up.ID, err
	}, func(p *problem.Error) {
		in.problems = append(in.problems, form.Problem{Input: photosKey, Field: photosKey, Label: locale.TextOf("casework.photos"), ID: p.ID, Args: p.Args})
		in.status = respond.Status(p.Kind)
	})
	return in, err
}

func (d *Desk) visitUploads(r *http.Request, a casework.Application, in recording) (map[string]form.Upload, error) {
	files, err := d.Cases.VisitFiles(r.Context(), a, in.values[photosKey])
	if err != nil {
		return nil, err
	}
	uploads := map[string]form.Upload{}
	for _, f := range files {
		uploads[f.ID] = form.Upload{ID: f.ID, Name: f.Name, Size: f.Size}
	}
	return uploads, nil
}

func (d *Desk) askResult(w http.ResponseWriter, r *http.Request, a casework.Application, in recording) error {
	l := locale.FromContext(r.Context())
	uploads, err := d.visitUploads(r, a, in)
	if err != nil {
		return err
	}
	title := l.T("casework.action.record-result")
	if len(in.problems) > 0 {
		title = l.T("form.error") + " " + title
	}
	v := pages.Record{
		Page: respond.Page(r, title), Heading: l.T("casework.action.record-result"), Case: "/admin/cases/" + a.Number, Row: in.values.Get("row"), Seen: in.values.Get("seen"),
		Subject: locale.ByThrees(a.Number) + " · " + a.Service.Title.In(l) + " · " + applicant(l, a), Faults: ui.Faults(in.problems, l), Changes: since(l, a, in.values.Get("seen")),
		Rows: []ui.Row{{Key: l.T("visit.time"), Value: l.DateTime(a.OpenVisit().At)}, {Key: l.T("casework.field.place"), Value: a.OpenVisit().Place}},
	}
	v.Page.Dense, v.Page.Section, v.Page.Form = true, "cases", v.Case+"/actions/record-result"
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("admin.title"), Path: "/admin"}, {Title: l.T("visit.title"), Path: visitsPath}, {Title: locale.ByThrees(a.Number), Path: v.Case}}
	for _, f := range recordFields(a) {
		v.Controls = append(v.Controls, ui.Control{Field: f, Name: f.Key, Lang: l, Values: in.values, Problems: in.problems, Uploads: uploads, InRow: true})
	}
	return respond.HTML(w, r, in.status, pages.RecordPage(v))
}

// VisitFile sends a photo that was taken at a visit: GET /admin/cases/{number}/visits/files/{id}.
func (d *Desk) VisitFile(w http.ResponseWriter, r *http.Request, o account.Official) error {
	up, err := d.Cases.CaseVisitFile(r.Context(), o, chi.URLParam(r, "number"), chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	return d.send(w, r, up)
}

// Visits is the visits that an official still has to make, day by day: GET /admin/visits?of=office&after=.
func (d *Desk) Visits(w http.ResponseWriter, r *http.Request, o account.Official) error {
	l, q := locale.FromContext(r.Context()), r.URL.Query()
	office := q.Get("of") == "office" && o.Role == account.Head
	list, err := d.Cases.Rounds(r.Context(), o, office, behind(q.Get("after")))
	if err != nil {
		return err
	}
	v := pages.Rounds{Page: respond.Page(r, l.T("visit.title")), Office: d.office(l, o)}
	v.Page.Dense, v.Page.Section = true, "cases"
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("admin.title"), Path: "/admin"}}
	own, all := visitsPath, visitsPath+"?of=office"
	if o.Role == account.Head {
		v.Views = []pages.Tab{{Label: l.T("visit.mine"), Path: own, Current: !office}, {Label: l.T("visit.office"), Path: all, Current: office}}
	}
	v.Pager = ui.NewPager(l)
	if q.Get("after") != "" {
		v.Pager.Previous = layout.URL(l, own)
		if office {
			v.Pager.Previous = layout.URL(l, all)
		}
	}
	if len(list) > casework.MostRounds {
		list = list[:casework.MostRounds]
		last := list[casework.MostRounds-1].Visit
		next := url.Values{"after": {strconv.FormatInt(last.At.UnixMicro(), 36) + "." + strconv.FormatInt(last.ID, 36)}}
		if office {
			next.Set("of", "office")
		}
		v.Pager.Next = layout.URL(l, visitsPath+"?"+next.Encode())
	}
	for _, x := range list {
		v.Days = addRound(v.Days, d.round(l, x), d.heading(l, x.Visit.At))
	}
	return respond.HTML(w, r, http.StatusOK, pages.RoundsPage(v))
}

// heading is what a day is called in the list: whatever is past waits for its result.
func (d *Desk) heading(l locale.Lang, at time.Time) string {
	switch today := l.Date(d.Now()); {
	case at.Before(d.Now()):
		return l.T("visit.past")
	case l.Date(at) == today:
		return l.T("visit.today", "Day", l.DayName(at))
	default:
		return l.DayName(at)
	}
}

func addRound(days []pages.RoundDay, x pages.Round, heading string) []pages.RoundDay {
	if n := len(days); n == 0 || days[n-1].Heading != heading {
		days = append(days, pages.RoundDay{Heading: heading})
	}
	days[len(days)-1].Rounds = append(days[len(days)-1].Rounds, x)
	return days
}

func (d *Desk) round(l locale.Lang, x casework.Round) pages.Round {
	v := pages.Round{
		When: l.DateTime(x.Visit.At), Place: x.Visit.Place, Note: x.Visit.Note, Service: x.Title.In(l), Who: x.Applicant, Inspector: x.Visit.InspectorName,
		Case: "/admin/cases/" + x.Number, Number: locale.ByThrees(x.Number), Late: x.Visit.At.Before(d.Now()), Moves: x.Visit.Moves,
	}
	if x.Visit.Place != "" {
		v.Map = "geo:0,0?q=" + url.QueryEscape(x.Visit.Place)
	}
	if x.Visit.AskedAt != nil {
		v.Asked = l.T("admin.visit.asked", "Why", x.Visit.AskedWhy)
	}
	return v
}

// behind is the visit that a page of the list begins after.
func behind(cursor string) *casework.VisitRecord {
	at, id, _ := strings.Cut(cursor, ".")
	micro, err := strconv.ParseInt(at, 36, 64)
	if err != nil {
		return nil
	}
	n, err := strconv.ParseInt(id, 36, 64)
	if err != nil {
		return nil
	}
	return &casework.VisitRecord{At: time.UnixMicro(micro), ID: n}
}
