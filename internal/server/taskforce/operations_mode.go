package taskforce

import (
	"context"
	"net/http"
	"net/url"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/operation"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/taskforce"
	"github.com/yagona/portal/web/ui"
)

const modePath = operationsPath + "/mode"

// mode is what the portal does now, with the way to change it.
func (d *Operations) mode(ctx context.Context, p layout.Page) ([]ui.Row, error) {
	now, err := d.store.Standing(ctx)
	if err != nil {
		return nil, err
	}
	l := p.Lang
	row := ui.Row{
		Key: l.T("operation.mode.now"), Value: l.T("operation.mode." + string(now.Mode)), Note: l.T("operation.mode.since", "Time", l.DateTime(now.Since)),
		Action: &ui.Action{Label: l.T("operation.mode.change"), About: l.T("operation.mode.title"), Href: p.Link(modePath)},
	}
	if now.Reason != "" {
		row.Note += ". " + l.T("ui.mode.why."+now.Reason)
	}
	return []ui.Row{row}, nil
}

// modeFields ask for a mode and, beside the usual one, for a reason that people will read.
func modeFields() []form.Field {
	text := func(id string) locale.Text { return locale.TextOf(id) }
	to := form.Field{Key: "mode", Kind: form.KindChoice, Label: text("operation.mode.ask")}
	for _, m := range operation.Modes {
		to.Options = append(to.Options, form.Option{Value: string(m), Label: text("operation.mode." + string(m))})
	}
	why := form.Field{Key: "why", Kind: form.KindChoice, Label: text("operation.mode.why"), Hint: text("operation.mode.why-hint"), Required: new(bool)}
	for _, reason := range operation.Reasons {
		why.Options = append(why.Options, form.Option{Value: reason, Label: text("ui.mode.why." + reason)})
	}
	return []form.Field{to, why}
}

// AskMode asks what the portal is to do from now on: GET /taskforce/operations/mode.
func (d *Operations) AskMode(w http.ResponseWriter, r *http.Request, o account.Official) error {
	now, err := d.store.Standing(r.Context())
	if err != nil {
		return err
	}
	return d.askMode(w, r, o, http.StatusOK, url.Values{"mode": {string(now.Mode)}, "why": {now.Reason}}, nil)
}

func (d *Operations) askMode(w http.ResponseWriter, r *http.Request, o account.Official, status int, values url.Values, problems form.Problems) error {
	if err := o.Steering(); err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.Mode{Page: d.page(r, l.T("operation.mode.title")), Faults: ui.Faults(problems, l)}
	v.Page.Crumbs = append(v.Page.Crumbs, layout.Crumb{Title: l.T("operation.title"), Path: operationsPath})
	v.Page.Form, v.Cancel = modePath, v.Page.Link(operationsPath)
	for _, f := range modeFields() {
		f.Required = nil // nobody calls optional what most answers above it need: the hint says for which one it is not
		v.Controls = append(v.Controls, ui.Control{Field: f, Name: f.Key, Lang: l, Values: values, Problems: problems, InRow: true})
	}
	return respond.HTML(w, r, status, pages.ModePage(v))
}

// Turn brings the portal into a mode: POST /taskforce/operations/mode.
func (d *Operations) Turn(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if respond.Switched(r) {
		return d.askMode(w, r, o, http.StatusOK, r.PostForm, nil)
	}
	answers, problems := form.Parse(modeFields(), r.PostForm, form.Context{})
	to, why := operation.Mode(form.String(answers["mode"])), form.String(answers["why"])
	if len(problems) == 0 && to != operation.Open && why == "" {
		problems = form.Problems{{Input: "why", Field: "why", ID: "operation.mode.why-missing"}}
	}
	if len(problems) > 0 {
		return d.askMode(w, r, o, http.StatusUnprocessableEntity, r.PostForm, problems)
	}
	if err := d.store.Turn(r.Context(), o, to, why); err != nil {
		return err
	}
	d.sessions.SetFlash(w, r, "operation.mode.turned")
	return respond.Redirect(w, r, operationsPath)
}
