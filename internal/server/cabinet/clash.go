package cabinet

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
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

// overwrites reports whether what was typed into a page would replace other answers that are saved: those of another
// window. Where nothing was answered yet, or the same, two windows do not stand in each other's way.
func (c *Cabinet) overwrites(r *http.Request, s *sheet, fields []form.Field, in *sent) (bool, error) {
	saved := form.Fill(fields, s.draft.Answers)
	if len(saved) == 0 || in.verb != "next" && in.verb != "" {
		return len(saved) > 0, nil
	}
	uploads, err := c.uploads(r.Context(), s.who, document.Place{Draft: s.draft.ID}, in.files(fields))
	if err != nil {
		return false, err
	}
	answers, problems := form.Parse(fields, in.values, c.asking(r, s).context(fields, uploads))
	typed := form.Fill(fields, answers)
	for _, refused := range in.faults { // of a file that could not be taken nothing would be saved: the page is shown again, and says so
		problems = slices.DeleteFunc(problems, func(p form.Problem) bool { return p.Field == refused.Field })
		delete(saved, refused.Field)
		delete(typed, refused.Field)
	}
	return len(problems) > 0 || !maps.EqualFunc(saved, typed, slices.Equal[[]string]), nil
}

// clash is shown when the draft changed in another window after this page was drawn. What was typed here is not lost
// and overwrites nothing: the person sees both and chooses.
func (c *Cabinet) clash(w http.ResponseWriter, r *http.Request, s *sheet, page form.Page, in *sent) error {
	l := locale.FromContext(r.Context())
	fields := page.Asked(s.asked)
	v := cabinet.Clash{Page: c.shell(r, s, l.T("cabinet.clash.title")), Row: s.draft.Row}
	v.NoTabs = true
	v.Open = v.Link(draftPath(s.draft.ID, page.Key))
	v.Form = draftPath(s.draft.ID, page.Key) + s.sentTo(r)
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
	words := func(f form.Field, of form.Answers, typed url.Values) ui.Row {
		row := ui.Row{Key: f.Label.In(l), Value: strings.Join(form.Show(f, of[f.Key], l, territory(l)), "\n")}
		if row.Value == "" { // what can't be read as an answer is shown as it was typed
			row.Value = cmp.Or(strings.Join(typed[f.Key], "\n"), l.T("cabinet.check.nothing"))
		}
		return row
	}
	for _, f := range fields {
		v.Saved, v.Here = append(v.Saved, words(f, s.draft.Answers, nil)), append(v.Here, words(f, answers, in.values))
	}
	return respond.HTML(w, r, http.StatusConflict, cabinet.ClashPage(v))
}

// clashOn turns a conflict while saving into the same page, unless nothing of another window would be lost: a form that
// was sent twice at once, or two windows at different pages. Then it is saved over what the draft is now.
func (c *Cabinet) clashOn(w http.ResponseWriter, r *http.Request, s *sheet, page form.Page, in *sent, err error) error {
	if !problem.Is(err, problem.Conflict) {
		return err
	}
	d, bad := c.Cases.Draft(r.Context(), s.who, s.draft.ID)
	if bad != nil {
		return bad
	}
	s.draft = d
	s.ask()
	over, bad := c.overwrites(r, s, page.Asked(s.asked), in)
	if bad != nil {
		return bad
	}
	if !over {
		return c.take(w, r, s, page, in)
	}
	return c.clash(w, r, s, page, in)
}
