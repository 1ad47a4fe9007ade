package taskforce

import (
	"crypto/rand"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/action"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/taskforce"
	"github.com/yagona/portal/web/ui"
)

func fixKind(kind string) report.FixKind { return report.FixKind(kind) }

// Action is one action: GET /taskforce/actions/{n} and GET /admin/actions/{n}.
func (d *Actions) Action(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.show(w, r, o, http.StatusOK, nil)
}

func (d *Actions) show(w http.ResponseWriter, r *http.Request, o account.Official, status int, wrong *problem.Error) error {
	ctx, l := r.Context(), locale.FromContext(r.Context())
	a, entries, effects, err := d.actions.Of(ctx, o, number64(r))
	if err != nil {
		return err
	}
	path := actionPath(o, a.ID)
	v := pages.Action{
		Page: d.page(r, o, l.T("action.number", "N", a.ID)), Title: a.Title, Plan: a.Plan, State: stateMark(l, a.State),
		Note: r.PostForm.Get("note"), Token: rand.Text(), Entrust: path + "/owner",
	}
	v.Page.Form = path
	if token := r.PostForm.Get("token"); token != "" {
		v.Token = token
	}
	if wrong != nil {
		v.Faults = []ui.Fault{{Field: "note", Text: l.T(wrong.ID, wrong.Args...)}}
	}
	if a.Overdue(d.today()) {
		days := int(math.Round(d.today().Sub(a.Due).Hours() / 24))
		v.Overdue = l.T("action.late", "Count", days, "N", days)
	}
	v.Rows = d.rows(l, a)
	for _, e := range effects {
		v.Effects = append(v.Effects, effectCard(l, a, e))
	}
	if next := action.Next(a, effects); !next.IsZero() {
		v.Next = l.T("action.next", "Date", l.Date(next))
	} else if a.Open() {
		v.Next = l.T("action.not-yet")
	}
	for _, s := range a.Moves(o) {
		v.Moves = append(v.Moves, pages.Choice{Value: string(s), Label: l.T("action.move." + string(s))})
	}
	for _, e := range entries {
		v.Events = append(v.Events, d.event(l, e))
	}
	if a.Open() && (o.Steering() == nil || o.Role == account.Head) {
		if v.Staff, err = d.staff(r, l, a); err != nil {
			return err
		}
	}
	if o.Steering() == nil && a.Aim.Service != "" {
		v.Behind = pages.Link{Text: l.T("action.behind"), Path: fixPath(report.Fix{Kind: fixKind(a.Aim.Kind), Service: a.Aim.Service, What: a.Aim.What}, report.Filter{Months: periods[0]})}
	}
	return respond.HTML(w, r, status, pages.ActionPage(v))
}

// rows are the facts of an action.
func (d *Actions) rows(l locale.Lang, a action.Action) []ui.Row {
	rows := []ui.Row{
		{Key: l.T("action.owner"), Value: catalogue.Lists().Office(a.Authority, l), Note: a.Name},
		{Key: l.T("action.due"), Value: l.Date(a.Due)},
		{Key: l.T("action.expected"), Value: l.T("lost.saves", "Count", a.Expected, "N", l.Number(int64(a.Expected)))},
		{Key: l.T("action.aim"), Value: d.aim(l, a.Aim)},
	}
	if a.Aim.Service != "" {
		rows = append(rows, ui.Row{Key: l.T("taskforce.column.service"), Value: d.desk.service(l, a.Aim.Service).text})
	}
	return append(rows, ui.Row{Key: l.T("action.proposed-by"), Value: l.Date(a.ProposedAt), Note: a.ProposedBy})
}

// aim says what the effect of an action is measured on.
func (d *Actions) aim(l locale.Lang, aim report.Aim) string {
	switch fixKind(aim.Kind) {
	case report.FixQuestion:
		return l.T("action.aims.question", "Question", d.desk.question(l, aim.Service, aim.What))
	case report.FixReason:
		return l.T("action.aims.reason", "Cause", cause(l, report.Fix{What: aim.What}.Cause()))
	default:
		return l.T("action.aims." + aim.Kind)
	}
}

func (d *Actions) event(l locale.Lang, e action.Entry) ui.Event {
	x := ui.Event{Moment: ui.Past, Title: l.T("action.entry." + e.Kind), By: l.T("action.portal"), When: l.DateTime(e.At), At: e.At.Format(time.RFC3339)}
	switch {
	case e.Name != "" && e.Authority != "":
		x.By = e.Name + ", " + catalogue.Lists().Office(e.Authority, l)
	case e.Name != "":
		x.By = e.Name + ", " + l.T("action.taskforce")
	}
	switch {
	case e.Kind == action.Measured:
		x.Text = l.T("action.measured-after", "N", e.Note)
	case e.Note != "":
		x.Detail = pages.Written(e.Note)
	}
	return x
}

