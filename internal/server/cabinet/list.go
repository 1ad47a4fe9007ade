package cabinet

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// before is the key of a page of a list: the entries older than this one.
func before(r *http.Request) int64 {
	n, err := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// pager leads to older entries when the page is full, and back to the newest.
func pager(p layout.Page, r *http.Request, path string, full bool, last int64) ui.Pager {
	g := ui.Pager{Label: p.T("cabinet.pages.label"), Words: [2]string{p.T("cabinet.pages.newest"), p.T("cabinet.pages.older")}}
	if before(r) > 0 {
		g.Previous = p.Link(path)
	}
	if full {
		mark := "?"
		if strings.Contains(path, "?") {
			mark = "&"
		}
		g.Next = p.Link(path + mark + "before=" + strconv.FormatInt(last, 10))
	}
	return g
}

// List is one's applications and drafts.
func (c *Cabinet) List(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	l := locale.FromContext(r.Context())
	list, err := c.Cases.Applications(r.Context(), who, before(r))
	if err != nil {
		return err
	}
	unread, err := c.unread(r, who, list)
	if err != nil {
		return err
	}
	v := cabinet.List{Page: c.page(r, l.T("cabinet.list.title"), "applications")}
	var last int64
	for _, m := range list {
		v.Entries = append(v.Entries, c.entry(m, unread[m.Number], v.Page, l))
		last = m.ID
	}
	v.Pager = pager(v.Page, r, "/applications", len(list) == casework.PageSize, last)
	if before(r) == 0 {
		if v.Drafts, err = c.drafts(r, who, v.Page, l); err != nil {
			return err
		}
	}
	return respond.HTML(w, r, http.StatusOK, cabinet.ListPage(v))
}

// entry is an application in a list: its service, number, state, messages that wait, and by when who must act.
func (c *Cabinet) entry(m casework.Summary, unread int, p layout.Page, l locale.Lang) cabinet.Entry {
	state, _ := catalogue.Lists().States.Get(string(m.State))
	e := cabinet.Entry{Title: m.Title.In(l), Href: p.Link("/applications/" + m.Number), Note: locale.ByThrees(m.Number) + " · " + l.Date(m.SubmittedAt), Tag: state.Title.In(l), Tone: ui.Plain}
	if unread > 0 {
		e.Unread = l.T("thread.unread", "Count", unread)
	}
	switch m.State {
	case casework.Done:
		e.Tone = ui.Leaf
	case casework.Refused, casework.Lapsed:
		e.Tone = ui.Red
	case casework.Withdrawn:
		e.Tone = ui.Grey
	case casework.ToBeCorrected, casework.AwaitingPayment:
		e.Tone = ui.Yellow
	case casework.New, casework.InProcess, casework.Appealed: // the state works, nobody has to worry
	}
	if m.State.Final() {
		return e
	}
	office, _ := authority(m.Authority, l)
	e.Note = locale.ByThrees(m.Number) + " · " + office
	day, _ := c.dueIn(l, m.DueAt)
	e.Side = l.T("cabinet.case.until", "Day", day)
	if steps, at := stages(m.Process, m.Step, m.State == casework.AwaitingPayment); at >= 0 {
		e.Stages = cabinet.Stages{Done: at + 1, Now: true, Total: len(steps) + 1, Label: l.T("cabinet.list.stages", "Done", at+1, "Total", len(steps)+1)}
	}
	return e
}

// drafts is what was begun and not sent, with how far it is and until when it is kept.
func (c *Cabinet) drafts(r *http.Request, who account.Principal, p layout.Page, l locale.Lang) ([]cabinet.Drafted, error) {
	list, err := c.Cases.Drafts(r.Context(), who)
	if err != nil {
		return nil, err
	}
	out := make([]cabinet.Drafted, 0, len(list))
	for _, d := range list {
		svc, err := c.Cases.Service(r.Context(), d)
		if err != nil {
			return nil, err
		}
		asked := 0
		for _, yes := range svc.Asked(catalogue.Input{Facts: d.Facts, Form: d.Answers, Today: register.DateOf(c.Now())}) {
			if yes {
				asked++
			}
		}
		note := l.T("cabinet.drafts.note", "Done", len(d.Answers), "Total", asked, "Date", l.Date(d.ExpiresAt))
		out = append(out, cabinet.Drafted{Title: svc.Title.In(l), Href: p.Link(draftPath(d.ID, "")), Note: note, Discard: p.Link(draftPath(d.ID, "discard"))})
	}
	return out, nil
}

// Papers is one's issued documents: GET /documents?q=&kind=&state=.
func (c *Cabinet) Papers(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	l := locale.FromContext(r.Context())
	v := cabinet.Documents{Page: c.page(r, l.T("cabinet.documents.title"), "cabinet")}
	sought, err := c.sought(r, who, &v, l)
	if err != nil {
		return err
	}
	path := papersPath(sought)
	list, err := c.Documents.Mine(r.Context(), who, sought, before(r))
	if err != nil {
		return err
	}
	var last int64
	for _, d := range list {
		last = d.ID
		standing := d.Valid(c.Now())
		paper := cabinet.Paper{
			Title: d.Title.In(l), Note: l.T("cabinet.documents.number", "Number", d.Number) + " · " + l.Date(d.IssuedAt), Tag: l.T("document.standing." + string(standing)), Tone: ui.Leaf,
			Case: v.Link("/applications/" + d.Application), PDF: "/documents/" + d.Number + "/pdf", Verify: v.Link("/verify/" + d.Code),
		}
		if d.ValidUntil != nil {
			paper.Note += " · " + l.T("cabinet.documents.until", "Date", l.Date(*d.ValidUntil))
		}
		if standing != document.Valid {
			paper.Tone = ui.Grey
		}
		switch {
		case standing == document.Suspended:
			paper.Tone = ui.Yellow
			paper.Note += " · " + d.SuspendedWords(l)
		case d.RevokedAt != nil:
			paper.Tone = ui.Red
			paper.Note += " · " + l.T("document.standing.revoked") + ": " + l.Date(*d.RevokedAt)
		}
		paper.Why = stopped(d, c.Now(), l)
		paper.Ends, paper.Renew = c.renewal(d, v.Page, l)
		v.Items = append(v.Items, paper)
	}
	v.Pager = pager(v.Page, r, path, len(list) == document.Page, last)
	return respond.HTML(w, r, http.StatusOK, cabinet.DocumentsPage(v))
}

// sought is which documents the address asks for, and the controls that ask for others.
func (c *Cabinet) sought(r *http.Request, who account.Principal, v *cabinet.Documents, l locale.Lang) (document.Sought, error) {
	q := r.URL.Query()
	sought := document.Sought{Words: strings.TrimSpace(q.Get("q"))}
	if utf8.RuneCountInString(sought.Words) > maxWords {
		sought.Words = string([]rune(sought.Words)[:maxWords])
	}
	kinds, err := c.Documents.Kinds(r.Context(), who)
	if err != nil {
		return sought, err
	}
	v.Kinds = []ui.Option{{Title: l.T("cabinet.documents.any")}}
	for _, code := range kinds {
		kind, _ := catalogue.Lists().ResultKinds.Get(code)
		if v.Kinds = append(v.Kinds, ui.Option{Value: code, Title: kind.Title.In(l)}); code == q.Get("kind") {
			sought.Kind = code
		}
	}
	states := []document.Standing{"", document.Valid, document.Suspended, document.Expired, document.Revoked}
	if s := document.Standing(q.Get("state")); slices.Contains(states, s) {
		sought.Standing = s
	}
	for _, s := range states {
		part, title := sought, l.T("cabinet.documents.any")
		if part.Standing = s; s != "" {
			title = l.T("document.standing." + string(s))
		}
		v.Parts = append(v.Parts, cabinet.Part{Title: title, Href: v.Link(papersPath(part)), Current: s == sought.Standing})
	}
	v.Action, v.Words, v.Kind, v.State, v.Narrowed = v.Link("/documents"), sought.Words, sought.Kind, string(sought.Standing), sought != document.Sought{}
	return sought, nil
}

// maxWords is how much of what is looked for is read.
const maxWords = 100

// papersPath is the list of those documents, without language.
func papersPath(s document.Sought) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": s.Words, "kind": s.Kind, "state": string(s.Standing)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return "/documents"
	}
	return "/documents?" + q.Encode()
}

