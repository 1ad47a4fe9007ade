package notices_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/eskiz"
	"github.com/yagona/portal/internal/integration/guard"
	"github.com/yagona/portal/internal/integration/mail"
	"github.com/yagona/portal/internal/integration/webpush"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/job/jobtest"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/cabinet"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/server/notices"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/web/layout"
)

// town is a portal with a post of its own.
type town struct {
	*servertest.Portal
	store *notify.Store
	demo  *notices.Demo
}

func newTown(t *testing.T) *town {
	t.Helper()
	x := &town{demo: &notices.Demo{}}
	limits := guard.Limits{Attempt: time.Second, Concurrent: 4, OpenFor: time.Millisecond}
	x.Portal = servertest.New(t, func(p *servertest.Portal, d *server.Deps) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		x.demo.Mail = mail.NewFake(l, p.Clock.Now)
		t.Cleanup(func() { _ = x.demo.Mail.Close() })
		mailer, err := mail.NewClient(x.demo.Mail.URL(), "Portal <portal@example.uz>", limits)
		require.NoError(t, err)
		x.demo.SMS = eskiz.NewFake("portal@example.uz", "secret", p.Clock.Now)
		gateway := httptest.NewServer(x.demo.SMS)
		t.Cleanup(gateway.Close)
		t.Cleanup(x.demo.SMS.Wait)
		texter, err := eskiz.NewClient(eskiz.Config{URL: gateway.URL, Email: "portal@example.uz", Password: "secret", From: "4546", Limits: limits})
		require.NoError(t, err)
		key, err := webpush.NewKey()
		require.NoError(t, err)
		service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { x.demo.Push.ServeHTTP(w, r) }))
		t.Cleanup(service.Close)
		pusher, err := webpush.NewClient(key, "portal@example.uz", service.URL, limits)
		require.NoError(t, err)
		x.demo.Push = webpush.NewFake(service.URL, pusher.PublicKey(), p.Clock.Now)
		x.store = notify.NewStore(p.Pool, p.Clock.Now).With(keyringtest.Ring(), notify.Outside{Mail: mailer, Text: texter, Push: pusher, Origin: p.URL, Key: []byte("a key of thirty-two bytes, or so.")})
		d.Notices = &notices.Notices{Messages: x.store, Sessions: p.Sessions, Demo: x.demo}
		d.Cabinet = &cabinet.Cabinet{Messages: x.store, Sessions: p.Sessions, Now: p.Clock.Now}
	})
	return x
}

// enter signs a persona in on the page of choices: the rest of the cabinet is not here.
func (x *town) enter(subject string) *servertest.Browser {
	b := x.Visitor()
	page := b.Become(b.Get("/uz/sign-in?next=%2Fuz%2Fcabinet%2Fnotices"), subject)
	require.Equal(x.T, "/uz/cabinet/notices", page.URL.Path)
	return b
}

// tell makes something happen to a persona, and sends what follows from it.
func (x *town) tell(subject, event, occasion string) {
	x.T.Helper()
	n := notify.Notice{AccountID: x.IDs[subject], Event: event, Occasion: occasion, Args: notify.Args{"Service": locale.Text{Uz: "Sirli xizmat"}}}
	require.NoError(x.T, postgres.InTx(x.T.Context(), x.Pool, func(tx pgx.Tx) error { return notify.Queue(x.T.Context(), tx, n) }))
	x.send()
}

func (x *town) send() {
	x.T.Helper()
	plan := job.NewPlan()
	job.Work(plan, x.store.Send)
	jobtest.Run(x.T, x.Pool, plan)
	x.demo.SMS.Wait()
}

var sixDigits = regexp.MustCompile(`\b[0-9]{6}\b`)

