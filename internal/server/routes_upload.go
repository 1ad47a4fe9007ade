package server

import (
	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/server/admin"
	"github.com/yagona/portal/internal/server/cabinet"
	"github.com/yagona/portal/internal/server/gate"
)

// uploadRoutes are the pages that take files, and so a larger body.
func uploadRoutes(r chi.Router, g *gate.Gate, c *cabinet.Cabinet) {
	post(r, "/apply/{draft}/sign", g.Citizen(c.SendSigned))
	post(r, "/apply/{draft}/{page}", g.Citizen(c.Answer))
	post(r, "/applications/{number}/messages", g.Citizen(c.Write))
	post(r, "/applications/{number}/correct", g.Citizen(c.Correct))
	post(r, "/applications/{number}/correct/sign", g.Citizen(c.SendCorrection))
}

// officeUploadRoutes are those of officials.
func officeUploadRoutes(r chi.Router, g *gate.Gate, d *admin.Desk) {
	decides(r, "/admin/cases/{number}/actions/record-result", g.Official(g.FreshForm(d.Record), account.Specialist, account.Head))
	post(r, "/admin/cases/{number}/messages", g.Official(d.Write, account.Specialist, account.Head))
}
