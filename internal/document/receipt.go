package document

import (
	"io"
	"time"

	"github.com/yagona/portal/internal/locale"
)

// Receipt says that an application came in: what a person keeps until there is an answer.
type Receipt struct {
	Lang      locale.Lang
	Number    string // as people read it
	Code      string // to follow it signed out
	Service   locale.Text
	Authority locale.Text
	Applicant string
	SentAt    time.Time
	DueAt     time.Time
	Lines     []Line // the answers
}

// Receipt draws a receipt as a PDF.
func (s *Store) Receipt(c Receipt, w io.Writer) error {
	l := c.Lang
	defer draws()()
	p := newPaper(Document{Number: c.Number, Title: c.Service, Authority: c.Authority, IssuedAt: c.SentAt, Lines: Lines{l: c.Lines}}, l)
	p.head(l.T("document.receipt.title"), c.Service.In(l))
	p.pdf.Ln(4)
	for _, row := range []Line{
		{Label: l.T("document.receipt.number"), Value: c.Number},
		{Label: l.T("document.receipt.code"), Value: c.Code},
		{Label: l.T("document.receipt.applicant"), Value: c.Applicant},
		{Label: l.T("document.receipt.sent"), Value: l.DateTime(c.SentAt)},
		{Label: l.T("document.receipt.due"), Value: l.Due(c.DueAt)},
		{Label: l.T("document.receipt.office"), Value: c.Authority.In(l)},
	} {
		p.row(row.Label, row.Value)
	}
	p.pdf.Ln(5)
	if len(c.Lines) > 0 {
		p.text("B", 11, 0, l.T("document.receipt.answers"))
		p.pdf.Ln(2)
		p.lines()
		p.pdf.Ln(5)
	}
	p.room(3 * lineHigh)
	p.text("", 9, 64, l.T("document.receipt.follow", "Address", s.base+"/"+string(l)+"/track"))
	return s.write(p, c.SentAt, w)
}
