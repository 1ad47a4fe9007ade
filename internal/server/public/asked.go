package public

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/search"
)

// searched counts a search by words alone: an advanced one says less of how people call a thing. Another page of it, or
// a filter put on, is the same search: the reader comes from a page of results for these words.
func (s *Site) searched(req *http.Request, q query, found int) {
	words := q.find.Words
	if s.Enquiries == nil || words == "" || req.Method != http.MethodGet || q.find != (search.Query{Words: words}) {
		return
	}
	if before, ok := s.cameFrom(req); !ok || before != words {
		s.Enquiries.Searched(words, q.lang, found)
	}
}

// Opened answers with a service and counts it when the reader comes from the results of a search. A browser asks for
// each look at a page, if only to hear that nothing changed, so those are counted too.
func (s *Site) Opened(service respond.Handler) respond.Handler {
	if s.Enquiries == nil {
		return service
	}
	return func(w http.ResponseWriter, req *http.Request) error {
		if err := service(w, req); err != nil {
			return err
		}
		if words, ok := s.cameFrom(req); ok && req.Method == http.MethodGet {
			s.Enquiries.Opened(words, code(req))
		}
		return nil
	}
}

// cameFrom is the words of the page of results from which the reader came. Browsers tell the whole address only to pages
// of the same site (see Referrer-Policy).
func (s *Site) cameFrom(req *http.Request) (words string, ok bool) {
	from, err := url.Parse(req.Referer())
	if err != nil || from.RawQuery == "" || from.Host != req.Host && from.Scheme+"://"+from.Host != s.Origin {
		return "", false
	}
	lang, path, _ := strings.Cut(strings.TrimPrefix(from.Path, "/"), "/")
	if _, known := locale.ParseLang(lang); !known || path != "services" {
		return "", false
	}
	words = cut(from.Query().Get("q"))
	return words, words != ""
}
