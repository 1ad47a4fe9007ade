package taskforce

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/taskforce"
)

// Table shows one report as a whole: GET /taskforce/{report}; with .csv at the end it is a file.
func (d *Desk) Table(w http.ResponseWriter, r *http.Request, _ account.Official) error {
	name, file := strings.CutSuffix(chi.URLParam(r, "report"), ".csv")
	if !slices.Contains(all, name) {
		return problem.New(problem.NotFound, "taskforce.no-report")
	}
	if file {
		return d.file(w, r, name)
	}
	ctx, lang, f := r.Context(), locale.FromContext(r.Context()), parse(r)
	s, err := d.sheet(ctx, lang, name, f)
	if err != nil {
		return err
	}
	asOf, err := d.figures.AsOf(ctx)
	if err != nil {
		return err
	}
	v := pages.Table{
		Page: respond.Page(r, lang.T("taskforce.report."+name)), AsOf: lang.T("taskforce.as-of", "Time", lang.DateTime(asOf)),
		About: lang.T("taskforce.about." + name), Filter: d.show(lang, "/taskforce/"+name, f),
		CSV: "/taskforce/" + name + ".csv" + query(f),
	}
	v.Grid = s.grid(lang, v.Page.Title)
	if len(s.rows) == 0 {
		v.Empty = lang.T("taskforce.empty")
	}
	for _, other := range all {
		if other != name {
			v.Others = append(v.Others, pages.Link{Text: lang.T("taskforce.report." + other), Path: "/taskforce/" + other + query(f)})
		}
	}
	v.Page.Dense, v.Page.Section = true, "board"
	v.Page.Crumbs = crumbs(lang, f)
	return respond.HTML(w, r, http.StatusOK, pages.TablePage(v))
}

// file is the report for a spreadsheet.
func (d *Desk) file(w http.ResponseWriter, r *http.Request, name string) error {
	lang, f := locale.FromContext(r.Context()), parse(r)
	s, err := d.sheet(r.Context(), lang, name, f)
	if err != nil {
		return err
	}
	header, rows := s.cells()
	var b bytes.Buffer
	if err := report.WriteCSV(&b, header, rows); err != nil {
		return err
	}
	return respond.Save(w, name+"-"+d.now().Format("2006-01-02")+".csv", "text/csv; charset=utf-8", b.Bytes())
}
