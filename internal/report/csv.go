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

// WriteCSV writes a table as a file that spreadsheets open. A text that begins like a formula gets an apostrophe in
// front: a comment or a title must never be run on the machine of whoever opens the file.
func WriteCSV(w io.Writer, header []string, rows [][]Cell) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	out := csv.NewWriter(w)
	line := make([]string, 0, len(header))
	for _, h := range header {
		line = append(line, inert(h))
	}
	if err := out.Write(line); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	for _, row := range rows {
		line = line[:0]
		for _, c := range row {
			if c.Number {
				line = append(line, c.Text)
			} else {
				line = append(line, inert(c.Text))
			}
		}
		if err := out.Write(line); err != nil {
			return fmt.Errorf("write csv: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

// inert takes the force out of a text that a spreadsheet would run.
func inert(s string) string {
	trimmed := strings.TrimLeft(s, " \u00a0")
	if trimmed != "" && strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", []rune(trimmed)[0]) {
		return "'" + s
	}
	return s
}
