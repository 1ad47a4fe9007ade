package public

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/bulletin"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/web/layout"
	view "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

const openPath = "/open-data"

// The licence of open data: use it for anything, and name the portal.
const (
	licenceName    = "CC BY 4.0"
	licenceAddress = "https://creativecommons.org/licenses/by/4.0/"
)

// openAge is how long, in seconds, a cache may keep a file without asking whether there is a newer one. A month's figures
// come once a month, and corrections hardly ever.
const openAge = "300"

// OpenData is the sets, what their columns mean and on what terms they can be used: GET /open-data.
func (s *Site) OpenData(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	l := r.lang
	v := view.OpenData{Page: s.page(req, l.T("open.title"), l.T("open.lead")), Columns: r.dictionary(l.T("open.common"), bulletin.Sets[0].Columns[:bulletin.Common])}
	v.Section = ""
	v.Facts = []ui.Row{{Key: l.T("open.licence"), Content: view.Licensed(licenceName, licenceAddress), Note: l.T("open.licence-about")}}
	if series := r.series(); len(series.Heads) == 0 {
		v.None = l.T("open.none")
	} else {
		v.Facts = append(v.Facts,
			ui.Row{Key: l.T("open.updated"), Value: l.DateTime(series.Until)},
			ui.Row{Key: l.T("open.months"), Value: l.MonthYear(series.Heads[0].Month) + " – " + l.MonthYear(series.Heads[len(series.Heads)-1].Month)},
			ui.Row{Key: l.T("open.snapshot"), Content: view.Snapshot(series.ID), Note: l.T("open.snapshot-about")})
	}
	for _, set := range bulletin.Sets {
		title := l.T("open.set." + set.Name)
		v.Sets = append(v.Sets, view.OpenSet{
			ID: set.Name, Title: title, About: l.T("open.set-about." + set.Name), CSV: r.link(openPath + "/" + set.Name + ".csv"), JSON: r.link(openPath + "/" + set.Name + ".json"),
			Names: [2]string{"CSV: " + title, "JSON: " + title}, Columns: r.dictionary(l.T("open.columns", "Set", title), set.Columns[bulletin.Common:]),
		})
	}
	for _, id := range []string{"primary", "secondary", "periods", "shares"} {
		v.Hidden = append(v.Hidden, l.T("open.hidden."+id, "Floor", bulletin.Floor))
	}
	v.Linked = []any{r.linkedData(v.Page, v.Sets)}
	return view.OpenDataPage(v), nil
}

// dictionary is what columns hold, in which unit, and what they mean.
func (r reader) dictionary(caption string, columns []string) ui.Grid {
	g := ui.Grid{Caption: caption, HideCaption: true, Stack: true, Columns: []ui.Column{{Title: r.lang.T("licences.column")}, {Title: r.lang.T("open.type")}, {Title: r.lang.T("licences.meaning")}}}
	for _, name := range columns {
		g.Rows = append(g.Rows, []ui.Cell{{Body: view.Code(name)}, {Text: r.lang.T("open.unit." + bulletin.UnitOf(name))}, {Body: view.Meaning(columnWords(r.lang, name), levelCodes(r.lang, name))}})
	}
	return g
}

func columnWords(l locale.Lang, name string) string {
	return l.T("open.column."+strings.ReplaceAll(name, "_", "-"), "Floor", bulletin.Floor)
}

// levelCodes is what the codes of a column mean; none where its values are no codes of ours.
func levelCodes(l locale.Lang, column string) (codes []ui.Pair) {
	if column == "level" {
		for _, level := range []report.Scope{report.Country, report.OfAuthority, report.OfRegion, report.OfService} {
			codes = append(codes, ui.Pair{Key: string(level), Value: l.T("open.level." + string(level))})
		}
	}
	return codes
}

