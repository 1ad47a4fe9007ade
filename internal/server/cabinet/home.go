package cabinet

import (
	"net/http"
	"strings"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/takeout"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/layout"
)

// mostReady is how many finished applications the home page of the cabinet shows.
const mostReady = 5

// Home is the cabinet: one's turn first, then what is under way, what is ready, what was begun.
func (c *Cabinet) Home(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	l := locale.FromContext(r.Context())
	list, err := c.Cases.Current(r.Context(), who, mostReady)
	if err != nil {
		return err
	}
	written, err := c.unread(r, who, list)
	if err != nil {
		return err
	}
	v := cabinet.Home{Page: c.page(r, l.T("cabinet.home.title"), "cabinet"), Hello: l.T("cabinet.home.hello", "Name", firstName(who.Name))}
	for _, m := range list {
		switch {
		case m.State == casework.ToBeCorrected || m.State == casework.AwaitingPayment:
			card := c.card(m, v.Page, l)
			if n := written[m.Number]; n > 0 {
				card.Text += " " + l.T("thread.unread", "Count", n) + "."
			}
			v.Turns = append(v.Turns, card)
		case !m.State.Final():
			v.Running = append(v.Running, c.entry(m, written[m.Number], v.Page, l))
		default:
			v.Ready = append(v.Ready, c.entry(m, written[m.Number], v.Page, l))
		}
	}
	if v.Drafts, err = c.drafts(r, who, v.Page, l); err != nil {
		return err
	}
	unread, err := c.Messages.Unread(r.Context(), who)
	if err != nil {
		return err
	}
	inbox := l.T("cabinet.inbox.title")
	if unread > 0 {
		inbox = l.T("cabinet.inbox.link", "Count", unread)
	}
	c.falling(r, who, &v)
	if err := c.atHand(r, who, &v); err != nil {
		return err
	}
	for _, link := range []struct{ title, path string }{
		{inbox, "/inbox"},
		{l.T("cabinet.documents.title"), "/documents"},
		{l.T("cabinet.data.title"), "/data"},
		{l.T("favourite.title"), "/cabinet/favourites"},
		{l.T("look.title"), "/cabinet/looks"},
		{l.T("takeout.title"), takeout.Path},
		{l.T("notices.title"), notify.ChoicesPath},
		{l.T("cabinet.home.sessions"), "/cabinet/sessions"},
		{l.T("cabinet.home.feedback"), "/feedback/mine"},
	} {
		v.Links = append(v.Links, cabinet.Link{Title: link.title, Href: v.Link(link.path)})
	}
	return respond.HTML(w, r, http.StatusOK, cabinet.HomePage(v))
}

// firstName is how a person is greeted: registers write the family name first.
func firstName(name string) string {
	parts := strings.Fields(name)
	if len(parts) < 2 {
		return name
	}
	return parts[1]
}

// card is an application that waits for its applicant.
func (c *Cabinet) card(m casework.Summary, p layout.Page, l locale.Lang) cabinet.Card {
	state, _ := catalogue.Lists().States.Get(string(m.State))
	day, left := c.dueIn(l, m.DueAt)
	card := cabinet.Card{
		Tag: state.Title.In(l), Due: l.T("cabinet.turn.until", "Day", day, "Left", left), Title: m.Title.In(l), Text: locale.ByThrees(m.Number) + ". " + state.Means.In(l),
		More: cabinet.Link{Title: l.T("cabinet.home.more"), Href: p.Link("/applications/" + m.Number)},
	}
	if m.State == casework.AwaitingPayment {
		card.Label, card.Href = l.T("casework.action.pay"), p.Link("/applications/"+m.Number+"/pay")
		return card
	}
	card.Label, card.Href = l.T("cabinet.turn.correct-button"), p.Link("/applications/"+m.Number+"/correct")
	return card
}
