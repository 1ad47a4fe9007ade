package document

import (
	"context"
	"io"

	"github.com/yagona/portal/internal/locale"
)

// Decision is the paper that says how an application ended without a result, in words of its reader's language: what was
// decided and why, and what can be done against it until when.
type Decision struct {
	Document
	Decided  string // in a line, below the service
	Sent     string // when the application was
	Sections []Section
}

// Section is a part of a decision under a title of its own.
type Section struct {
	Title string
	Text  []string
	Lines []Line
}

// Decision draws a decision as a PDF in that language, and seals it.
func (s *Store) Decision(ctx context.Context, d Decision, l locale.Lang, w io.Writer) error {
	address, err := s.Address(ctx, d.Document, l)
	if err != nil {
		return err
	}
	defer draws()()
	p := newPaper(d.Document, l)
	p.top()
	p.text("B", 13, 0, d.Decided)
	p.pdf.Ln(3)
	p.row(l.T("document.pdf.application"), locale.ByThrees(d.Application))
	p.row(l.T("document.receipt.applicant"), d.Holder)
	p.row(l.T("document.receipt.sent"), d.Sent)
	p.row(l.T("document.decision.date"), l.DateTime(d.IssuedAt))
	for _, part := range d.Sections {
		p.pdf.Ln(5)
		p.room(4 * lineHigh)
		p.text("B", 11, 0, part.Title)
		p.pdf.Ln(1)
		for _, text := range part.Text {
			p.text("", 10, 0, text)
			p.pdf.Ln(1)
		}
		for _, line := range part.Lines {
			p.row(line.Label, line.Value)
		}
	}
	if err := p.proof(s.base, address); err != nil {
		return err
	}
	return s.write(p, d.IssuedAt, w)
}
