package public

import (
	"encoding/json"
	"net/http"

	"github.com/a-h/templ"
)

// Limits of the suggestions while somebody types.
const (
	mostSuggested = 6
	// suggestRule lets a browser answer by itself when letters are deleted again. The answer may carry a cookie that
	// ends somebody's session, so that no cache on the way may give it to others.
	suggestRule = "private, max-age=60"
)

// suggestions is what the script shows under the field, and what it tells a screen reader.
type suggestions struct {
	Said    string       `json:"said"`
	Options []suggestion `json:"options"`
}

type suggestion struct {
	Title string        `json:"title"`
	Hint  string        `json:"hint"`
	Href  templ.SafeURL `json:"href"`
}

// Suggest is the services that what is typed so far may mean.
func (s *Site) Suggest(w http.ResponseWriter, req *http.Request) error {
	r := s.reader(req)
	out := suggestions{Options: make([]suggestion, 0, mostSuggested)}
	for _, svc := range r.snap.Search(cut(req.URL.Query().Get("q")), mostSuggested) {
		f := r.found(svc)
		out.Options = append(out.Options, suggestion{f.Title, f.Authority + " · " + f.When, f.Href})
	}
	n := len(out.Options)
	if out.Said = r.lang.T("ui.search.suggested", "Count", n, "N", n); n == 0 {
		out.Said = r.lang.T("ui.search.no-suggestion")
	}
	body, err := json.Marshal(out)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", suggestRule)
	return send(w, "application/json", body)
}
