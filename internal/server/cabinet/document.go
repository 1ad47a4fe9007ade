package cabinet

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// PDF is an issued document of one's own, drawn from its frozen content in the language of the page.
func (c *Cabinet) PDF(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	d, err := c.Documents.Document(r.Context(), who, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := c.Documents.PDF(r.Context(), d, locale.FromContext(r.Context()), &b); err != nil {
		return err
	}
	return respond.Save(w, d.Number+".pdf", "application/pdf", b.Bytes())
}

// stopped is why a paper is suspended or was revoked, with what the office wrote; empty for others.
func stopped(d document.Document, now time.Time, l locale.Lang) string {
	why := d.RevokedWhy
	if standing := d.Valid(now); standing == document.Suspended {
		why = d.SuspendedWhy
	} else if standing != document.Revoked || d.Said == "" { // what the person did himself needs no reason
		return ""
	}
	return l.T("cabinet.documents.why", "Why", l.T("document.why."+why), "Said", d.Said)
}

// renewal is in how many days a paper ends, when that is near, and where it is renewed: the service that gave it, with the
// answers of then.
func (c *Cabinet) renewal(d document.Document, p layout.Page, l locale.Lang) (ends string, renew templ.SafeURL) {
	if !d.Renews(c.Now()) {
		return "", ""
	}
	switch days := int(d.ValidUntil.Sub(c.Now()) / (24 * time.Hour)); {
	case d.ValidUntil.Before(c.Now()): // its state says so
	case days == 0:
		ends = l.T("cabinet.documents.ends-today")
	default:
		ends = l.T("cabinet.documents.ends", "Count", days)
	}
	if _, published := c.Catalogue.Snapshot().Service(d.Service); published {
		renew = p.Link("/services/" + d.Service + "/apply?again=" + d.Application)
	}
	return ends, renew
}

// results is the issued documents, and the facts of the newest so that an answer is read without opening a file.
func (c *Cabinet) results(a casework.Application, p layout.Page, l locale.Lang) (list []cabinet.Result, rows []ui.Row, tables []ui.Grid) {
	for _, d := range a.Documents {
		note := l.T("cabinet.documents.number", "Number", d.Number) + " · " + l.Date(d.IssuedAt)
		if d.ValidUntil != nil {
			note += " · " + l.T("cabinet.documents.until", "Date", l.Date(*d.ValidUntil))
		}
		x := cabinet.Result{Title: d.Title.In(l), Note: note, PDF: "/documents/" + d.Number + "/pdf", Verify: p.Link("/verify/" + d.Code)}
		switch d.Valid(c.Now()) {
		case document.Suspended:
			x.State, x.Tone = d.SuspendedWords(l), ui.Yellow
		case document.Revoked:
			x.State, x.Tone = l.T("document.standing.revoked")+": "+l.Date(*d.RevokedAt), ui.Red
		case document.Expired:
			x.State, x.Tone = l.T("document.standing.expired"), ui.Grey
		default:
		}
		if x.Why = stopped(d, c.Now(), l); x.Why != "" {
			x.Contest = p.Link("/feedback?kind=concern&page=/applications/" + a.Number)
		}
		x.Ends, x.Renew = c.renewal(d, p, l)
		list = append(list, x)
	}
	if len(a.Documents) == 0 {
		return nil, nil, nil
	}
	for _, line := range a.Documents[len(a.Documents)-1].In(l) {
		if len(line.Head) > 0 {
			grid := ui.Grid{Caption: line.Label, Stack: true}
			for _, h := range line.Head {
				grid.Columns = append(grid.Columns, ui.Column{Title: h})
			}
			for _, row := range line.Rows {
				grid.Rows = append(grid.Rows, ui.Text(row...))
			}
			tables = append(tables, grid)
			continue
		}
		rows = append(rows, ui.Row{Key: line.Label, Value: line.Value})
	}
	return list, rows, tables
}

// Receipt is the paper that says that an application came in, in the language of the page.
func (c *Cabinet) Receipt(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	a, err := c.Cases.Application(r.Context(), who, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	office, _ := catalogue.Lists().Authorities.Get(a.Authority)
	paper := document.Receipt{
		Lang: l, Number: locale.ByThrees(a.Number), Code: a.Code, Service: a.Service.Title, Authority: office.Title, Applicant: a.Applicant,
		SentAt: a.SubmittedAt, DueAt: a.TermAt,
	}
	for _, row := range shownRows(a.Service.Form, a.Answers, l) {
		paper.Lines = append(paper.Lines, document.Line{Label: row.Key, Value: row.Value})
	}
	var b bytes.Buffer
	if err := c.Documents.Receipt(paper, &b); err != nil {
		return err
	}
	return respond.Save(w, a.Number+".pdf", "application/pdf", b.Bytes())
}

// File is an uploaded file of one's own. It is sent to be saved, never to be shown: what people upload does not run in
// our origin.
func (c *Cabinet) File(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	up, err := c.Documents.Upload(r.Context(), who, chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	return c.send(w, r, up)
}

// send has a file saved, never shown inside the portal: a file is what its sender made it, whatever its type says.
func (c *Cabinet) send(w http.ResponseWriter, r *http.Request, up document.Upload) error {
	body, err := c.Documents.Open(r.Context(), up)
	if err != nil {
		return err
	}
	return respond.Stream(w, up.Name, up.Type, up.Size, body)
}

// SignatureFile is a file of the signature of one's own application.
func (c *Cabinet) SignatureFile(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	row, _ := strconv.Atoi(r.URL.Query().Get("row")) // none: how it was first sent
	signed, err := c.Cases.SignatureFiles(r.Context(), who, chi.URLParam(r, "number"), row)
	if err != nil {
		return err
	}
	f, err := signed.File(chi.URLParam(r, "file"))
	if err != nil {
		return err
	}
	return respond.Save(w, f.Name, f.Type, f.Bytes)
}