// staff is who may look after an action.
func (d *Actions) staff(r *http.Request, l locale.Lang, a action.Action) ([]pages.Choice, error) {
	officials, err := d.accounts.Officials(r.Context(), a.Authority, "")
	if err != nil {
		return nil, err
	}
	list := []pages.Choice{{Value: "0", Label: l.T("action.nobody"), Chosen: a.Official == 0}}
	for _, o := range officials {
		list = append(list, pages.Choice{Value: strconv.FormatInt(o.ID, 10), Label: o.Name, Chosen: a.Official == o.ID})
	}
	return list, nil
}

// effectCard is a measured effect with its figures and how sure they are.
func effectCard(l locale.Lang, a action.Action, e action.Effect) pages.EffectCard {
	id := "effect-" + strconv.Itoa(e.Days)
	tones := map[string]ui.Tone{report.EffectBetter: ui.Leaf, report.EffectWorse: ui.Red, report.EffectSame: ui.Grey, report.EffectFew: ui.Grey, report.EffectEarly: ui.Grey}
	c := pages.EffectCard{
		ID: id, Title: l.T("action.after-days", "N", e.Days), Verdict: pages.Mark{Tone: tones[e.Verdict()], Text: l.T("action.verdict." + e.Verdict())},
		When: l.T("action.frozen", "Time", l.DateTime(e.MeasuredAt)),
	}
	each := func(v float64) string { return l.Percent(v) }
	if kind := fixKind(a.Aim.Kind); a.Aim.Kind == report.AimHours || kind == report.FixComing {
		each = func(v float64) string { return l.Decimal(math.Round(v*100) / 100) }
	}
	saved := int64(math.Round(e.Saved()))
	switch {
	case e.Verdict() == report.EffectEarly:
		c.Text = l.T("action.too-early", "Days", e.Days, "Term", e.Term)
	case e.Few():
		c.Text = l.T("action.too-few")
	default:
		came := "action.hoped"
		if e.Verdict() == report.EffectBetter { // what chance may have made saves nothing
			came = "action.spared"
		}
		c.Text = l.T("action.difference", "Before", each(e.Before.Mean), "After", each(e.After.Mean), "Margin", each(e.Margin())) +
			" " + l.T(came, "Saved", l.Number(saved), "Expected", l.Number(int64(a.Expected)))
	}
	c.Grid = ui.Grid{Caption: c.Title, HideCaption: true, Stack: true, Columns: []ui.Column{
		{Title: l.T("action.span")}, {Title: l.T("taskforce.column.applications"), Numeric: true}, {Title: l.T("action.mean"), Numeric: true}, {Title: l.T("taskforce.column.lost-hours"), Numeric: true},
	}}
	for i, s := range []report.Sample{e.Before, e.After} {
		c.Grid.Rows = append(c.Grid.Rows, []ui.Cell{
			{Text: l.T([2]string{"action.before", "action.after"}[i]), Note: l.Date(s.From) + " – " + l.Date(s.To.AddDate(0, 0, -1))},
			{Text: l.Number(int64(s.N))},
			{Text: each(s.Mean)},
			{Text: number(l, s.Hours).text},
		})
	}
	return c
}

// News is the pages of what members of the task force were told.
type News struct{ messages *notify.Store }

// NewNews is those pages.
func NewNews(messages *notify.Store) *News { return &News{messages: messages} }

// List is what the member was told, the newest first: GET /taskforce/notices.
func (d *News) List(w http.ResponseWriter, r *http.Request, o account.Official) error {
	ctx, l := r.Context(), locale.FromContext(r.Context())
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	list, err := d.messages.Desk(ctx, o, before)
	if err != nil {
		return err
	}
	p := respond.Page(r, l.T("admin.notices.title"))
	p.Dense, p.Section = true, "actions"
	p.Crumbs = []layout.Crumb{{Title: l.T("action.title"), Path: actionsPath}}
	v := ui.News{Lang: l, Read: p.Link("/taskforce/notices/read")}
	if v.Unread, err = d.messages.DeskUnread(ctx, o); err != nil {
		return err
	}
	for _, m := range list {
		path := m.To()
		if n, _ := m.Args[notify.ToAction].(string); n != "" {
			path = actionsPath + "/" + n
		}
		v.List = append(v.List, ui.Told{Title: m.Title(l), Text: m.Text(l), When: l.DateTime(m.At), Href: p.Link(path), Unread: m.ReadAt == nil})
	}
	if len(list) > 0 {
		v.Newest = strconv.FormatInt(list[0].ID, 10)
	}
	v.Pager = ui.NewPager(l)
	if before > 0 {
		v.Pager.Previous = layout.URL(l, "/taskforce/notices")
	}
	if len(list) == notify.Page {
		v.Pager.Next = layout.URL(l, "/taskforce/notices?before="+strconv.FormatInt(list[len(list)-1].ID, 10))
	}
	return respond.HTML(w, r, http.StatusOK, pages.NoticesPage(p, v))
}

// Read marks as read what was shown: POST /taskforce/notices/read.
func (d *News) Read(w http.ResponseWriter, r *http.Request, o account.Official) error {
	newest, _ := strconv.ParseInt(r.PostFormValue("newest"), 10, 64)
	if err := d.messages.MarkDeskRead(r.Context(), o, newest); err != nil {
		return err
	}
	return respond.Redirect(w, r, "/taskforce/notices")
}
