package public

import (
	"net/http"
	"slices"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// stars draws the star of services for who is signed in. Everybody else gets the page that is kept for all, without.
type stars struct {
	page layout.Page
	kept []string
	on   bool
}

// stars is one query, made only for pages that are drawn for one person anyway. Without an answer the page has no
// stars: they are a convenience.
func (s *Site) stars(req *http.Request, p layout.Page) stars {
	who := account.FromContext(req.Context())
	if who == nil || s.Favourites == nil {
		return stars{}
	}
	kept, err := s.Favourites(req.Context(), *who)
	return stars{page: p, kept: kept, on: err == nil}
}

func (s stars) of(svc *catalogue.Service) *ui.Star {
	if !s.on {
		return nil
	}
	back := string(s.page.Link(s.page.Path))
	if s.page.Query != "" {
		back += "?" + s.page.Query
	}
	star := &ui.Star{
		Action: s.page.Link("/cabinet/favourites"), Service: svc.Code, About: svc.Title.In(s.page.Lang), Back: back,
		Label: s.page.T("favourite.keep"), Kept: slices.Contains(s.kept, svc.Code),
	}
	if star.Kept {
		star.Label = s.page.T("favourite.drop")
	}
	return star
}
