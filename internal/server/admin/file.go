package admin

import (
	"bytes"
	"mime"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
)

// Upload sends a file of the applicant: GET /admin/cases/{number}/files/{id}. It is always saved, never shown inside
// the portal: a file is what its sender made it, whatever its type says.
func (d *Desk) Upload(w http.ResponseWriter, r *http.Request, o account.Official) error {
	up, err := d.cases.CaseUpload(r.Context(), o, chi.URLParam(r, "number"), chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", up.Type)
	h.Set("Content-Length", strconv.FormatInt(up.Size, 10))
	h.Set("Content-Disposition", attachment(up.Name))
	h.Set("Content-Security-Policy", "sandbox")
	h.Set("Cache-Control", "private, no-store")
	return d.documents.Send(r.Context(), up, w)
}

// Document sends a result as a PDF: GET /admin/cases/{number}/documents/{document}.
func (d *Desk) Document(w http.ResponseWriter, r *http.Request, o account.Official) error {
	doc, err := d.cases.CaseDocument(r.Context(), o, chi.URLParam(r, "number"), chi.URLParam(r, "document"))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := d.documents.PDF(r.Context(), doc, &b); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("Content-Disposition", attachment(doc.Number+".pdf"))
	h.Set("Cache-Control", "private, no-store")
	_, err = w.Write(b.Bytes())
	return err
}

func attachment(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}
