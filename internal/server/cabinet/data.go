package cabinet

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// purpose is what the registers' own log reads when a person looks at his data.
const purpose = "my-data"

// Data lists the registers that keep something of a person; one is open at a time, and only that one is read. Who looks over
// the person's shoulder reads no whole number: GET /data/{register}.
func (c *Cabinet) Data(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	return c.data(w, r, who, false)
}

// ShowData is the same page with the numbers: POST /data/{register}/show.
func (c *Cabinet) ShowData(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	return c.data(w, r, who, true)
}

func (c *Cabinet) data(w http.ResponseWriter, r *http.Request, who account.Principal, shown bool) error {
	l := locale.FromContext(r.Context())
	v := cabinet.Data{Page: c.page(r, l.T("cabinet.data.title"), "cabinet")}
	open := chi.URLParam(r, "register")
	if !who.Browses() {
		v.Closed = l.T("mandate.data", "Name", who.For.Name)
		return respond.HTML(w, r, http.StatusForbidden, cabinet.DataPage(v))
	}
	for code, book := range catalogue.Lists().Registers.All() {
		if !register.OfApplicant(code) || code == register.CompanyKey {
			continue
		}
		b := cabinet.Book{Title: book.Title.In(l), Href: v.Link("/data/" + code)}
		v.Books = append(v.Books, b)
		if code == open {
			read := c.book(r, who, code, book, b, l)
			v.Current = &read
			v.Title = read.Title
		}
	}
	if open != "" {
		v.Path = "/data/" + open
	}
	v.Veil = ui.Veil{Lang: l, Show: v.Link(v.Path + "/show"), Lives: shown, Own: true}
	if open != "" && v.Current == nil {
		return problem.New(problem.NotFound, "cabinet.data.none")
	}
	return respond.HTML(w, r, http.StatusOK, cabinet.DataPage(v))
}

// book is what a register holds now, with source and time. A register that is down says so.
func (c *Cabinet) book(r *http.Request, who account.Principal, code string, book catalogue.Register, b cabinet.Book, l locale.Lang) cabinet.Book {
	b.Owner, b.Phone = authority(book.Owner, l)
	fact, err := c.Registers.Read(r.Context(), register.Request{Register: code, Key: who.Person(), Applicant: who.PINFL, Purpose: purpose})
	if err == nil {
		err = c.note(r.Context(), who, code, purpose)
	}
	if err != nil {
		b.Silent = true
		return b
	}
	at := fact.FetchedAt
	if at.IsZero() {
		at = c.Now()
	}
	b.Source, b.Empty = source(l, code, at), !fact.Found()
	for _, t := range register.Fields(code) {
		if row, ok := factRow(l, code, t, fact.Value[t.Name]); ok {
			row.Action = &ui.Action{Label: l.T("dispute.wrong"), About: row.Key, Href: layout.URL(l, wrongPath(code, t.Name, "", ""))}
			b.Rows = append(b.Rows, row)
		}
		if grid, ok := factTable(l, code, t, fact.Value[t.Name]); ok {
			b.Tables = append(b.Tables, cabinet.Listed{Grid: grid, Wrong: layout.URL(l, wrongPath(code, t.Name, "", ""))})
		}
	}
	return b
}
