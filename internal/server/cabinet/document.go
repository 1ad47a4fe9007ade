package cabinet

import (
	"bytes"
	"io"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
)

// PDF is an issued document of one's own, drawn from its frozen content.
func (c *Cabinet) PDF(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	d, err := c.Documents.Document(r.Context(), who, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := c.Documents.PDF(r.Context(), d, &b); err != nil {
		return err
	}
	return respond.Save(w, d.Number+".pdf", "application/pdf", b.Bytes())
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
	body, err := c.Documents.Open(r.Context(), up)
	if err != nil {
		return err
	}
	defer body.Close()
	respond.Download(w, up.Name, up.Type, up.Size)
	_, err = io.Copy(w, body)
	return err
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
