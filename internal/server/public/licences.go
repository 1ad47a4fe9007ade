package public

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

const licencesPath = "/licences"

// maxLicenceWords is how many characters of what is looked for are read.
const maxLicenceWords = 100

// Licences is the public register of licences and permits: what anybody may know of each, and of people nothing.
type Licences struct {
	documents *document.Store
	snapshot  func() *catalogue.Snapshot
	now       func() time.Time
	searches  *tries // the list as it is, which anybody pages through, has no limit of its own
	exports   *tries
	room      chan struct{}
}

// NewLicences is those pages.
func NewLicences(documents *document.Store, snapshot func() *catalogue.Snapshot, now func() time.Time) *Licences {
	return &Licences{documents: documents, snapshot: snapshot, now: now, searches: newTries(now), exports: newTries(now), room: make(chan struct{}, exportsAtOnce)}
}

// permitSearch is the state of the register as it stands in the address; what it does not know is left out.
func permitSearch(q url.Values) document.PermitSearch {
	words := func(name string) string {
		r := []rune(strings.TrimSpace(q.Get(name)))
		return string(r[:min(len(r), maxLicenceWords)])
	}
	s := document.PermitSearch{Number: words("number"), Holder: words("holder"), Kind: q.Get("kind"), Authority: q.Get("authority"), Region: q.Get("region"), Standing: document.Standing(q.Get("state"))}
	if !slices.Contains(document.PermitKinds, s.Kind) {
		s.Kind = ""
	}
	if !slices.Contains(document.PermitStandings, s.Standing) {
		s.Standing = ""
	}
	if !catalogue.Lists().Authorities.Has(s.Authority) {
		s.Authority = ""
	}
	if !catalogue.Lists().Regions.Has(s.Region) {
		s.Region = ""
	}
	if n, err := strconv.ParseInt(q.Get("before"), 10, 64); err == nil && n > 0 {
		s.Before = n
	}
	return s
}