// confirm goes through the two pages of an address.
func confirm(x *town, b *servertest.Browser, channel, address string) *servertest.Page {
	page := b.Get("/uz/cabinet/notices/"+channel).Form("/notices/").Set("address", address).Submit("")
	require.Equal(x.T, "/uz/cabinet/notices/"+channel+"/code", page.URL.Path, page.Text())
	var said string
	if channel == "email" {
		said = x.demo.Mail.Letters()[0].Text
	} else {
		said = x.demo.SMS.Messages()[0].Text
	}
	code := sixDigits.FindString(said)
	return page.Form("/code").Set("code", code[:3]+" "+code[3:]).Submit("")
}

// TestInbox_official: whoever is told of his second factors reads it, also one who is no citizen of the portal.
func TestInbox_official(t *testing.T) {
	x := newTown(t)
	x.tell("editor", "factor-reset", "1")
	b := x.Visitor()
	page := b.Become(b.Get("/uz/sign-in?next=%2Fuz%2Finbox"), "editor")
	require.Equal(t, "/uz/inbox", page.URL.Path)
	require.Contains(t, page.Text(), "Tasdiqlash usullaringiz bekor qilindi")
	require.NotContains(t, page.Body, notify.ChoicesPath, "the choice of channels is for those who have some")
	require.NotContains(t, page.Form("/inbox/read").Submit("").Text(), "yangi xabar")
}

