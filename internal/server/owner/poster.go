package owner

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/owner"
	"github.com/yagona/portal/web/ui"
)

// Poster is a sheet for the wall of an office: its code leads to the form on which visitors rate it, in the language of
// the sheet. GET /admin/offices/{id}/poster.
func (d *Offices) Poster(w http.ResponseWriter, r *http.Request, o account.Official) error {
	id, err := booking.ParseOffice(chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	office, _, _, err := d.bookings.KeptOffice(r.Context(), o, id)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.Poster{
		Page: respond.Page(r, l.T("voice.poster.title")), Office: office.Name.In(l), Address: office.Address.In(l),
		Link: d.origin + string(layout.URL(l, "/feedback?office="+strconv.FormatInt(id, 10))),
	}
	if v.Size, v.Code, err = ui.Squares(v.Link); err != nil {
		return err
	}
	v.Dense, v.Section = true, "offices"
	v.Crumbs = []layout.Crumb{{Title: l.T("office.title"), Path: officesPath}, {Title: v.Office, Path: officePath(id)}}
	return respond.HTML(w, r, http.StatusOK, pages.PosterPage(v))
}