// permitQuery is that state as the end of an address; empty when everything is shown.
func permitQuery(s document.PermitSearch) string {
	q := url.Values{}
	for name, value := range map[string]string{"number": s.Number, "holder": s.Holder, "kind": s.Kind, "authority": s.Authority, "region": s.Region, "state": string(s.Standing)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if s.Before > 0 {
		q.Set("before", strconv.FormatInt(s.Before, 10))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// List is the register: GET /licences?number=&holder=&kind=&authority=&region=&state=&before=.
func (x *Licences) List(w http.ResponseWriter, r *http.Request) error {
	l, s := locale.FromContext(r.Context()), permitSearch(r.URL.Query())
	if s.Before == 0 && s != (document.PermitSearch{}) && !x.searches.allow(r) { // turning the pages of what was found is no other search
		return problem.New(problem.TooMany, "proof.track.too-many")
	}
	list, err := x.documents.Permits(r.Context(), s)
	if err != nil {
		return err
	}
	first := s
	first.Before = 0
	v := pages.Licences{Page: respond.Page(r, l.T("licences.title")), Number: s.Number, Holder: s.Holder, Data: licencesPath + "/data", Chosen: first != document.PermitSearch{}}
	v.Action = v.Link(licencesPath)
	v.CSV, v.JSON = layout.URL(l, licencesPath+".csv"+permitQuery(first)), layout.URL(l, licencesPath+".json"+permitQuery(first))
	v.Selects = x.selects(l, s)
	v.Grid = ui.Grid{Caption: l.T("licences.title"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Title: l.T("licences.number"), Whole: true}, {Title: l.T("licences.what")}, {Title: l.T("licences.holder")}, {Title: l.T("licences.authority")}, {Title: l.T("licences.state")},
	}}
	for _, p := range list {
		v.Grid.Rows = append(v.Grid.Rows, []ui.Cell{
			{Text: p.Number, Href: v.Link(licencesPath + "/" + p.Number)},
			{Text: p.Title.In(l), Note: permitKind(p, l)},
			{Text: holder(p, l), Note: p.Company},
			{Text: catalogue.Lists().Office(p.Authority, l), Note: permitRegion(p, l)},
			{Text: l.T("document.standing." + string(p.Standing)), Note: validity(p, l) + ", " + l.T("licences.issued-on", "Date", l.Date(p.IssuedAt))},
		})
	}
	v.Pager = ui.NewPager(l)
	if s.Before > 0 {
		v.Pager.Previous = layout.URL(l, licencesPath+permitQuery(first))
	}
	if len(list) == document.PermitPage {
		first.Before = list[len(list)-1].ID
		v.Pager.Next = layout.URL(l, licencesPath+permitQuery(first))
	}
	return respond.HTML(w, r, http.StatusOK, pages.LicencesPage(v))
}

// selects is the choices of the filter: authorities are those whose services give licences or permits.
func (x *Licences) selects(l locale.Lang, s document.PermitSearch) []pages.Select {
	var offices, regions, kinds, states []ui.Option
	for _, svc := range x.snapshot().All() {
		o := ui.Option{Value: svc.Authority, Title: catalogue.Lists().Office(svc.Authority, l)}
		if slices.Contains(document.PermitKinds, svc.Result.Kind) && !slices.Contains(offices, o) {
			offices = append(offices, o)
		}
	}
	slices.SortFunc(offices, func(a, b ui.Option) int { return cmp.Compare(a.Title, b.Title) })
	for code := range catalogue.Lists().Regions.All() {
		regions = append(regions, ui.Option{Value: code, Title: catalogue.Lists().Territory(code, l)})
	}
	for _, kind := range document.PermitKinds {
		kinds = append(kinds, ui.Option{Value: kind, Title: permitKind(document.Permit{Kind: kind}, l)})
	}
	for _, state := range document.PermitStandings {
		states = append(states, ui.Option{Value: string(state), Title: l.T("document.standing." + string(state))})
	}
	all := func(name, value string, options []ui.Option) pages.Select {
		return pages.Select{Name: name, Title: l.T("licences." + name), Value: value, Options: append([]ui.Option{{Title: l.T("licences.any")}}, options...)}
	}
	return []pages.Select{all("kind", s.Kind, kinds), all("state", string(s.Standing), states), all("authority", s.Authority, offices), all("region", s.Region, regions)}
}

// One is what everybody may know of a paper by its number: GET /licences/{number}. Its code, which only its holder has,
// stays with the holder.
func (x *Licences) One(w http.ResponseWriter, r *http.Request) error {
	l := locale.FromContext(r.Context())
	p, err := x.documents.Permit(r.Context(), chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	v := pages.Licence{
		Page: respond.Page(r, l.T("licences.single", "Number", p.Number)), Genuine: p.Standing == document.Valid, Heading: l.T("proof.verify." + string(p.Standing)),
		Checked: l.T("proof.verify.checked", "Time", l.DateTime(x.now())),
		Rows: []ui.Row{
			{Key: l.T("proof.verify.document"), Value: p.Title.In(l)},
			{Key: l.T("proof.verify.kind"), Value: permitKind(p, l)},
			{Key: l.T("proof.verify.number"), Value: p.Number},
			{Key: l.T("licences.holder"), Value: strings.TrimSpace(holder(p, l) + "\n" + p.Company)},
			{Key: l.T("licences.authority"), Value: catalogue.Lists().Office(p.Authority, l), Note: permitRegion(p, l)},
			{Key: l.T("proof.verify.issued"), Value: l.Date(p.IssuedAt)},
			{Key: l.T("proof.verify.until"), Value: permitUntil(p, l)},
		},
	}
	switch p.Standing {
	case document.Suspended:
		v.Rows = append(v.Rows, ui.Row{Key: l.T("proof.verify.suspended-state"), Value: document.Document{SuspendedUntil: p.SuspendedUntil}.SuspendedWords(l)})
	case document.Revoked:
		v.Rows = append(v.Rows, ui.Row{Key: l.T("proof.verify.revoked-on"), Value: l.Date(*p.RevokedAt)})
	default:
	}
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("licences.title"), Path: licencesPath}}
	return respond.HTML(w, r, http.StatusOK, pages.LicencePage(v))
}

func permitKind(p document.Permit, l locale.Lang) string {
	kind, _ := catalogue.Lists().ResultKinds.Get(p.Kind)
	return kind.Title.In(l)
}

func permitRegion(p document.Permit, l locale.Lang) string {
	if p.Region == "" {
		return ""
	}
	return catalogue.Lists().Territory(p.Region, l)
}

func permitUntil(p document.Permit, l locale.Lang) string {
	if p.ValidUntil == nil {
		return l.T("proof.verify.no-expiry")
	}
	return l.Date(*p.ValidUntil)
}

// validity is the same behind its name.
func validity(p document.Permit, l locale.Lang) string {
	if p.ValidUntil == nil {
		return permitUntil(p, l)
	}
	return l.T("licences.until") + ": " + permitUntil(p, l)
}

// holder is the legal entity that holds it. Of a person the register says only that it is one.
func holder(p document.Permit, l locale.Lang) string {
	if p.Company == "" {
		return l.T("licences.person")
	}
	return p.Holder
}