// TestJourney goes the whole way without a script: two addresses, choices, a message, its copies, the end of letters.
func TestJourney(t *testing.T) {
	x := newTown(t)
	aziz := x.enter("aziz")
	page := aziz.Get("/uz/cabinet/notices")
	require.Equal(t, http.StatusOK, page.Status)
	page = page.Follow("Elektron pochta qoʻshish")
	page = page.Form("/notices/email").Set("address", "aziz").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, page.Status)
	page = page.Form("/notices/email").Set("address", "nobody@"+mail.Bounce).Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, page.Status)
	require.Contains(t, page.Text(), "Bu manzil xabar qabul qilmayapti")
	page = page.Form("/notices/email").Set("address", "aziz@example.uz").Submit("")
	require.Contains(t, page.Text(), "aziz@example.uz")
	page = page.Form("/code").Set("code", "12").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, page.Status)
	page = page.Form("/code").Set("code", sixDigits.FindString(x.demo.Mail.Letters()[0].Text)).Submit("")
	require.Equal(t, "/uz/cabinet/notices", page.URL.Path)
	require.Contains(t, page.Text(), "aziz@example.uz")
	page = confirm(x, aziz, "sms", "90 123-45-67")
	require.Contains(t, page.Text(), "+998901234567")
	page = page.Form("/push").Set("demo", "1").Submit("")
	require.Contains(t, page.Text(), "Namoyish telefoni")

	form := page.Form("/cabinet/notices")
	for _, f := range page.Forms() {
		if f.Values.Has("lang") {
			form = f
		}
	}
	page = form.Set("lang", "en").Set("from", "0").Set("until", "0").Set("progress", "email").Submit("")
	require.Equal(t, http.StatusOK, page.Status, page.Text())
	x.send() // the news of the phone
	letters, texts := len(x.demo.Mail.Letters()), len(x.demo.SMS.Messages())
	x.tell("aziz", "to-correct", "1")
	x.tell("aziz", "submitted", "2")
	x.tell("malika", "to-correct", "3")
	require.Len(t, x.demo.Mail.Letters(), letters+2)
	require.Len(t, x.demo.SMS.Messages(), texts+1, "progress was ticked for e-mail alone")
	require.Len(t, x.demo.Push.Notices(), 1)
	require.Equal(t, "News of your application", x.demo.Mail.Letters()[0].Subject())
	inbox := aziz.Get("/uz/inbox")
	require.Contains(t, inbox.Text(), "SMS: yetib bordi")
	require.Contains(t, inbox.Text(), "Elektron pochta: yuborildi")
	out := x.Visitor().Get("/uz/demo/outbox")
	require.Contains(t, out.Text(), "aziz@example.uz")

	t.Run("one press in a mailbox ends it", func(t *testing.T) {
		link := strings.Trim(x.demo.Mail.Letters()[0].Header.Get("List-Unsubscribe"), "<>")
		asked := x.Visitor().Get(link)
		require.Equal(t, http.StatusOK, asked.Status)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, link, strings.NewReader("List-Unsubscribe=One-Click"))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := http.DefaultClient.Do(r) // a machine: no cookie, no origin
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		require.Equal(t, http.StatusOK, res.StatusCode)
		before := len(x.demo.Mail.Letters())
		x.tell("aziz", "to-correct", "4")
		require.Len(t, x.demo.Mail.Letters(), before)
		require.Equal(t, http.StatusNotFound, x.Visitor().Get(link+"A").Status)
	})

	t.Run("an address that stops working", func(t *testing.T) {
		x.Clock.Pass(notify.CodesWindow)
		aziz = x.enter("aziz") // an address is changed by who has just signed in
		confirm(x, aziz, "sms", "90 123 00 00")
		x.tell("aziz", "reminder", "5")
		require.Contains(t, aziz.Get("/uz/inbox").Text(), "Tuzatish")
		page := aziz.Get("/uz/cabinet/notices")
		require.Contains(t, page.Text(), "Ishlamayapti")
	})

	t.Run("what is another's does not exist", func(t *testing.T) {
		var id string
		require.NoError(t, x.Pool.QueryRow(t.Context(), `SELECT id::text FROM contacts WHERE account_id = $1 AND channel = 'sms' AND retired_at IS NULL`, x.IDs["aziz"]).Scan(&id))
		malika := x.enter("malika")
		require.Equal(t, http.StatusNotFound, malika.Post("/uz/cabinet/notices/remove", url.Values{"id": {id}}).Status)
		require.NotContains(t, malika.Get("/uz/cabinet/notices").Text(), "+99890")
		require.Equal(t, http.StatusNotFound, malika.Get("/uz/cabinet/notices/push").Status)
		require.Equal(t, http.StatusOK, aziz.Post("/uz/cabinet/notices/remove", url.Values{"id": {id}}).Status)
		require.Equal(t, http.StatusNotFound, aziz.Post("/uz/cabinet/notices/remove", url.Values{"id": {id}}).Status)
	})

	t.Run("a browser that names an address of our own network", func(t *testing.T) {
		good := url.Values{"p256dh": {strings.Repeat("A", 87)}, "auth": {strings.Repeat("A", 22)}}
		for _, to := range []string{
			"http://127.0.0.1:5432/", "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest", "https://2130706433/", "https://localhost/",
			"https://fcm.googleapis.com.evil.example/", "https://evil.example/#fcm.googleapis.com", "https://fcm.googleapis.com@evil.example/", "https://fcm.googleapis.com:22/",
			"http://fcm.googleapis.com/", "", "javascript:alert(1)",
		} {
			good.Set("endpoint", to)
			require.Equal(t, http.StatusUnprocessableEntity, aziz.Post("/uz/cabinet/notices/push", good).Status, "%q", to)
		}
	})

	t.Run("nobody chooses what is not on the page", func(t *testing.T) {
		for _, bad := range []url.Values{{"lang": {"tlh"}, "from": {"1"}, "until": {"2"}}, {"lang": {"uz"}, "from": {"24"}, "until": {"2"}}, {"lang": {"uz"}, "from": {"x"}, "until": {"2"}}, {"lang": {"uz"}, "from": {"1"}, "until": {"2"}, "pace": {"day"}, "hour": {"99"}}} {
			require.Equal(t, http.StatusUnprocessableEntity, aziz.Post("/uz/cabinet/notices", bad).Status, bad.Encode())
		}
	})

	t.Run("the language switch keeps what is typed", func(t *testing.T) {
		page := aziz.Post("/ru/cabinet/notices", url.Values{"do": {"language"}, "turn": {"email"}, "from": {"23"}, "until": {"5"}, "lang": {"ru"}, "pace": {"day"}, "hour": {"18"}})
		require.Equal(t, http.StatusOK, page.Status)
		for _, f := range page.Forms() {
			if f.Values.Has("lang") {
				require.Equal(t, []string{"23", "5", "18", "day", "email"}, []string{f.Values.Get("from"), f.Values.Get("until"), f.Values.Get("hour"), f.Values.Get("pace"), f.Values.Get("turn")})
			}
		}
		page = aziz.Post("/ru/cabinet/notices/email", url.Values{"do": {"language"}, "address": {"halb"}})
		require.Equal(t, http.StatusOK, page.Status)
		require.Equal(t, "halb", page.Form("/notices/email").Values.Get("address"))
	})
}

