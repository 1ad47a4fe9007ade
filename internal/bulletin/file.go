package bulletin

import (
	"io"
	"strconv"
	"strings"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/report"
)

// The files of a bulletin are small, a few hundred rows whatever the country does in a month, so that they are written
// straight into the answer: nothing is prepared in the background.

// Name is how files of it are called: bulletin-2026-10-1.
func (b Bulletin) Name() string { return "bulletin-" + b.Month + "-" + strconv.Itoa(b.Edition) }

// fileColumns is the columns of the CSV file: the same in each language.
var fileColumns = []string{"month", "edition", "level", "code", "name", "measure", "unit", "value", "month_before", "year_before", "snapshot"}

// WriteCSV writes every measure of the country, of authorities and regions, one in a row. A value that is not said is empty.
func (b Bulletin) WriteCSV(w io.Writer, l locale.Lang) error {
	file, err := report.NewCSV(w, fileColumns)
	if err != nil {
		return err
	}
	text := func(s string) report.Cell { return report.Cell{Text: s} }
	var fault error
	for _, scope := range []report.Scope{report.Country, report.OfAuthority, report.OfRegion} {
		for _, code := range b.codes(l, scope) {
			each(func(m Measure) {
				row := []report.Cell{
					text(b.Month),
					{Text: strconv.Itoa(b.Edition), Number: true},
					text(string(scope)), text(code), text(b.name(l, scope, code)),
					text(m.Name), text(string(m.Unit)),
				}
				for _, v := range b.values(m, scope, code) {
					row = append(row, report.Cell{Text: v.Plain(), Number: true})
				}
				if err := file.Row(append(row, text(b.ID))); err != nil && fault == nil {
					fault = err
				}
			})
		}
	}
	if fault != nil {
		return fault
	}
	return file.Close()
}

// WriteXLSX writes a workbook: what identifies the edition, a sheet for each table, and the definitions.
func (b Bulletin) WriteXLSX(w io.Writer, l locale.Lang) error {
	pairs := func(name string, cells []Cell) report.Sheet {
		s := report.Sheet{Name: name, Header: []string{l.T("bulletin.column.measure"), l.T("bulletin.column.meaning")}}
		for _, c := range cells {
			s.Rows = append(s.Rows, []report.Cell{{Text: c.Text}, {Text: c.Note}})
		}
		return s
	}
	about := pairs(sheetName(l, "about"), b.Facts(l))
	about.Header = []string{l.T("bulletin.title"), ""}
	sheets := []report.Sheet{about}
	for _, t := range b.Tables(l) {
		s := report.Sheet{Name: sheetName(l, t.ID)}
		for _, c := range t.Columns {
			s.Header = append(s.Header, c.Title)
		}
		for _, row := range t.Rows {
			line := make([]report.Cell, len(row))
			for i, c := range row {
				if line[i].Text = c.Text; t.Columns[i].Numeric {
					line[i] = report.Cell{Text: c.Plain, Number: true}
				}
			}
			s.Rows = append(s.Rows, line)
		}
		sheets = append(sheets, s)
	}
	return report.WriteXLSX(w, append(sheets, pairs(sheetName(l, "glossary"), b.Glossary(l))))
}

// sheetName is what a sheet is called, as spreadsheets allow it.
func sheetName(l locale.Lang, id string) string {
	r := []rune(strings.NewReplacer(":", "", "/", "", `\`, "", "?", "", "*", "", "[", "", "]", "").Replace(l.T("bulletin.sheet." + id)))
	return string(r[:min(len(r), report.MaxSheetName)])
}

// WritePDF writes the report as pages to be printed.
func (b Bulletin) WritePDF(w io.Writer, l locale.Lang) error {
	s := document.NewSheet(l.T("bulletin.of", "Month", l.MonthYear(b.Start())), l.T("ui.portal.name"), b.ID[:16]+" · "+b.Month+" · "+strconv.Itoa(b.Edition), b.TakenAt, l)
	for _, f := range b.Facts(l) {
		s.Pair(f.Text, f.Note)
	}
	if b.Empty() {
		s.Heading(l.T("bulletin.no-data"))
	}
	for _, t := range b.Tables(l) {
		s.Heading(t.Title)
		s.Paragraph(strings.TrimSpace(t.About + " " + t.Small))
		if len(t.Rows) == 0 {
			s.Paragraph(t.Empty)
			continue
		}
		var head []string
		for _, c := range t.Columns {
			head = append(head, c.Title)
		}
		var rows [][]string
		for _, row := range t.Rows {
			var line []string
			for _, c := range row {
				if c.Note != "" {
					c.Text += "\n" + c.Note
				}
				line = append(line, c.Text)
			}
			rows = append(rows, line)
		}
		s.Table(head, rows)
	}
	s.Heading(l.T("bulletin.part.glossary.title"))
	for _, g := range b.Glossary(l) {
		s.Pair(g.Text, g.Note)
	}
	return s.Write(w)
}
