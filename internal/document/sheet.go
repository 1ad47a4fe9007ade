package document

import (
	"fmt"
	"io"
	"time"

	"github.com/yagona/portal/internal/locale"
)

// Sheet is a PDF in the letters and measures of papers that is no paper of anybody: a report, which has no holder, no code
// and no seal. The same content is the same bytes each time.
type Sheet struct{ paper }

// NewSheet begins one with its title and who publishes it. The footer stands on each page with the number of the page; at
// is when its content came to be.
func NewSheet(title, publisher, footer string, at time.Time, l locale.Lang) Sheet {
	p := blankPaper(title, publisher, footer, at, l)
	p.head(publisher, title)
	p.pdf.Ln(4)
	return Sheet{p}
}

// Heading begins a part.
func (s Sheet) Heading(words string) {
	s.room(12 * lineHigh) // never alone at the foot of a page, nor with the head of a table alone
	s.pdf.Ln(6)
	s.text("B", 12, 0, words)
	s.pdf.Ln(1)
}

// Paragraph is words below a heading.
func (s Sheet) Paragraph(words string) {
	s.text("", 8.5, 64, words)
	s.pdf.Ln(1.5)
}

// Pair is a label with its value.
func (s Sheet) Pair(label, value string) { s.row(label, value) }

// Table draws columns: the first is wider and names the row, the others are equal.
func (s Sheet) Table(head []string, rows [][]string) {
	size, bold, first := 8.0, 8.0, 2.6
	if len(head) > 6 { // the longest word of a head has to fit
		size, bold, first = 6.5, 5.4, 1.9
	}
	s.columns(head, "B", bold, first)
	for _, r := range rows {
		if s.pdf.GetY()+3*lineHigh > 297-bottom { // the next page says again what the columns are
			s.pdf.AddPage()
			s.columns(head, "B", bold, first)
		}
		s.columns(r, "", size, first)
	}
}

// Write ends the sheet.
func (s Sheet) Write(w io.Writer) error {
	if err := s.pdf.Output(w); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	return nil
}
