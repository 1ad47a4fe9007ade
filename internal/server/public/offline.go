package public

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
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
		title := svc.Title.In(r.lang)
		list = append(list, [3]string{svc.Code, title, strings.Join(newWords(title, svc.Keywords), " ")})
	}
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error { return json.NewEncoder(w).Encode(list) }), nil
}

// newWords is each word of the keywords once, without those that begin another word of the service: a word is found by
// its beginning.
func newWords(title string, keywords []string) []string {
	said := strings.Fields(strings.ToLower(title))
	own := len(said)
	for _, k := range keywords {
		for w := range strings.FieldsSeq(strings.ToLower(k)) {
			if !slices.Contains(said, w) {
				said = append(said, w)
			}
		}
	}
	var out []string
	for _, w := range said[own:] {
		begins := func(other string) bool { return len(other) > len(w) && strings.HasPrefix(other, w) }
		if !slices.ContainsFunc(said, begins) {
			out = append(out, w)
		}
	}
	return out
}