// TestAddress_lately: who found a session open changes no address. What its owner typed is sent with one press once he has
// signed in again, which the provider asks for whatever it remembers.
func TestAddress_lately(t *testing.T) {
	x := newTown(t)
	b := x.enter("aziz")
	form := b.Get("/uz/cabinet/notices/email").Form("/notices/email").Set("address", "aziz@example.uz")
	x.Clock.Pass(gate.Lately)
	b.Stay()
	for _, answer := range []*servertest.Page{
		b.Get("/uz/cabinet/notices/email"), b.Post("/uz/cabinet/notices/remove", url.Values{"id": {"1"}}),
		b.Post("/uz/cabinet/notices/remove", url.Values{"id": {"1"}, "do": {layout.SwitchVerb}}), // a field of a form opens no door
		b.Post("/uz/cabinet/notices/push", url.Values{"demo": {"1"}}), b.Post("/uz/cabinet/notices/push", url.Values{"demo": {"1"}, "do": {layout.SwitchVerb}}),
	} {
		require.Equal(t, http.StatusSeeOther, answer.Status)
		require.Contains(t, answer.Header.Get("Location"), "again=1")
	}
	require.Equal(t, http.StatusOK, b.Post("/ru/cabinet/notices/email", url.Values{"address": {"aziz"}, "do": {layout.SwitchVerb}}).Status, "a form is drawn in another language")
	page := b.Get("/uz/cabinet/notices")
	require.Equal(t, http.StatusOK, page.Status, "the choices can be read")
	device := page.Form("/push").Set("demo", "1")
	b.Follow()
	page = b.Become(form.Submit(""), "aziz")
	require.Equal(t, "/uz"+gate.KeptPath, page.URL.Path)
	require.Empty(t, x.demo.Mail.Letters(), "nothing was sent yet")
	page = page.Form("/notices/email").Submit("")
	require.Equal(t, "/uz/cabinet/notices/email/code", page.URL.Path)
	require.Len(t, x.demo.Mail.Letters(), 1)

	x.Clock.Pass(gate.Lately)
	page = b.Become(device.Submit(""), "aziz")
	devices := func() (n int) {
		require.NoError(t, x.Pool.QueryRow(t.Context(), `SELECT count(*) FROM contacts WHERE channel = 'push' AND account_id = $1`, x.IDs["aziz"]).Scan(&n))
		return n
	}
	require.Zero(t, devices())
	page.Form("/push").Submit("")
	require.Equal(t, 1, devices())
	require.Contains(t, b.Get("/ru/inbox").Text(), "Уведомления приходят на новое устройство")
}

// TestDevices_limit: so many browsers of a person are told; the oldest makes room for one more.
func TestDevices_limit(t *testing.T) {
	x := newTown(t)
	living := func() []int64 {
		rows, _ := x.Pool.Query(t.Context(), `SELECT id FROM contacts WHERE account_id = $1 AND channel = 'push' AND retired_at IS NULL ORDER BY id`, x.IDs["aziz"])
		list, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		require.NoError(t, err)
		return list
	}
	allow := func() {
		device, err := x.demo.Push.Allow("Brauzer")
		require.NoError(t, err)
		require.NoError(t, x.store.Subscribe(t.Context(), x.Principal("aziz"), device, locale.Uz))
	}
	for range notify.MostDevices {
		allow()
	}
	before := living()
	require.Len(t, before, notify.MostDevices)
	allow()
	require.Equal(t, before[1:], living()[:notify.MostDevices-1])
	require.Len(t, living(), notify.MostDevices)
}
