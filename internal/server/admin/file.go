package admin

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/gate"
)

// Upload sends a file of the applicant: GET /admin/cases/{number}/files/{id}.
func (d *Desk) Upload(w http.ResponseWriter, r *http.Request, o account.Official) error {
	up, err := d.Cases.CaseUpload(r.Context(), o, chi.URLParam(r, "number"), chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	return d.send(w, r, up)
}

// send has a file saved, never shown inside the portal: a file is what its sender made it, whatever its type says.
func (d *Desk) send(w http.ResponseWriter, r *http.Request, up document.Upload) error {
	body, err := d.Documents.Open(r.Context(), up)
	if err != nil {
		return err
	}
	return respond.Stream(w, up.Name, up.Type, up.Size, body)
}

// Document sends a result as a PDF: GET /admin/cases/{number}/documents/{document}.
func (d *Desk) Document(w http.ResponseWriter, r *http.Request, o account.Official) error {
	doc, err := d.Cases.CaseDocument(r.Context(), o, chi.URLParam(r, "number"), chi.URLParam(r, "document"))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := d.Documents.PDF(r.Context(), doc, locale.FromContext(r.Context()), &b); err != nil {
		return err
	}
	return respond.Save(w, doc.Number+".pdf", "application/pdf", b.Bytes())
}

// Decision sends how a case ended without a result, as a PDF: GET /admin/cases/{number}/decision. What its applicant reads
// is drawn by their part of the portal.
func (d *Desk) Decision(draw func(http.ResponseWriter, *http.Request, casework.Application) error) gate.Official {
	return func(w http.ResponseWriter, r *http.Request, o account.Official) error {
		a, err := d.Cases.CaseDecision(r.Context(), o, chi.URLParam(r, "number"))
		if err != nil {
			return err
		}
		return draw(w, r, a)
	}
}

// SignatureFile sends what the applicant signed, or the signature: GET /admin/cases/{number}/signature/{file}.
func (d *Desk) SignatureFile(w http.ResponseWriter, r *http.Request, o account.Official) error {
	row, _ := strconv.Atoi(r.URL.Query().Get("row")) // none: how it was first sent
	signed, err := d.Cases.CaseSignatureFiles(r.Context(), o, chi.URLParam(r, "number"), row)
	if err != nil {
		return err
	}
	f, err := signed.File(chi.URLParam(r, "file"))
	if err != nil {
		return err
	}
	return respond.Save(w, f.Name, f.Type, f.Bytes)
}
