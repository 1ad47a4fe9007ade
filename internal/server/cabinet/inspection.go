package cabinet

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// visits is the visits of the authority, planned and made, with what came of each.
func visits(a casework.Application, l locale.Lang) (list []cabinet.Inspection) {
	for _, v := range a.Visits {
		lines := v.Place
		say := func(s string) {
			if s != "" {
				lines += "\n" + s
			}
		}
		if v.InspectorName != "" {
			say(l.T("casework.inspector", "Name", v.InspectorName))
		}
		say(v.Note)
		if v.AskedAt != nil {
			say(l.T("cabinet.inspection.asked", "Date", l.Date(*v.AskedAt)))
		}
		switch {
		case v.Missed:
			say(l.T("cabinet.inspection.missed"))
		case v.Passed != nil && *v.Passed:
			say(l.T("cabinet.inspection.passed"))
		case v.Passed != nil:
			say(l.T("cabinet.inspection.failed"))
		case v.Moves:
			say(l.T("cabinet.inspection.off"))
		default:
			say(l.T("cabinet.inspection.planned"))
		}
		say(v.Result)
		x := cabinet.Inspection{Row: ui.Row{Key: l.DateTime(v.At), Value: lines}}
		var photos []form.Upload
		x.Noted, photos = ui.Noted(a.Service, v, l)
		for _, f := range photos {
			x.Photos = append(x.Photos, cabinet.Photo{Name: f.Name, Size: form.FileSize(l, f.Size), Href: layout.URL(l, "/applications/"+a.Number+"/visits/files/"+f.ID)})
		}
		list = append(list, x)
	}
	return list
}

// VisitFile sends a photo that was taken at a visit: GET /applications/{number}/visits/files/{id}.
func (c *Cabinet) VisitFile(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	up, err := c.Cases.VisitFile(r.Context(), who, chi.URLParam(r, "number"), chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	return c.send(w, r, up)
}

// AskOtherTime asks for another time for a visit of the authority: POST /applications/{number}/other-time.
func (c *Cabinet) AskOtherTime(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	return c.request(w, r, who, casework.AskOtherTime, func() { c.Sessions.SetFlash(w, r, "cabinet.inspection.done") })
}
