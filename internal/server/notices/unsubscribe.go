package notices

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/notices"
)

// letter is the address and the mark in a letter's link.
func letter(r *http.Request) (contact int64, mark string) {
	contact, err := strconv.ParseInt(chi.URLParam(r, "contact"), 10, 64)
	if err != nil {
		return 0, ""
	}
	return contact, chi.URLParam(r, "mark")
}

// AskUnsubscribe asks before letters end, because mailboxes open links by themselves: GET /unsubscribe/{contact}/{mark}.
func (n *Notices) AskUnsubscribe(w http.ResponseWriter, r *http.Request) error {
	contact, mark := letter(r)
	if !n.Messages.Subscribed(contact, mark) {
		return problem.New(problem.NotFound, "notices.no-contact")
	}
	return n.unsubscribed(w, r, false)
}

// Unsubscribe ends the letters, for a person who pressed the button and for a mailbox that does it for its owner
// (RFC 8058): POST /unsubscribe/{contact}/{mark}. Nobody has to sign in for that.
func (n *Notices) Unsubscribe(w http.ResponseWriter, r *http.Request) error {
	contact, mark := letter(r)
	if err := n.Messages.Unsubscribe(r.Context(), contact, mark); err != nil {
		return err
	}
	return n.unsubscribed(w, r, true)
}

func (n *Notices) unsubscribed(w http.ResponseWriter, r *http.Request, done bool) error {
	l := locale.FromContext(r.Context())
	v := pages.Unsubscribe{Page: respond.Page(r, l.T("notices.unsubscribe.title")), Action: notify.UnsubscribePath + chi.URLParam(r, "contact") + "/" + chi.URLParam(r, "mark"), Done: done}
	v.AlternateOff, v.NoTabs = true, true
	if done {
		v.Title = l.T("notices.unsubscribe.done-title")
	}
	return respond.HTML(w, r, http.StatusOK, pages.UnsubscribePage(v))
}
