package public

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/locale"
	view "github.com/yagona/portal/web/public"
)

// Offline is the page that the service worker shows for one that cannot be fetched.
func (s *Site) Offline(req *http.Request) (templ.Component, error) {
	p := s.page(req, locale.FromContext(req.Context()).T("offline.title"), "")
	p.Section, p.AlternateOff = "", true
	return view.OfflinePage(view.Offline{Page: p}), nil
}

// Index is what is searched without a connection: code, title and everyday words of each service.
func (s *Site) Index(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	list := make([][3]string, 0, r.snap.Len())
	for _, svc := range r.snap.All() {
		list = append(list, [3]string{svc.Code, svc.Title.In(r.lang), strings.Join(svc.Keywords, " ")})
	}
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error { return json.NewEncoder(w).Encode(list) }), nil
}
