package admin

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

const papersPath = "/admin/papers"

// maxSought is how much of what is looked for is read.
const maxSought = 100

// sought is the state of the register as it stands in the address.
func sought(q url.Values) document.Search {
	s := document.Search{Text: strings.TrimSpace(q.Get("text")), Kind: q.Get("kind"), Service: q.Get("service"), Standing: document.Standing(q.Get("state"))}
	if utf8.RuneCountInString(s.Text) > maxSought {
		s.Text = string([]rune(s.Text)[:maxSought])
	}
	if !slices.Contains(document.Lasting, s.Kind) {
		s.Kind = ""
	}
	if !slices.Contains(document.Standings, s.Standing) {
		s.Standing = ""
	}
	if n, err := strconv.ParseInt(q.Get("before"), 10, 64); err == nil && n > 0 {
		s.Before = n
	}
	return s
}

// papersAt is the address of that state.
func papersAt(s document.Search) string {
	q := url.Values{}
	for name, value := range map[string]string{"text": s.Text, "kind": s.Kind, "service": s.Service, "state": string(s.Standing)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if s.Before > 0 {
		q.Set("before", strconv.FormatInt(s.Before, 10))
	}
	if len(q) == 0 {
		return papersPath
	}
	return papersPath + "?" + q.Encode()
}

// Papers is the register of what the office issued: GET /admin/papers?text=&kind=&service=&state=&before=.
func (d *Desk) Papers(w http.ResponseWriter, r *http.Request, o account.Official) error {
	l, s := locale.FromContext(r.Context()), sought(r.URL.Query())
	list, err := d.Documents.Papers(r.Context(), o, s)
	if err != nil {
		return err
	}
	v := pages.Papers{Page: d.paperPage(r, l.T("paper.title")), Office: d.office(l, o), Action: papersPath, Text: s.Text}
	v.Page.Crumbs = v.Page.Crumbs[:1]
	d.narrow(l, o, s, &v)
	for _, x := range list {
		row := pages.PaperRow{
			Number: x.Number, Path: papersPath + "/" + x.Number, Service: x.Title.In(l), Note: kindTitle(l, x.Kind), Holder: x.Holder, Issued: l.Date(x.IssuedAt), State: d.standing(l, x),
		}
		if x.Region != "" && o.Region == "" {
			row.Note += " · " + catalogue.Lists().Territory(x.Region, l)
		}
		if x.ValidUntil != nil {
			row.Until = l.T("paper.until", "Date", l.Date(*x.ValidUntil))
		}
		v.Rows = append(v.Rows, row)
	}
	v.Pager = ui.NewPager(l)
	first := s
	first.Before = 0
	if s.Before > 0 {
		v.Pager.Previous = layout.URL(l, papersAt(first))
	}
	if len(list) == document.Page {
		first.Before = list[len(list)-1].ID
		v.Pager.Next = layout.URL(l, papersAt(first))
	}
	return respond.HTML(w, r, http.StatusOK, pages.PapersPage(v))
}

// narrow is the choices of the filter, and what is chosen.
func (d *Desk) narrow(l locale.Lang, o account.Official, s document.Search, v *pages.Papers) {
	without := func(label string, change func(*document.Search)) {
		part := s
		part.Before = 0
		change(&part)
		v.Chips = append(v.Chips, pages.Chip{Label: label, Path: papersAt(part)})
	}
	if s.Text != "" {
		without("“"+s.Text+"”", func(q *document.Search) { q.Text = "" })
	}
	v.States = []pages.Choice{{Label: l.T("admin.any")}}
	for _, x := range document.Standings {
		c := pages.Choice{Value: string(x), Label: l.T("document.standing." + string(x)), Chosen: x == s.Standing}
		if v.States = append(v.States, c); c.Chosen {
			without(c.Label, func(q *document.Search) { q.Standing = "" })
		}
	}
	v.Kinds = []pages.Choice{{Label: l.T("admin.any")}}
	for _, x := range document.Lasting {
		c := pages.Choice{Value: x, Label: kindTitle(l, x), Chosen: x == s.Kind}
		if v.Kinds = append(v.Kinds, c); c.Chosen {
			without(c.Label, func(q *document.Search) { q.Kind = "" })
		}
	}
	v.Services = []pages.Choice{}
	for _, svc := range d.Snapshot().All() {
		if svc.Authority == o.Authority && slices.Contains(document.Lasting, svc.Result.Kind) || svc.Code == s.Service {
			v.Services = append(v.Services, pages.Choice{Value: svc.Code, Label: svc.Title.In(l), Chosen: svc.Code == s.Service})
		}
	}
	slices.SortFunc(v.Services, func(a, b pages.Choice) int { return cmp.Compare(a.Label, b.Label) })
	v.Services = append([]pages.Choice{{Label: l.T("admin.any")}}, v.Services...)
	if s.Service != "" {
		label := s.Service
		for _, c := range v.Services {
			if c.Chosen {
				label = c.Label
			}
		}
		without(label, func(q *document.Search) { q.Service = "" })
	}
}

func kindTitle(l locale.Lang, code string) string {
	kind, _ := catalogue.Lists().ResultKinds.Get(code)
	return kind.Title.In(l)
}

// standing is the state of a paper in a few words.
func (d *Desk) standing(l locale.Lang, x document.Document) pages.Tag {
	switch s := x.Valid(d.Now()); s {
	case document.Valid:
		return pages.Tag{Tone: ui.Leaf, Text: l.T("document.standing.valid")}
	case document.Suspended:
		return pages.Tag{Tone: ui.Yellow, Text: x.SuspendedWords(l)}
	case document.Revoked:
		return pages.Tag{Tone: ui.Red, Text: l.T("document.standing.revoked") + ": " + l.Date(*x.RevokedAt)}
	default:
		return pages.Tag{Tone: ui.Grey, Text: l.T("document.standing." + string(s))}
	}
}

func (d *Desk) paperPage(r *http.Request, title string) layout.Page {
	p, l := respond.Page(r, title), locale.FromContext(r.Context())
	p.Dense, p.Section = true, "cases"
	p.Crumbs = []layout.Crumb{{Title: l.T("admin.title"), Path: "/admin"}, {Title: l.T("paper.title"), Path: papersPath}}
	return p
}

// Paper is one of them with its history: GET /admin/papers/{number}.
func (d *Desk) Paper(w http.ResponseWriter, r *http.Request, o account.Official) error {
	l := locale.FromContext(r.Context())
	x, acts, err := d.Documents.Paper(r.Context(), o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	until := l.T("proof.verify.no-expiry")
	if x.ValidUntil != nil {
		until = l.Date(*x.ValidUntil)
	}
	v := pages.Paper{
		Page: d.paperPage(r, x.Title.In(l)), Number: x.Number, State: d.standing(l, x), Case: "/admin/cases/" + x.Application, Verify: "/verify/" + x.Code,
		Rows: []ui.Row{
			{Key: l.T("paper.column.holder"), Value: x.Holder},
			{Key: l.T("paper.kind"), Value: kindTitle(l, x.Kind)},
			{Key: l.T("proof.verify.authority"), Value: x.Authority.In(l)},
			{Key: l.T("proof.verify.issued"), Value: l.Date(x.IssuedAt)},
			{Key: l.T("proof.verify.until"), Value: until},
		},
	}
	if o.Role == account.Head {
		for _, a := range x.Acts(d.Now()) {
			v.Acts = append(v.Acts, pages.PaperAct{Label: l.T("paper.act." + string(a)), Path: papersPath + "/" + x.Number + "/" + string(a), Warning: a == document.Revoking})
		}
	}
	v.History = paperHistory(l, x, acts)
	return respond.HTML(w, r, http.StatusOK, pages.PaperPage(v))
}

// paperHistory is what happened to a paper, the oldest first. The portal revokes by itself what was withdrawn or replaced.
func paperHistory(l locale.Lang, x document.Document, acts []document.Past) []ui.Event {
	list := []ui.Event{{Title: l.T("paper.issued"), By: x.Authority.In(l), When: l.DateTime(x.IssuedAt), At: x.IssuedAt.Format(time.RFC3339)}}
	for _, a := range acts {
		e := ui.Event{Title: l.T("paper.past." + string(a.Act)), By: a.Actor, When: l.DateTime(a.At), At: a.At.Format(time.RFC3339)}
		said := []string{l.T("paper.reason", "Why", l.T("document.why."+a.Reason))}
		if a.Until != nil {
			said = append(said, l.T("paper.last-day", "Date", l.Date(*a.Until)))
		}
		e.Text = strings.Join(append(said, l.T("paper.said")+": "+a.Said), " · ") // a date can end with a full stop
		list = append(list, e)
	}
	if x.RevokedAt != nil && !slices.ContainsFunc(acts, func(a document.Past) bool { return a.Act == document.Revoking }) {
		list = append(list, ui.Event{
			Title: l.T("paper.past.revoke"), By: l.T("paper.by-portal"), When: l.DateTime(*x.RevokedAt), At: x.RevokedAt.Format(time.RFC3339),
			Text: l.T("paper.reason", "Why", l.T("document.why."+x.RevokedWhy)),
		})
	}
	return list
}

// AskPaper shows the form of an act: GET /admin/papers/{number}/{act}.
func (d *Desk) AskPaper(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.askPaper(w, r, o, http.StatusOK, nil)
}

// ActOnPaper does it: POST /admin/papers/{number}/{act}. When somebody else changed the paper meanwhile, the page shows how
// it is now and keeps what was typed; what can't be done any more leads to the paper itself.
func (d *Desk) ActOnPaper(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if respond.Switched(r) {
		return d.AskPaper(w, r, o)
	}
	number := chi.URLParam(r, "number")
	c := document.Change{Act: document.Act(chi.URLParam(r, "act")), Reason: r.PostFormValue("reason"), Said: r.PostFormValue("said"), Row: whole(r.PostFormValue("row"))}
	if c.Act == document.Suspending {
		until := untilField()
		answers, problems := form.Parse([]form.Field{until}, r.PostForm, form.Context{Today: register.DateOf(d.Now()).Time})
		if len(problems) > 0 {
			return d.askPaper(w, r, o, http.StatusUnprocessableEntity, problems)
		}
		if day := form.String(answers[until.Key]); day != "" {
			last := midnight(day).AddDate(0, 0, 1).Add(-time.Second)
			c.Until = &last
		}
	}
	err := d.Documents.Perform(r.Context(), o, number, c)
	switch {
	case problem.Is(err, problem.Invalid):
		return d.askPaper(w, r, o, http.StatusUnprocessableEntity, paperProblems(problem.Of(err)))
	case problem.Is(err, problem.Conflict):
		return d.askPaper(w, r, o, http.StatusConflict, paperProblems(problem.Of(err)))
	case err != nil:
		return err
	}
	d.done(w, r, "paper.done")
	return respond.Redirect(w, r, papersPath+"/"+number)
}

func (d *Desk) askPaper(w http.ResponseWriter, r *http.Request, o account.Official, status int, problems form.Problems) error {
	l, act := locale.FromContext(r.Context()), document.Act(chi.URLParam(r, "act"))
	if o.Role != account.Head {
		return problem.New(problem.Forbidden, "paper.heads-only")
	}
	x, _, err := d.Documents.Paper(r.Context(), o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	if len(act.Reasons()) == 0 {
		return problem.New(problem.NotFound, "paper.no-act")
	}
	if !slices.Contains(x.Acts(d.Now()), act) {
		return problem.New(problem.Conflict, "paper.not-now")
	}
	f := pages.PaperForm{
		Page: d.paperPage(r, l.T("paper.act."+string(act))), Number: x.Number, Subject: x.Title.In(l) + " · " + x.Holder, State: d.standing(l, x), Hint: l.T("paper.hint." + string(act)),
		Row: cmp.Or(r.PostFormValue("row"), strconv.Itoa(x.Row)), Warning: act == document.Revoking, Back: papersPath + "/" + x.Number, Faults: ui.Faults(problems, l),
	}
	f.Page.Form = f.Back + "/" + string(act)
	f.Page.Crumbs = append(f.Page.Crumbs, layout.Crumb{Title: x.Number, Path: f.Back})
	for _, field := range paperFields(act, l.T("admin.language."+string(x.Lang))) {
		f.Controls = append(f.Controls, ui.Control{Field: field, Name: field.Key, Lang: l, Values: r.PostForm, Problems: problems, InRow: true})
	}
	if status == http.StatusConflict { // what was typed can be sent again, on top of what the page says now
		f.Row = strconv.Itoa(x.Row)
	}
	return respond.HTML(w, r, status, pages.PaperActPage(f))
}

// untilField is the last day of a suspension. Without one it lasts until it is lifted.
func untilField() form.Field {
	return form.Field{Key: "until", Kind: form.KindDate, Label: locale.TextOf("paper.field-until"), Hint: locale.TextOf("paper.until-hint"), Required: new(bool)}
}

// paperFields is what an act needs to know; language is that of who reads what is said.
func paperFields(act document.Act, language string) []form.Field {
	reason := form.Field{Key: "reason", Kind: form.KindChoice, Label: locale.TextOf("paper.reason-title"), Hint: locale.TextOf("paper.reason-hint")}
	for _, code := range act.Reasons() {
		reason.Options = append(reason.Options, form.Option{Value: code, Label: locale.TextOf("document.why." + code)})
	}
	fields := []form.Field{reason}
	if act == document.Suspending {
		fields = append(fields, untilField())
	}
	return append(fields, form.Field{Key: "said", Kind: form.KindTextarea, Label: locale.TextOf("paper.note"), Hint: locale.TextOf("paper.note-hint", "Language", language)})
}

// paperProblems is where on the form a flaw of the whole is shown.
func paperProblems(flaw *problem.Error) form.Problems {
	field, input := "said", "said"
	switch {
	case flaw.ID == "paper.reason-needed" || flaw.Kind == problem.Conflict:
		field, input = "reason", "reason"
	case strings.HasPrefix(flaw.ID, "paper.until"):
		field, input = "until", "until-day"
	}
	return form.Problems{{Field: field, Input: input, ID: flaw.ID, Args: flaw.Args}}
}
