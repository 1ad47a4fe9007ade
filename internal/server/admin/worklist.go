package admin

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/bulk"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/deadline"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Worklist is a queue of the official's office: GET /admin. Its whole state is in the address.
func (d *Desk) Worklist(w http.ResponseWriter, r *http.Request, o account.Official) error {
	ctx, lang := r.Context(), locale.FromContext(r.Context())
	if r.URL.RawQuery == "" {
		path, err := d.standard(ctx, o)
		if err != nil {
			return err
		}
		if path != "" {
			return respond.Redirect(w, r, path)
		}
	}
	s := parse(r.URL.Query())
	list, err := d.Cases.Worklist(ctx, o, s.filter(d.Now()))
	if err != nil {
		return err
	}
	titles, err := d.Cases.QueueServices(ctx, o)
	if err != nil {
		return err
	}
	services := make(map[string]string, len(titles))
	for code, title := range titles {
		services[code] = title.In(lang)
	}
	v := pages.Worklist{
		Page: respond.Page(r, lang.T("admin.title")), Office: d.office(lang, o), Filter: s.show(lang, services),
		ByDue: s.sort == "", Next: list.Counts[casework.QueueUnassigned] > 0,
	}
	v.Page.Dense, v.Page.Section = true, "cases"
	standing, err := d.Accounts.StandsFor(ctx, o)
	if err != nil {
		return err
	}
	for _, a := range standing {
		v.Standing = append(v.Standing, lang.T("absence.standing", "Name", a.Name, "Until", lang.Date(a.Until)))
	}
	if v.Unread, err = d.Messages.DeskUnread(ctx, o); err != nil {
		return err
	}
	if v.Views, err = d.kept(ctx, o, s); err != nil {
		return err
	}
	v.Keep = viewsPath + "?" + s.tail()
	for _, q := range casework.Queues {
		v.Tabs = append(v.Tabs, pages.Tab{
			Label: lang.T("casework.queue." + string(q)), Path: query{queue: string(q), limit: s.limit}.path(), Count: count(lang, list.Counts[q], casework.Counted),
			Hot: q == casework.QueueOverdue && list.Counts[q] > 0, Current: string(q) == s.queue,
		})
	}
	unread, err := d.unread(r, o, list.Cases)
	if err != nil {
		return err
	}
	for _, c := range list.Cases {
		row := d.row(lang, o, c)
		if n := unread[c.Number]; n > 0 {
			row.Tags = append(row.Tags, pages.Tag{Tone: ui.Plain, Text: lang.T("thread.unread", "Count", n)})
		}
		v.Rows = append(v.Rows, row)
	}
	if len(v.Rows) > 0 && s.queue != string(casework.QueueConsents) && s.queue != string(casework.QueueOpinions) {
		v.Bulk = &pages.Bulk{Actions: bulkActions(lang, o), State: s.fields(), Most: bulk.Most}
	}
	v.Pager = pager(lang, s, list.Next)
	return respond.HTML(w, r, http.StatusOK, pages.WorklistPage(v))
}

func (d *Desk) row(l locale.Lang, o account.Official, c casework.Summary) pages.Row {
	now := d.Now()
	row := pages.Row{
		Number: locale.ByThrees(c.Number), Path: "/admin/cases/" + c.Number, Service: c.Title.In(l), Who: c.Applicant,
		Step: l.T("casework.step." + string(c.Step)), Due: l.DueShort(c.DueAt), Left: left(l, d.Cases.Calendar(), now, c.DueAt),
		Late: now.After(c.DueAt), Assignee: c.AssignedTo, Pick: chosen(c),
	}
	if c.Region != "" && o.Region == "" {
		row.Note = catalogue.Lists().Territory(c.Region, l)
	}
	row.Soon = !row.Late && row.Left.Tone == ui.Yellow
	if row.Assignee == "" {
		row.Assignee = l.T("admin.nobody")
	}
	if c.Rung > 0 {
		row.Tags = append(row.Tags, pages.Tag{Tone: rungTone(c.Rung), Text: l.T("admin.rung." + strconv.Itoa(int(c.Rung)))})
	}
	if c.Silent {
		row.Tags = append(row.Tags, pages.Tag{Tone: ui.Yellow, Text: l.T("admin.silent", "Date", l.DueShort(c.DueAt))})
	}
	switch {
	case c.State.Final(): // found by its number
		row.Step = stateTitle(l, c.State)
		row.Left = pages.Tag{Tone: ui.Grey, Text: l.T("admin.finished")}
		row.Late, row.Soon = false, false
	case c.State == casework.Appealed:
		row.Tags = append(row.Tags, pages.Tag{Tone: ui.Plain, Text: stateTitle(l, c.State)})
	case c.State == casework.ToBeCorrected || c.State == casework.AwaitingPayment:
		row.Step = stateTitle(l, c.State)
		row.Left = pages.Tag{Tone: ui.Grey, Text: l.T("admin.paused")}
		row.Late, row.Soon = false, false
	case c.Cause != casework.NoCause && c.Cause != casework.ByTrack:
		row.Tags = append(row.Tags, pages.Tag{Tone: ui.Grey, Text: l.T("casework.cause." + string(c.Cause))})
	}
	return row
}

// rungTone is the colour of a rung: nobody but the official has to act yet, or the term is over.
func rungTone(r deadline.Rung) ui.Tone {
	if r == deadline.Warned {
		return ui.Yellow
	}
	return ui.Red
}

// pager leads to the first page and to the next one: pages of a keyset have no numbers.
func pager(l locale.Lang, s query, next string) ui.Pager {
	p := ui.NewPager(l)
	if s.after != "" {
		p.Previous = layout.URL(l, s.with(func(*query) {}))
	}
	if next != "" {
		p.Next = layout.URL(l, s.with(func(q *query) { q.after = next }))
	}
	return p
}

// Next claims the most urgent case that nobody has: POST /admin/next.
func (d *Desk) Next(w http.ResponseWriter, r *http.Request, o account.Official) error {
	number, err := d.Cases.ClaimNext(r.Context(), o)
	if err != nil {
		return err
	}
	if number == "" {
		d.done(w, r, "admin.none-to-take")
		return respond.Redirect(w, r, "/admin?queue=unassigned")
	}
	return respond.Redirect(w, r, "/admin/cases/"+number)
}

func may(a casework.Application, actor casework.Actor, action casework.Action) bool {
	return slices.Contains(a.ActionsFor(actor), action)
}