// OpenFile is a file of a set: GET /open-data/{set}.csv and .json. Sets are small, some thousand rows a year, and are at
// hand in memory: they are written straight into the answer, row by row, and nothing is prepared in the background. Who has
// the file of the same snapshot already is told so.
func (s *Site) OpenFile(w http.ResponseWriter, req *http.Request) error {
	name, ending, _ := strings.Cut(chi.URLParam(req, "file"), ".")
	set, ok := bulletin.FindSet(name)
	r := s.reader(req)
	series := r.series()
	if !ok || ending != "csv" && ending != "json" || len(series.Heads) == 0 {
		return problem.New(problem.NotFound, "ui.lost.title")
	}
	names, renamed := r.names()
	changed := series.Until
	if renamed.After(changed) {
		changed = renamed
	}
	tag := `"` + series.ID[:32] + "-" + names + "-" + string(r.lang) + `"`
	head := map[string]string{
		"ETag": tag, "Last-Modified": changed.UTC().Format(http.TimeFormat), "Cache-Control": "public, max-age=" + openAge, "Access-Control-Allow-Origin": "*",
	}
	if fresh(req, tag, changed) {
		for name, value := range head {
			w.Header().Set(name, value)
		}
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	mediaType, write := "text/csv; charset=utf-8", r.openCSV
	if ending == "json" {
		mediaType, write = "application/json", r.openJSON
	}
	return stream(w, head, mediaType, "portal-"+name+"-"+series.Until.UTC().Format(time.DateOnly)+"."+ending, func(out io.Writer) error { return write(out, series, set) })
}

// names is a mark of what services are called in that language, which files tell beside the frozen figures, and when the
// newest of their versions was published.
func (r reader) names() (mark string, newest time.Time) {
	sum := sha256.New()
	for _, svc := range r.snap.All() {
		_, _ = io.WriteString(sum, svc.Code+"\x00"+svc.Title.In(r.lang)+"\x00")
		if svc.Published.After(newest) {
			newest = svc.Published
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), newest
}

// fresh reports whether the reader has that version already, as RFC 9110 says: the tag decides where he names one.
func fresh(req *http.Request, tag string, changed time.Time) bool {
	if tags := req.Header.Get("If-None-Match"); tags != "" {
		return slices.ContainsFunc(strings.Split(tags, ","), func(t string) bool {
			t = strings.TrimPrefix(strings.TrimSpace(t), "W/")
			return t == tag || t == "*"
		})
	}
	since, err := http.ParseTime(req.Header.Get("If-Modified-Since"))
	return err == nil && !changed.Truncate(time.Second).After(since)
}

func (r reader) openCSV(out io.Writer, series *bulletin.Series, set bulletin.Set) error {
	file, err := report.NewCSV(out, set.Columns)
	if err != nil {
		return err
	}
	if err := series.Each(set, r.level, file.Row); err != nil {
		return err
	}
	return file.Close()
}

func (r reader) openJSON(out io.Writer, series *bulletin.Series, set bulletin.Set) error {
	l := r.lang
	type column struct {
		Name    string `json:"name"`
		Type    string `json:"type"`
		Unit    string `json:"unit"`
		Meaning string `json:"meaning"`
	}
	var columns []column
	for _, name := range set.Columns {
		c := column{Name: name, Type: "string", Unit: bulletin.UnitOf(name), Meaning: columnWords(l, name)}
		if bulletin.Numeric(name) {
			c.Type = "number"
		}
		columns = append(columns, c)
	}
	snapshots := map[string]string{}
	for _, h := range series.Heads {
		snapshots[h.Month.Format("2006-01")] = h.ID
	}
	head, err := json.Marshal(map[string]any{
		"title": l.T("open.set." + set.Name), "licence": licenceName, "licence_address": licenceAddress, "updated": series.Until.UTC().Format(time.RFC3339),
		"snapshot": series.ID, "snapshots": snapshots, "columns": columns, "floor": bulletin.Floor,
	})
	if err != nil {
		return err
	}
	if _, err := io.WriteString(out, string(head[:len(head)-1])+`,"rows":[`); err != nil {
		return err
	}
	between := "\n"
	err = series.Each(set, r.level, func(cells []report.Cell) error {
		row := make(map[string]any, len(cells))
		for i, c := range cells {
			switch {
			case !c.Number:
				row[set.Columns[i]] = c.Text
			case c.Text == "":
				row[set.Columns[i]] = nil
			default:
				row[set.Columns[i]] = json.Number(c.Text)
			}
		}
		line, err := json.Marshal(row)
		if err != nil {
			return err
		}
		_, err = io.WriteString(out, between+string(line))
		between = ",\n"
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, "\n]}\n")
	return err
}

// level is what the country, an authority, a region or a service is called.
func (r reader) level(scope report.Scope, code string) string {
	switch scope {
	case report.OfAuthority:
		return r.list.Office(code, r.lang)
	case report.OfRegion:
		if code == "" {
			return r.lang.T("bulletin.of-none.region")
		}
		return catalogue.Lists().Territory(code, r.lang)
	case report.OfService:
		if svc, ok := r.snap.Service(code); ok {
			return svc.Title.In(r.lang)
		}
		return code
	default:
		return r.lang.T("bulletin.of-none.country")
	}
}

// The vocabulary of schema.org for sets of data, which catalogues of data gather.
type (
	dataCatalog struct {
		Type string    `json:"@type"`
		Name string    `json:"name"`
		URL  string    `json:"url"`
		Sets []dataset `json:"dataset"`
	}
	dataset struct {
		Type    string         `json:"@type"`
		Name    string         `json:"name"`
		About   string         `json:"description"`
		Licence string         `json:"license"`
		Files   []dataDownload `json:"distribution"`
	}
	dataDownload struct {
		Type   string `json:"@type"`
		Format string `json:"encodingFormat"`
		URL    string `json:"contentUrl"`
	}
)

func (r reader) linkedData(p layout.Page, sets []view.OpenSet) dataCatalog {
	out := dataCatalog{Type: "DataCatalog", Name: p.Title, URL: p.Absolute(r.lang, openPath)}
	for _, s := range sets {
		file := func(ending, format string) dataDownload {
			return dataDownload{"DataDownload", format, p.Absolute(r.lang, openPath+"/"+s.ID+ending)}
		}
		out.Sets = append(out.Sets, dataset{"Dataset", s.Title, s.About, licenceAddress, []dataDownload{file(".csv", "text/csv"), file(".json", "application/json")}})
	}
	return out
}
