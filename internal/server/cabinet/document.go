package cabinet

import (
	"bytes"
	"mime"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
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
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.Number + ".pdf"}))
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("Cache-Control", "private, no-store")
	_, _ = w.Write(b.Bytes()) // the reader left; there is nobody to tell
	return nil
}

// File is an uploaded file of one's own. It is sent to be saved, never to be shown: what people upload does not run in
// our origin.
func (c *Cabinet) File(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	up, err := c.Documents.Upload(r.Context(), who, chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", up.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": up.Name}))
	h.Set("Content-Length", strconv.FormatInt(up.Size, 10))
	h.Set("Cache-Control", "private, no-store")
	return c.Documents.Send(r.Context(), up, w)
}
