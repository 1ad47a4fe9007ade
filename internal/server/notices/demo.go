package notices

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/yagona/portal/internal/integration/eskiz"
	"github.com/yagona/portal/internal/integration/mail"
	"github.com/yagona/portal/internal/integration/webpush"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/notices"
)

// Demo is what plays the outside systems of a demonstration; those that are nil are real ones.
type Demo struct {
	Mail *mail.Fake
	SMS  *eskiz.Fake
	Push *webpush.Fake
}

// Outbox shows what went out: GET /demo/outbox. Codes stand there too, because nobody has the phones of invented people.
func (n *Notices) Outbox(w http.ResponseWriter, r *http.Request) error {
	l := locale.FromContext(r.Context())
	v := pages.Outbox{Page: respond.Page(r, l.T("notices.outbox.title"))}
	v.AlternateOff = true
	if n.Demo.Mail != nil {
		list := pages.Sent{Title: l.T("notices.outbox.letters")}
		for _, x := range n.Demo.Mail.Letters() {
			list.Items = append(list.Items, pages.Item{Title: x.Subject(), Note: l.T("notices.outbox.to", "Address", x.To, "Time", l.DateTime(x.At)), Text: x.Text})
		}
		v.Lists = append(v.Lists, list)
	}
	if n.Demo.SMS != nil {
		list := pages.Sent{Title: l.T("notices.outbox.texts")}
		for _, x := range n.Demo.SMS.Messages() {
			list.Items = append(list.Items, pages.Item{Note: l.T("notices.outbox.status", "Address", "+"+x.Phone, "Time", l.DateTime(x.At), "Status", strings.ToLower(x.Status)), Text: x.Text})
		}
		v.Lists = append(v.Lists, list)
	}
	list := pages.Sent{Title: l.T("notices.outbox.shown")}
	for _, x := range n.Demo.Push.Notices() {
		var shown notify.Shown
		if err := json.Unmarshal(x.Payload, &shown); err == nil {
			list.Items = append(list.Items, pages.Item{Title: shown.Title, Note: l.T("notices.outbox.to", "Address", x.Device, "Time", l.DateTime(x.At)), Text: shown.Body})
		}
	}
	v.Lists = append(v.Lists, list)
	return respond.HTML(w, r, http.StatusOK, pages.OutboxPage(v))
}
