package cabinet

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/threads"
	"github.com/yagona/portal/internal/thread"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Thread is the messages about one's application: GET /applications/{number}/messages.
func (c *Cabinet) Thread(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	s, err := c.thread(w, r, who)
	if err != nil {
		return err
	}
	return s.Show(w, r)
}

// Write sends a message to the office: POST /applications/{number}/messages.
func (c *Cabinet) Write(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	s, err := c.thread(w, r, who)
	if err != nil {
		return threads.Unsaid(r, err)
	}
	return s.Write(w, r)
}

// ThreadFile is a file of a message: GET /applications/{number}/messages/files/{id}. It is sent to be saved, never to be
// shown.
func (c *Cabinet) ThreadFile(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	up, err := c.Threads.File(r.Context(), thread.Citizen(who), chi.URLParam(r, "number"), chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	return c.send(w, r, up)
}

func (c *Cabinet) thread(w http.ResponseWriter, r *http.Request, who account.Principal) (threads.Sheet, error) {
	a, err := c.Cases.Application(r.Context(), who, chi.URLParam(r, "number"))
	if err != nil {
		return threads.Sheet{}, err
	}
	l, of := locale.FromContext(r.Context()), "/applications/"+a.Number
	return threads.Sheet{
		Threads: c.Threads, Reader: thread.Citizen(who), Number: a.Number, Case: of,
		Subject: a.Service.Title.In(l) + " · " + locale.ByThrees(a.Number),
		Shell: func(title string) layout.Page {
			p := c.caseShell(r, who, a, title)
			p.Path, p.Back = threads.Path(of), of
			return p
		},
		Done: func() { c.Sessions.SetFlash(w, r, "thread.sent") },
	}, nil
}

// threadCard is the newest messages on the page of an application.
func threadCard(t thread.Thread, a casework.Application, v cabinet.Application) *ui.ThreadCard {
	of := "/applications/" + a.Number
	return &ui.ThreadCard{
		Lang: v.Lang, Messages: ui.Thread(v.Lang, t.Messages, threads.File(v.Lang, of)), More: t.Before > 0, Open: t.Open, Href: v.Link(threads.Path(of)),
	}
}

// unread marks the entries of a list for which messages wait.
func (c *Cabinet) unread(r *http.Request, who account.Principal, list []casework.Summary) (map[string]int, error) {
	numbers := make([]string, len(list))
	for i, m := range list {
		numbers[i] = m.Number
	}
	return c.Threads.Unread(r.Context(), thread.Citizen(who), numbers)
}
