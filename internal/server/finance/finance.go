// Package finance answers for the pages of those who look after the money.
package finance

import (
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
	pages "github.com/yagona/portal/web/finance"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Desk answers for the pages of finance.
type Desk struct {
	payments *payment.Store
	cases    *casework.Store
	sessions *session.Store
	now      func() time.Time
}

// New is those pages over those stores.
func New(payments *payment.Store, cases *casework.Store, sessions *session.Store, now func() time.Time) *Desk {
	return &Desk{payments: payments, cases: cases, sessions: sessions, now: now}
}

// Home is where finance begins: GET /admin/money.
func (d *Desk) Home(w http.ResponseWriter, r *http.Request, _ account.Official) error {
	return respond.Redirect(w, r, refundsPath)
}

// page is the shell of a page of finance.
func (d *Desk) page(r *http.Request, title, section string) layout.Page {
	p := respond.Page(r, title)
	p.Dense, p.Section = true, section
	return p
}

// note asks for a note about something, or shows what is wrong with it: the same page for all that is closed with a reason.
func (d *Desk) note(w http.ResponseWriter, r *http.Request, v pages.Note, status int, problems form.Problems) error {
	l := locale.FromContext(r.Context())
	v.Control = ui.Control{
		Field: form.Field{Key: "note", Kind: form.KindTextarea, Label: v.Ask, Hint: v.Hint}, Name: "note", Lang: l,
		Values: r.PostForm, Problems: problems, InRow: true,
	}
	v.Faults, v.Cancel = ui.Faults(problems, l), v.Page.Link(v.Back)
	return respond.HTML(w, r, status, pages.NotePage(v))
}

// done says what was done on the next page.
func (d *Desk) done(w http.ResponseWriter, r *http.Request, path, said string) error {
	d.sessions.SetFlash(w, r, said)
	return respond.Redirect(w, r, path)
}

// id is the number in the address; what is none is the number of nothing.
func id(r *http.Request) int64 {
	n, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
