package server

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
)

// Styleguide draws a page of the styleguide by its path below /styleguide; nil for one that it does not have.
type Styleguide func(p layout.Page, path string) templ.Component

// styleguideRoutes are for developers.
func styleguideRoutes(r chi.Router, draw Styleguide) {
	show := func(w http.ResponseWriter, r *http.Request) error {
		c := draw(respond.Page(r, ""), chi.URLParam(r, "part"))
		if c == nil {
			return problem.New(problem.NotFound, "ui.lost.title")
		}
		return respond.HTML(w, r, http.StatusOK, c)
	}
	get(r, "/styleguide", show)
	get(r, "/styleguide/{part}", show)
}
