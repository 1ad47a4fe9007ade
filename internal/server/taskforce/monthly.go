package taskforce

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/bulletin"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/taskforce"
	"github.com/yagona/portal/web/ui"
)

const monthlyPath = "/taskforce/monthly"

// Monthly answers for the frozen reports of months.
type Monthly struct {
	bulletins *bulletin.Store
	sessions  *session.Store
}

// NewMonthly is those pages.
func NewMonthly(bulletins *bulletin.Store, sessions *session.Store) *Monthly {
	return &Monthly{bulletins: bulletins, sessions: sessions}
}

func (d *Monthly) page(r *http.Request, title string) layout.Page {
	p := respond.Page(r, title)
	p.Dense, p.Section = true, "monthly"
	p.Crumbs = []layout.Crumb{{Title: p.T("taskforce.title"), Path: "/taskforce"}}
	return p
}

// List is every report: GET /taskforce/monthly.
func (d *Monthly) List(w http.ResponseWriter, r *http.Request, o account.Official) error {
	l := locale.FromContext(r.Context())
	heads, err := d.bulletins.Heads(r.Context(), o)
	if err != nil {
		return err
	}
	v := pages.MonthlyList{Page: d.page(r, l.T("bulletin.title"))}
	v.Follow = v.Page.Link(monthlyPath + "/follow")
	if v.Follows, err = d.bulletins.Follows(r.Context(), o); err != nil {
		return err
	}
	v.Grid = editions(v.Page, v.Page.Title, heads)
	return respond.HTML(w, r, http.StatusOK, pages.MonthlyListPage(v))
}

// editions is a table of them; the first of each month is the newest and stands without its number in the address.
func editions(p layout.Page, caption string, heads []bulletin.Head) ui.Grid {
	l := p.Lang
	g := ui.Grid{Caption: caption, HideCaption: true, Stack: true, Columns: []ui.Column{
		{Title: l.T("bulletin.month")}, {Title: l.T("bulletin.fact.edition")}, {Title: l.T("bulletin.fact.taken")}, {Title: l.T("bulletin.fact.snapshot")},
	}}
	for i, h := range heads {
		month := h.Month.Format("2006-01")
		path := monthlyPath + "/" + month
		if i > 0 && heads[i-1].Month.Equal(h.Month) {
			path += "?edition=" + strconv.Itoa(h.Edition)
		}
		by := l.T("bulletin.first-edition")
		if h.By != "" {
			by = h.By
		}
		g.Rows = append(g.Rows, []ui.Cell{
			{Text: l.MonthYear(h.Month), Href: p.Link(path)},
			{Text: l.T("bulletin.edition", "N", h.Edition), Note: by},
			{Text: l.DateTime(h.TakenAt)},
			{Body: pages.Snapshot(h.ID)},
		})
	}
	return g
}

// Follow has the reader told of new reports, or no longer: POST /taskforce/monthly/follow.
func (d *Monthly) Follow(w http.ResponseWriter, r *http.Request, o account.Official) error {
	told := r.PostFormValue("told") == "yes"
	if err := d.bulletins.Follow(r.Context(), o, told); err != nil {
		return err
	}
	said := "bulletin.follow.stopped"
	if told {
		said = "bulletin.follow.started"
	}
	d.sessions.SetFlash(w, r, said)
	return respond.Redirect(w, r, monthlyPath)
}

