package admin

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/enquiry"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// times are the days that can be chosen; the first is the one without a choice.
var times = []int{30, 7, enquiry.KeepDays}

func questionsPath(list enquiry.List) string {
	if list == enquiry.Empty {
		return "/admin/search"
	}
	return "/admin/search/" + string(list)
}

// Questions is what people searched for, in one of three lists: GET /admin/search and /admin/search/{list}; with .csv
// at the end it is a file.
func (d *Words) Questions(w http.ResponseWriter, r *http.Request, o account.Official) error {
	name, file := strings.CutSuffix(chi.URLParam(r, "list"), ".csv")
	f := enquiry.Filter{List: enquiry.List(name), Days: times[0], After: r.URL.Query().Get("after")}
	if name == "" {
		f.List = enquiry.Empty
	}
	if !slices.Contains(enquiry.Lists, f.List) {
		return problem.New(problem.NotFound, "ui.lost.title")
	}
	if n := whole(r.URL.Query().Get("days")); slices.Contains(times, n) {
		f.Days = n
	}
	found, err := d.enquiries.Questions(r.Context(), o, f)
	if err != nil {
		return err
	}
	if file {
		return d.questionsFile(w, r, f, found.Questions)
	}
	l := locale.FromContext(r.Context())
	v := d.page(r, questionsPath(f.List), l.T("admin.words.list-about."+string(f.List)))
	v.Note = l.T("admin.words.often", "Searches", enquiry.EnoughSearches, "Days", enquiry.EnoughDays)
	v.Filter = pages.WordsFilter{Action: questionsPath(f.List), Name: "days", Label: l.T("admin.words.period")}
	for _, n := range times {
		v.Filter.Choices = append(v.Filter.Choices, pages.Choice{Value: strconv.Itoa(n), Label: l.T("admin.words.days", "Count", n), Chosen: n == f.Days})
	}
	v.Grid = d.questionGrid(l, f.List, found.Questions)
	if len(found.Questions) == 0 {
		v.Empty = l.T("admin.words.asked-none")
	}
	days := strconv.Itoa(f.Days)
	if f.Days == times[0] {
		days = ""
	}
	v.File = at("/admin/search/"+string(f.List)+".csv", "days", days)
	v.Pager = wordsPager(l, f.After, found.Next, func(after string) string { return at(questionsPath(f.List), "days", days, "after", after) })
	return respond.HTML(w, r, http.StatusOK, pages.WordsPage(v))
}

// questionGrid is a list as a table: each query leads to what it finds now, and on to a synonym for it.
func (d *Words) questionGrid(l locale.Lang, list enquiry.List, questions []enquiry.Question) ui.Grid {
	g := ui.Grid{Caption: l.T("admin.words.list." + string(list)), HideCaption: true, Stack: true, Columns: columns(l, questionColumns(list)...)}
	g.Columns[1].Numeric = true
	for _, q := range questions {
		g.Rows = append(g.Rows, []ui.Cell{
			{Text: q.Query, Href: layout.URL(l, "/services?q="+url.QueryEscape(q.Query))},
			{Text: l.Number(int64(q.Asked(list)))},
			d.services(l, d.became(list, q)),
			{Body: pages.AddFor(layout.URL(l, at(newSynonymPath, "words", q.Query)), l.T("admin.words.add"), l.T("admin.words.add-for", "Query", q.Query))},
		})
	}
	return g
}

func questionColumns(list enquiry.List) []string {
	switch list {
	case enquiry.Empty:
		return []string{"query", "empty", "finds", "next"}
	case enquiry.Most:
		return []string{"query", "searches", "opened", "next"}
	default:
		return []string{"query", "searches", "finds", "next"}
	}
}

// became is the codes of services that the last column of a list tells of: those opened most, else the first found now.
func (d *Words) became(list enquiry.List, q enquiry.Question) []string {
	if list == enquiry.Most {
		return q.Services
	}
	var codes []string
	for _, svc := range d.catalogue.Snapshot().Search(q.Query, 1) {
		codes = append(codes, svc.Code)
	}
	return codes
}

// services names them; the first leads to its page.
func (d *Words) services(l locale.Lang, codes []string) ui.Cell {
	titles := d.titles(l, codes)
	if len(titles) == 0 {
		return ui.Cell{Text: "–"}
	}
	return ui.Cell{Text: titles[0], Href: layout.URL(l, "/services/"+codes[0]), Note: strings.Join(titles[1:], "; ")}
}

// titles are those of published services; another keeps its code.
func (d *Words) titles(l locale.Lang, codes []string) []string {
	titles := make([]string, len(codes))
	for i, code := range codes {
		titles[i] = code
		if svc, ok := d.catalogue.Snapshot().Service(code); ok {
			titles[i] = svc.Title.In(l)
		}
	}
	return titles
}

// questionsFile is the first page of a list for a spreadsheet.
func (d *Words) questionsFile(w http.ResponseWriter, r *http.Request, f enquiry.Filter, questions []enquiry.Question) error {
	l := locale.FromContext(r.Context())
	var header []string
	for _, c := range columns(l, questionColumns(f.List)[:3]...) {
		header = append(header, c.Title)
	}
	rows := make([][]report.Cell, len(questions))
	for i, q := range questions {
		rows[i] = []report.Cell{
			{Text: q.Query}, {Text: strconv.Itoa(q.Asked(f.List)), Number: true}, {Text: strings.Join(d.titles(l, d.became(f.List, q)), "; ")},
		}
	}
	var b bytes.Buffer
	if err := report.WriteCSV(&b, header, rows); err != nil {
		return err
	}
	return respond.Save(w, "search-"+string(f.List)+"-"+d.now().Format("2006-01-02")+".csv", "text/csv; charset=utf-8", b.Bytes())
}