// Inbox is the messages to a person. Officials who are no citizens of the portal have one too: it tells them of their second
// factors and offices.
func (c *Cabinet) Inbox(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	l := locale.FromContext(r.Context())
	list, err := c.Messages.Inbox(r.Context(), who, before(r))
	if err != nil {
		return err
	}
	unread, err := c.Messages.Unread(r.Context(), who)
	if err != nil {
		return err
	}
	copies, err := c.Messages.Copies(r.Context(), who, list)
	if err != nil {
		return err
	}
	v := cabinet.Inbox{Page: c.page(r, l.T("cabinet.inbox.title"), "cabinet")}
	if who.PINFL != "" {
		v.Choices = v.Link(notify.ChoicesPath)
	}
	if v.Broken, err = c.Messages.Broken(r.Context(), who); err != nil {
		return err
	}
	if unread > 0 {
		v.Count = l.T("cabinet.inbox.unread", "Count", unread)
		v.MarkAll = v.Link("/inbox/read")
	}
	var last int64
	for _, m := range list {
		last = m.ID
		one := cabinet.Message{Title: m.Title(l), Text: m.Text(l), When: l.DateTime(m.At), Unread: m.ReadAt == nil, Copies: howFar(l, copies[m.ID])}
		if to := m.To(); to != "" {
			one.Case = v.Link(to)
		}
		v.Messages = append(v.Messages, one)
	}
	v.Pager = pager(v.Page, r, "/inbox", len(list) == notify.Page, last)
	return respond.HTML(w, r, http.StatusOK, cabinet.InboxPage(v))
}

// howFar says of each copy how far it has come, and why it stopped or waits.
func howFar(l locale.Lang, copies []notify.Copy) []string {
	var out []string
	for _, c := range copies {
		text := l.T("notices.state."+string(c.State), "Channel", l.T("notices.channel."+string(c.Channel)), "Time", l.DateTime(c.At))
		if c.Why != "" && c.State != notify.Bounced {
			text += " (" + l.T("notices.why."+c.Why) + ")"
		}
		out = append(out, text)
	}
	return out
}

// ReadAll marks every message as read.
func (c *Cabinet) ReadAll(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	id, err := strconv.ParseInt(r.PostFormValue("id"), 10, 64)
	if r.PostFormValue("id") != "" && (err != nil || id <= 0) {
		return problem.New(problem.NotFound, "notify.not_found")
	}
	if err := c.Messages.MarkRead(r.Context(), who, id); err != nil {
		return err
	}
	return respond.Redirect(w, r, "/inbox")
}
