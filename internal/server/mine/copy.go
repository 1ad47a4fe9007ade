package mine

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/takeout"
	view "github.com/yagona/portal/web/mine"
	"github.com/yagona/portal/web/ui"
)

// Copies is where a person asks for a copy of all that the portal keeps about him: GET /cabinet/copy.
func (m *Mine) Copies(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	return m.copies(w, r, who, http.StatusOK, nil)
}

func (m *Mine) copies(w http.ResponseWriter, r *http.Request, who account.Principal, status int, flaw *problem.Error) error {
	l := locale.FromContext(r.Context())
	list, err := m.Takeouts.List(r.Context(), who)
	if err != nil {
		return err
	}
	v := view.Copies{Page: page(r, l.T("takeout.title")), Parts: takeout.Titles(l), SignIn: l.T("takeout.sign-in", "Minutes", int(gate.Lately.Minutes()))}
	if flaw != nil {
		v.Faults = []ui.Fault{{Field: "order", Text: l.T(flaw.ID, flaw.Args...)}}
	}
	for _, c := range list {
		one := view.Copied{Title: l.T("takeout.of", "Time", l.DateTime(c.OrderedAt))}
		switch {
		case c.FailedAt != nil:
			one.Note = l.T("takeout.failed")
		case c.ReadyAt == nil:
			one.Note, one.Done, one.Parts = l.T("takeout.making", "Done", c.Done, "Parts", c.Parts), c.Done, c.Parts
		default:
			one.Note = l.T("takeout.ready", "Size", l.Number(max(1, c.Bytes>>10)), "Time", l.DateTime(c.EndsAt()))
			one.Save = v.Link(takeout.Path + "/" + strconv.FormatInt(c.ID, 10))
		}
		v.Items = append(v.Items, one)
	}
	return respond.HTML(w, r, status, view.CopiesPage(v))
}

// OrderCopy asks for one: POST /cabinet/copy. Behind gate.Lately.
func (m *Mine) OrderCopy(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	err := m.Takeouts.Order(r.Context(), who, locale.FromContext(r.Context()))
	if p := problem.Of(err); problem.Is(err, problem.TooMany) {
		return m.copies(w, r, who, http.StatusTooManyRequests, p)
	}
	if err != nil {
		return err
	}
	return respond.Redirect(w, r, takeout.Path)
}

// Copy saves one: GET /cabinet/copy/{id}. That it is another person's is told before anybody has to sign in again.
func (m *Mine) Copy(g *gate.Gate) gate.Person {
	save := g.Lately(func(w http.ResponseWriter, r *http.Request, who account.Principal) error {
		file, err := m.Takeouts.File(r.Context(), who, copyID(r))
		if err != nil {
			return err
		}
		return respond.Save(w, "portal-"+strconv.FormatInt(copyID(r), 10)+".zip", "application/zip", file)
	})
	return func(w http.ResponseWriter, r *http.Request, who account.Principal) error {
		if _, err := m.Takeouts.Ready(r.Context(), who, copyID(r)); err != nil {
			return err
		}
		return save(w, r, who)
	}
}

// copyID is the number in the address; 0, which is nobody's, where there is none.
func copyID(r *http.Request) int64 {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		return 0
	}
	return id
}
