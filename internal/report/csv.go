package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// Cell is a value of an exported table. A number is written as it is; a text is kept from becoming a formula.
type Cell struct {
	Text   string
	Number bool
}

// byteOrderMark makes spreadsheets read the file as UTF-8, so that oʻ and ў survive.
const byteOrderMark = "\ufeff"

// CSV is a file that spreadsheets open, written a row at a time. A text that begins like a formula gets an apostrophe in
// front: a comment or a title must never be run on the machine of whoever opens the file.
type CSV struct{ out *csv.Writer }

// NewCSV begins such a file with the titles of its columns.
func NewCSV(w io.Writer, header []string) (*CSV, error) {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return nil, fmt.Errorf("write csv: %w", err)
	}
	f := &CSV{csv.NewWriter(w)}
	cells := make([]Cell, len(header))
	for i, h := range header {
		cells[i].Text = h
	}
	return f, f.Row(cells)
}

// Row writes one row.
func (f *CSV) Row(row []Cell) error {
	line := make([]string, 0, len(row))
	for _, c := range row {
		if c.Number {
			line = append(line, c.Text)
		} else {
			line = append(line, inert(c.Text))
		}
	}
	if err := f.out.Write(line); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

// Close writes what is still held back.
func (f *CSV) Close() error {
	f.out.Flush()
	if err := f.out.Error(); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

// WriteCSV writes a table that is at hand as such a file.
func WriteCSV(w io.Writer, header []string, rows [][]Cell) error {
	f, err := NewCSV(w, header)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := f.Row(row); err != nil {
			return err
		}
	}
	return f.Close()
}

// inert takes the force out of a text that a spreadsheet would run.
func inert(s string) string {
	trimmed := strings.TrimLeft(s, " \u00a0")
	if trimmed != "" && strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", []rune(trimmed)[0]) {
		return "'" + s
	}
	return s
}