// Month is a report, or with an ending one of its files: GET /taskforce/monthly/2026-10, .csv, .xlsx, .pdf, .json; ?edition=
// is one that is not the newest.
func (d *Monthly) Month(w http.ResponseWriter, r *http.Request, o account.Official) error {
	month, ending, _ := strings.Cut(chi.URLParam(r, "month"), ".")
	b, heads, err := d.bulletins.Read(r.Context(), o, month, edition(r.URL.Query()))
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	switch ending {
	case "":
		return respond.HTML(w, r, http.StatusOK, pages.MonthlyPage(d.report(r, b, heads)))
	case "csv":
		return monthlyFile(w, b.Name()+".csv", "text/csv; charset=utf-8", func(out io.Writer) error { return b.WriteCSV(out, l) })
	case "xlsx":
		return monthlyFile(w, b.Name()+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", func(out io.Writer) error { return b.WriteXLSX(out, l) })
	case "pdf":
		return monthlyFile(w, b.Name()+".pdf", "application/pdf", func(out io.Writer) error { return b.WritePDF(out, l) })
	case "json":
		return respond.Save(w, b.Name()+".json", "application/json", b.Text)
	default:
		respond.NotFound(w, r)
		return nil
	}
}

func monthlyFile(w http.ResponseWriter, name, mediaType string, write func(io.Writer) error) error {
	var file bytes.Buffer
	if err := write(&file); err != nil {
		return err
	}
	return respond.Save(w, name, mediaType, file.Bytes())
}

// edition is that of the address; 0 is the newest.
func edition(q url.Values) int {
	n, err := strconv.ParseInt(q.Get("edition"), 10, 32) // as the database counts them
	if err != nil || n < 1 {
		return 0
	}
	return int(n)
}

func (d *Monthly) report(r *http.Request, b bulletin.Bulletin, heads []bulletin.Head) pages.Monthly {
	l := locale.FromContext(r.Context())
	v := pages.Monthly{Page: d.page(r, l.T("bulletin.of", "Month", l.MonthYear(b.Start())))}
	v.Page.Crumbs = append(v.Page.Crumbs, layout.Crumb{Title: l.T("bulletin.title"), Path: monthlyPath})
	path := monthlyPath + "/" + b.Month
	if b.Edition == heads[0].Edition {
		v.Correct = v.Page.Link(path + "/correct")
	} else {
		v.Older = pages.Link{Text: l.T("bulletin.newest"), Path: path}
	}
	if b.Empty() {
		v.Empty = l.T("bulletin.no-data")
	}
	for _, f := range b.Facts(l) {
		row := ui.Row{Key: f.Text, Value: f.Note}
		switch f.Note {
		case b.ID:
			row.Content = pages.Snapshot(b.ID)
		case b.Reason:
			row.Content = pages.Typed(b.Reason)
		}
		v.Facts = append(v.Facts, row)
	}
	for _, t := range b.Tables(l) {
		v.Parts = append(v.Parts, monthlyPart(t))
	}
	for _, g := range b.Glossary(l) {
		v.Glossary = append(v.Glossary, ui.Row{Key: g.Text, Value: g.Note})
	}
	for _, f := range []string{"csv", "xlsx", "pdf", "json"} {
		v.Files = append(v.Files, pages.Link{Text: l.T("bulletin.file." + f), Path: path + "." + f + "?edition=" + strconv.Itoa(b.Edition)})
	}
	if len(heads) > 1 {
		v.Editions = editions(v.Page, l.T("bulletin.editions"), heads)
	}
	return v
}

func monthlyPart(t bulletin.Table) pages.MonthlyPart {
	p := pages.MonthlyPart{ID: t.ID, Title: t.Title, About: t.About, Small: t.Small, Grid: ui.Grid{Caption: t.Title, HideCaption: true, Stack: true}}
	if len(t.Rows) == 0 {
		p.Empty = t.Empty
	}
	for _, c := range t.Columns {
		// Stacked on a phone a month stands in a narrow column: better on two lines than broken within the year.
		p.Grid.Columns = append(p.Grid.Columns, ui.Column{Title: strings.ReplaceAll(c.Title, "\u00a0", " "), Numeric: c.Numeric})
	}
	for _, row := range t.Rows {
		var cells []ui.Cell
		for _, c := range row {
			cells = append(cells, ui.Cell{Text: c.Text, Note: c.Note})
		}
		p.Grid.Rows = append(p.Grid.Rows, cells)
	}
	return p
}

func reasonField() form.Field {
	return form.Field{Key: "reason", Kind: form.KindTextarea, Label: locale.TextOf("bulletin.correct.why")}
}

// CorrectForm asks what was wrong: GET /taskforce/monthly/{month}/correct.
func (d *Monthly) CorrectForm(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.correction(w, r, o, http.StatusOK, nil, nil)
}

// Correct makes another edition: POST /taskforce/monthly/{month}/correct.
func (d *Monthly) Correct(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if respond.Switched(r) {
		return d.correction(w, r, o, http.StatusOK, r.PostForm, nil)
	}
	month := chi.URLParam(r, "month")
	base, err := strconv.Atoi(r.PostFormValue("base"))
	if err != nil {
		base = 0 // no edition: it is a conflict
	}
	problems, err := d.bulletins.Correct(r.Context(), o, month, base, r.PostFormValue("reason"))
	if p := problem.Of(err); p != nil && p.Kind == problem.Conflict { // the form goes out anew on top of the edition that is there now
		r.PostForm.Del("base")
		return d.correction(w, r, o, http.StatusConflict, r.PostForm, form.Problems{{Input: "reason", Field: "reason", ID: p.ID, Args: p.Args}})
	}
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return d.correction(w, r, o, http.StatusUnprocessableEntity, r.PostForm, problems)
	}
	d.sessions.SetFlash(w, r, "bulletin.correct.made")
	return respond.Redirect(w, r, monthlyPath+"/"+month)
}

func (d *Monthly) correction(w http.ResponseWriter, r *http.Request, o account.Official, status int, values url.Values, problems form.Problems) error {
	b, _, err := d.bulletins.Read(r.Context(), o, chi.URLParam(r, "month"), 0)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	path := monthlyPath + "/" + b.Month
	v := pages.MonthlyCorrection{
		Page: d.page(r, l.T("bulletin.correct.title")), Faults: ui.Faults(problems, l), Base: strconv.Itoa(b.Edition),
		Control: ui.Control{Field: reasonField(), Name: "reason", Lang: l, Values: values, Problems: problems},
	}
	v.Page.Crumbs = append(v.Page.Crumbs, layout.Crumb{Title: l.T("bulletin.of", "Month", l.MonthYear(b.Start())), Path: path})
	v.Page.Form, v.Cancel = path+"/correct", v.Page.Link(path)
	if was := values.Get("base"); was != "" {
		v.Base = was
	}
	return respond.HTML(w, r, status, pages.MonthlyCorrectionPage(v))
}
