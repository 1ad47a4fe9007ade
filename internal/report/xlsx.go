package report

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// Sheet is a table of a workbook.
type Sheet struct {
	Name   string // at most MaxSheetName characters, none of them : \ / ? * [ ]
	Header []string
	Rows   [][]Cell
}

// MaxSheetName is how many characters the name of a sheet may have; spreadsheets refuse longer ones.
const MaxSheetName = 31

// Safe is the cell as a text that no spreadsheet runs.
func (c Cell) Safe() string {
	if c.Number {
		return c.Text
	}
	return inert(c.Text)
}

// WriteXLSX writes a workbook, row by row. The same sheets are the same bytes each time. A text is never a formula: it is
// written as a string, and with an apostrophe in front when it begins like one, because people copy cells.
func WriteXLSX(w io.Writer, sheets []Sheet) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // only its own memory
	f.SetZipWriter(func(to io.Writer) excelize.ZipWriter { return &ordered{to: zip.NewWriter(to)} })
	for i, sheet := range sheets {
		if err := writeSheet(f, sheet, i == 0); err != nil {
			return fmt.Errorf("write xlsx: %w", err)
		}
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write xlsx: %w", err)
	}
	return nil
}

func writeSheet(f *excelize.File, sheet Sheet, first bool) error {
	var err error
	if first {
		err = f.SetSheetName(f.GetSheetName(0), sheet.Name)
	} else {
		_, err = f.NewSheet(sheet.Name)
	}
	if err != nil {
		return err
	}
	out, err := f.NewStreamWriter(sheet.Name)
	if err != nil {
		return err
	}
	header := make([]any, len(sheet.Header))
	for i, h := range sheet.Header {
		header[i] = inert(h)
	}
	if err := out.SetRow("A1", header); err != nil {
		return err
	}
	for i, row := range sheet.Rows {
		cells := make([]any, len(row))
		for n, c := range row {
			cells[n] = c.Safe()
			if v, err := strconv.ParseFloat(c.Text, 64); c.Number && err == nil {
				cells[n] = v
			}
		}
		if err := out.SetRow("A"+strconv.Itoa(i+2), cells); err != nil {
			return err
		}
	}
	return out.Flush()
}

// ordered is a zip file whose parts stand in the order of their names: the library takes sheets in any order.
type ordered struct {
	to    *zip.Writer
	parts []part
}

type part struct {
	name string
	body *bytes.Buffer
}

// Create begins a part.
func (o *ordered) Create(name string) (io.Writer, error) {
	p := part{name, &bytes.Buffer{}}
	o.parts = append(o.parts, p)
	return p.body, nil
}

// AddFS is asked for by the library's interface, and by nobody else.
func (o *ordered) AddFS(fsys fs.FS) error { return o.to.AddFS(fsys) }

// Close writes the parts.
func (o *ordered) Close() error {
	slices.SortFunc(o.parts, func(a, b part) int { return cmp.Compare(a.name, b.name) })
	for _, p := range o.parts {
		w, err := o.to.Create(p.name)
		if err != nil {
			return err
		}
		if _, err := w.Write(p.body.Bytes()); err != nil {
			return err
		}
	}
	return o.to.Close()
}
