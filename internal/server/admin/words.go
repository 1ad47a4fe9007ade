package admin

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/enquiry"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Words answers for the pages on which editors keep what the search knows.
type Words struct {
	catalogue *catalogue.Store
	enquiries *enquiry.Store
	sessions  *session.Store
	now       func() time.Time
}

// NewWords is those pages over those stores.
func NewWords(services *catalogue.Store, enquiries *enquiry.Store, sessions *session.Store, now func() time.Time) *Words {
	return &Words{catalogue: services, enquiries: enquiries, sessions: sessions, now: now}
}

// Paths of the lists.
const (
	synonymsPath   = "/admin/search/synonyms"
	newSynonymPath = synonymsPath + "/new"
	changesPath    = "/admin/search/changes"
)

// page is what every list has in common.
func (d *Words) page(r *http.Request, path, about string) pages.Words {
	l := locale.FromContext(r.Context())
	v := pages.Words{Page: respond.Page(r, l.T("admin.words.title")), About: about}
	v.Page.Dense, v.Page.Section = true, "words"
	tab := func(label, to string) {
		v.Tabs = append(v.Tabs, pages.Tab{Label: label, Path: to, Current: to == path})
	}
	for _, list := range enquiry.Lists {
		tab(l.T("admin.words.list."+string(list)), questionsPath(list))
	}
	tab(l.T("admin.words.synonyms"), synonymsPath)
	tab(l.T("admin.words.changes"), changesPath)
	return v
}

// wordsPager leads to the first page, unless this is it, and to the next one, if there is one.
func wordsPager(l locale.Lang, after, next string, from func(after string) string) ui.Pager {
	p := ui.NewPager(l)
	if after != "" {
		p.Previous = layout.URL(l, from(""))
	}
	if next != "" {
		p.Next = layout.URL(l, from(next))
	}
	return p
}

// at is a path with a query, of which empty values are left out.
func at(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// removed is the state, in the address, of synonyms that were taken out.
const removed = "removed"

// Synonyms is the list as it is now: GET /admin/search/synonyms.
func (d *Words) Synonyms(w http.ResponseWriter, r *http.Request, o account.Official) error {
	by, err := o.Editing()
	if err != nil {
		return err
	}
	l, q := locale.FromContext(r.Context()), r.URL.Query()
	text, state, after := strings.TrimSpace(q.Get("text")), q.Get("state"), q.Get("after")
	if state != removed {
		state = ""
	}
	list, err := d.catalogue.Synonyms(r.Context(), by, catalogue.SynonymFilter{Text: text, Removed: state == removed, After: int64(whole(after))})
	if err != nil {
		return err
	}
	v := d.page(r, synonymsPath, l.T("admin.words.synonyms-about"))
	v.Filter = synonymFilter(l, text, state)
	v.Grid = ui.Grid{Caption: l.T("admin.words.synonyms"), HideCaption: true, Stack: true, Columns: columns(l, "said", "meant", "changed")}
	for _, s := range list.Synonyms {
		v.Grid.Rows = append(v.Grid.Rows, []ui.Cell{
			{Text: s.Words, Href: layout.URL(l, synonymPath(s.ID))}, {Text: s.Means}, {Text: l.Date(s.At) + " · " + author(l, s)},
		})
	}
	if len(list.Synonyms) == 0 {
		v.Empty = l.T("admin.words.none")
	}
	v.Pager = wordsPager(l, after, cursor(list.Next), func(after string) string {
		return at(synonymsPath, "text", text, "state", state, "after", after)
	})
	return respond.HTML(w, r, http.StatusOK, pages.WordsPage(v))
}

func synonymFilter(l locale.Lang, text, state string) pages.WordsFilter {
	f := pages.WordsFilter{
		Action: synonymsPath, HasText: true, Text: text, Name: "state", Label: l.T("admin.state"), Clear: synonymsPath,
		Choices: []pages.Choice{{Label: l.T("admin.words.in-use")}, {Value: removed, Label: l.T("admin.words.removed"), Chosen: state == removed}},
	}
	if text != "" {
		f.Chips = append(f.Chips, pages.Chip{Label: "“" + text + "”", Path: at(synonymsPath, "state", state)})
	}
	if state == removed {
		f.Chips = append(f.Chips, pages.Chip{Label: l.T("admin.words.removed"), Path: at(synonymsPath, "text", text)})
	}
	return f
}

// Changes is what editors and imports did to the list, newest first: GET /admin/search/changes.
func (d *Words) Changes(w http.ResponseWriter, r *http.Request, o account.Official) error {
	by, err := o.Editing()
	if err != nil {
		return err
	}
	l, after := locale.FromContext(r.Context()), r.URL.Query().Get("after")
	list, err := d.catalogue.SynonymChanges(r.Context(), by, int64(whole(after)))
	if err != nil {
		return err
	}
	v := d.page(r, changesPath, l.T("admin.words.changes-about"))
	v.Grid = ui.Grid{Caption: l.T("admin.words.changes"), HideCaption: true, Stack: true, Columns: columns(l, "synonym", "change", "who", "when")}
	for _, s := range list.Synonyms {
		v.Grid.Rows = append(v.Grid.Rows, []ui.Cell{
			{Text: pair(s), Href: layout.URL(l, synonymPath(s.ID))}, {Text: did(l, s), Note: reason(s)}, {Text: author(l, s)}, {Text: l.DateTime(s.At)},
		})
	}
	if len(list.Synonyms) == 0 {
		v.Empty = l.T("admin.words.none")
	}
	v.Pager = wordsPager(l, after, cursor(list.Next), func(after string) string { return at(changesPath, "after", after) })
	return respond.HTML(w, r, http.StatusOK, pages.WordsPage(v))
}

func columns(l locale.Lang, names ...string) []ui.Column {
	list := make([]ui.Column, len(names))
	for i, name := range names {
		list[i].Title = l.T("admin.words.column." + name)
	}
	return list
}

func synonymPath(id int64) string { return synonymsPath + "/" + strconv.FormatInt(id, 10) }

func cursor(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// pair is a synonym in a line.
func pair(s catalogue.Synonym) string { return s.Words + " → " + s.Means }

// did says what a version did to its synonym.
func did(l locale.Lang, s catalogue.Synonym) string {
	switch {
	case s.Removed:
		return l.T("admin.words.did-remove")
	case s.Number == 1:
		return l.T("admin.words.did-add")
	default:
		return l.T("admin.words.did-change")
	}
}

// author is who made a version; what came with the program has none.
func author(l locale.Lang, s catalogue.Synonym) string {
	if s.Origin == "seed" {
		return l.T("admin.words.with-program")
	}
	return s.Author
}

// reason is the editor's note; what came with the program needs none.
func reason(s catalogue.Synonym) string {
	if s.Origin == "seed" {
		return ""
	}
	return s.Note
}
