package server

import (
	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/server/owner"
)

// templateRoutes are the pages of heads about the texts that their officials begin messages with.
func templateRoutes(r chi.Router, g *gate.Gate, d *owner.Templates) {
	head := func(h gate.Official) respond.Handler { return g.Official(h, account.Head) }
	get(r, "/admin/templates", head(d.List))
	get(r, "/admin/templates/{id}", head(d.Template))
	post(r, "/admin/templates/{id}", head(d.Save))
	post(r, "/admin/templates/{id}/remove", head(d.Drop))
}
