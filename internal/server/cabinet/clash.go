package cabinet

import (
	"net/http"
	"slices"
	"strings"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/ui"
)

// clash is shown when the draft changed in another window after this page was drawn. What was typed here is not lost
// and overwrites nothing: the person chooses.
func (c *Cabinet) clash(w http.ResponseWriter, r *http.Request, s *sheet, page form.Page, in *sent) error {
	l := locale.FromContext(r.Context())
	fields := page.Asked(s.asked)
	v := cabinet.Clash{Page: c.page(r, l.T("cabinet.clash.title"), "services"), Row: s.draft.Row}
	v.NoTabs = true
	v.Open = v.Link(draftPath(s.draft.ID, page.Key))
	v.Form = draftPath(s.draft.ID, page.Key) + keepFrom(r)
	names := make([]string, 0, len(in.values))
	for name := range in.values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range in.values[name] {
			v.Along = append(v.Along, cabinet.Along{Name: name, Value: value})
		}
	}
	uploads, err := c.uploads(r.Context(), s.who, document.Place{Draft: s.draft.ID}, in.files(fields))
	if err != nil {
		return err
	}
	answers, _ := form.Parse(fields, in.values, c.asking(r, s).context(fields, uploads))
	for _, f := range fields {
		if shown := form.Show(f, answers[f.Key], l, territory(l)); len(shown) > 0 {
			v.Mine = append(v.Mine, ui.Row{Key: f.Label.In(l), Value: strings.Join(shown, "\n")})
		}
	}
	return respond.HTML(w, r, http.StatusConflict, cabinet.ClashPage(v))
}

// clashOn turns a conflict while saving into the same page.
func (c *Cabinet) clashOn(w http.ResponseWriter, r *http.Request, s *sheet, page form.Page, in *sent, err error) error {
	if !problem.Is(err, problem.Conflict) {
		return err
	}
	d, bad := c.Cases.Draft(r.Context(), s.who, s.draft.ID)
	if bad != nil {
		return bad
	}
	s.draft = d
	return c.clash(w, r, s, page, in)
}
