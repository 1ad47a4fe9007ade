package public

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/workday"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

// exportsAtOnce is how many files of the register this machine writes at the same time; an address may ask as often as
// for codes of papers.
const exportsAtOnce = 2

// permitFields is the columns of the files in their order; what each means is the message licences.field.<name>.
var permitFields = []string{"number", "kind", "service", "title", "authority", "region", "holder", "tin", "issued", "valid_until", "state"}

// permitValues is a paper as it stands in a file, in that order: codes, days as YYYY-MM-DD, the title of the service in
// the language of the file. What a paper does not have is empty.
func permitValues(p document.Permit, l locale.Lang) []string {
	until := ""
	if p.ValidUntil != nil {
		until = p.ValidUntil.In(workday.Zone).Format(time.DateOnly)
	}
	return []string{p.Number, p.Kind, p.Service, p.Title.In(l), p.Authority, p.Region, p.Holder, p.Company, p.IssuedAt.In(workday.Zone).Format(time.DateOnly), until, string(p.Standing)}
}

// permitCodes is what the codes of a column mean; none where its values are no codes of ours.
func permitCodes(column string, l locale.Lang) (codes []ui.Pair) {
	switch column {
	case "kind":
		for _, kind := range document.PermitKinds {
			codes = append(codes, ui.Pair{Key: kind, Value: permitKind(document.Permit{Kind: kind}, l)})
		}
	case "state":
		for _, state := range document.PermitStandings {
			codes = append(codes, ui.Pair{Key: string(state), Value: l.T("document.standing." + string(state))})
		}
	}
	return codes
}

// Data is what the files say, and on what terms they can be used: GET /licences/data.
func (x *Licences) Data(w http.ResponseWriter, r *http.Request) error {
	l := locale.FromContext(r.Context())
	v := pages.LicenceData{
		Page: respond.Page(r, l.T("licences.about")), CSV: layout.URL(l, licencesPath+".csv"), JSON: layout.URL(l, licencesPath+".json"),
		Grid: ui.Grid{Caption: l.T("licences.fields"), Stack: true, Columns: []ui.Column{{Title: l.T("licences.column")}, {Title: l.T("licences.meaning")}}},
	}
	for _, name := range permitFields {
		v.Grid.Rows = append(v.Grid.Rows, []ui.Cell{{Body: pages.Code(name)}, {Body: pages.Meaning(l.T("licences.field."+name), permitCodes(name, l))}})
	}
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("licences.title"), Path: licencesPath}}
	return respond.HTML(w, r, http.StatusOK, pages.LicenceDataPage(v))
}

// CSV is the register, or what is looked for in it, for a spreadsheet: GET /licences.csv.
func (x *Licences) CSV(w http.ResponseWriter, r *http.Request) error {
	l := locale.FromContext(r.Context())
	return x.export(w, r, "text/csv; charset=utf-8", "csv", func(ctx context.Context, out io.Writer, s document.PermitSearch) error {
		file, err := report.NewCSV(out, permitFields)
		if err != nil {
			return err
		}
		err = x.documents.EachPermit(ctx, s, func(p document.Permit) error {
			var cells []report.Cell
			for _, value := range permitValues(p, l) {
				cells = append(cells, report.Cell{Text: value})
			}
			return file.Row(cells)
		})
		if err != nil {
			return err
		}
		return file.Close()
	})
}

// JSON is the same for programs, with what each field means and the terms: GET /licences.json.
func (x *Licences) JSON(w http.ResponseWriter, r *http.Request) error {
	l := locale.FromContext(r.Context())
	return x.export(w, r, "application/json", "json", func(ctx context.Context, out io.Writer, s document.PermitSearch) error {
		fields := map[string]string{}
		for _, name := range permitFields {
			fields[name] = l.T("licences.field." + name)
			for _, code := range permitCodes(name, l) {
				fields[name] += "; " + code.Key + ": " + code.Value
			}
		}
		head, err := json.Marshal(map[string]any{"title": l.T("licences.title"), "terms": l.T("licences.terms"), "made": x.now().UTC().Format(time.RFC3339), "fields": fields})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(out, string(head[:len(head)-1])+`,"permits":[`); err != nil {
			return err
		}
		between := "\n"
		err = x.documents.EachPermit(ctx, s, func(p document.Permit) error {
			row := make(map[string]string, len(permitFields))
			for i, value := range permitValues(p, l) {
				row[permitFields[i]] = value
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
	})
}

// export streams a file. A fault after its beginning breaks the connection off, so that half a file is not taken for all.
func (x *Licences) export(w http.ResponseWriter, r *http.Request, mediaType, ending string, write func(context.Context, io.Writer, document.PermitSearch) error) error {
	if !x.exports.allow(r) {
		return problem.New(problem.TooMany, "proof.track.too-many")
	}
	select {
	case x.room <- struct{}{}:
		defer func() { <-x.room }()
	default:
		return problem.New(problem.TooMany, "licences.busy")
	}
	s := permitSearch(r.URL.Query())
	s.Before = 0
	head := map[string]string{"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
	return stream(w, head, mediaType, "licences-"+x.now().In(workday.Zone).Format(time.DateOnly)+"."+ending, func(out io.Writer) error { return write(r.Context(), out, s) })
}

// stream sends a file while it is written. What fails before its first bytes have left is a page like any other; a fault
// after that breaks the connection off.
func stream(w http.ResponseWriter, head map[string]string, mediaType, name string, write func(io.Writer) error) error {
	begun := &begun{Writer: w, begin: func() {
		for name, value := range head {
			w.Header().Set(name, value)
		}
		w.Header().Set("Content-Type", mediaType)
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	}}
	out := bufio.NewWriterSize(begun, 32<<10)
	err := write(out)
	if err == nil {
		err = out.Flush()
	}
	if err != nil && begun.wrote {
		panic(http.ErrAbortHandler)
	}
	return err
}

// begun is an answer that knows whether its first bytes have left.
type begun struct {
	io.Writer
	begin func()
	wrote bool
}

func (b *begun) Write(p []byte) (int, error) {
	if !b.wrote {
		b.wrote = true
		b.begin()
	}
	return b.Writer.Write(p)
}
