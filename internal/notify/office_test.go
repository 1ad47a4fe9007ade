package notify_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/integration/eskiz"
	"github.com/yagona/portal/internal/integration/guard"
	"github.com/yagona/portal/internal/integration/mail"
	"github.com/yagona/portal/internal/integration/webpush"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/job/jobtest"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/workday"
)

// office is a portal's post with everything that it talks to, over sockets.
type office struct {
	*testing.T
	pool  *pgxpool.Pool
	store *notify.Store
	out   notify.Outside
	mail  *mail.Fake
	sms   *eskiz.Fake
	push  *webpush.Fake
	clock atomic.Pointer[time.Time]
	who   account.Principal
	told  int
	url   string
	back  string // where letters come back
}

// returns is the store that a test has by the time a letter comes back.
type returns struct{ o *office }

func (r returns) Returned(ctx context.Context, id int64, mark string, gone bool) error {
	return r.o.store.Returned(ctx, id, mark, gone)
}

// noon is a time at which nobody sleeps.
var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, workday.Zone)

var short = guard.Limits{Attempt: 300 * time.Millisecond, Concurrent: 4, OpenFor: time.Millisecond}

// now and set are the clock. The other sides, which run by themselves, look at it too.
func (o *office) now() time.Time { return *o.clock.Load() }

func (o *office) set(t time.Time) { o.clock.Store(&t) }

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{T: t, pool: postgrestest.New(t)}
	o.set(noon)
	ids, err := account.NewStore(o.pool, keyringtest.Ring(), o.now).Announce(t.Context(), []account.Claims{{Issuer: "test", Subject: "a", Name: "Karimov Aziz", PINFL: "31204862260015", Level: catalogue.Basic}})
	require.NoError(t, err)
	o.who = account.Principal{AccountID: ids[0]}

	portal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { eskiz.Receive(o.store).ServeHTTP(w, r) }))
	t.Cleanup(portal.Close)
	o.url = portal.URL
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	o.mail = mail.NewFake(l, o.now)
	t.Cleanup(func() { _ = o.mail.Close() })
	mailer, err := mail.NewClient(o.mail.URL(), "Portal <portal@example.uz>", short)
	require.NoError(t, err)
	back, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	o.back = back.Addr().String()
	door := mail.Receive(back, returns{o})
	t.Cleanup(func() { _ = door.Close() })
	o.mail.ReturnTo(o.back)
	mailer.ReturnTo("back.example.uz")

	o.sms = eskiz.NewFake("portal@example.uz", "secret", o.now)
	gateway := httptest.NewServer(o.sms)
	t.Cleanup(gateway.Close)
	t.Cleanup(o.sms.Wait)
	texter, err := eskiz.NewClient(eskiz.Config{URL: gateway.URL, Email: "portal@example.uz", Password: "secret", From: "4546", Limits: short})
	require.NoError(t, err)

	key, err := webpush.NewKey()
	require.NoError(t, err)
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { o.push.ServeHTTP(w, r) }))
	t.Cleanup(service.Close)
	pusher, err := webpush.NewClient(key, "portal@example.uz", service.URL, short)
	require.NoError(t, err)
	o.push = webpush.NewFake(service.URL, pusher.PublicKey(), o.now)

	o.out = notify.Outside{Mail: mailer, Text: texter, Push: pusher, Origin: portal.URL, Key: []byte("a key of thirty-two bytes, or so.")}
	o.with(keyringtest.Ring())
	return o
}

// with has that ring seal addresses.
func (o *office) with(ring *keyring.Ring) {
	o.store = notify.NewStore(o.pool, o.now).With(ring, o.out)
}

const (
	address = "aziz@example.uz"
	phone   = "+998901234567"
)

var sixDigits = regexp.MustCompile(`\b[0-9]{6}\b`)

// code is the newest one that came to that address.
func (o *office) code(channel notify.Channel) string {
	o.Helper()
	if channel == notify.Email {
		return sixDigits.FindString(o.mail.Letters()[0].Text)
	}
	return sixDigits.FindString(o.sms.Messages()[0].Text)
}

// confirm makes an address the person's own, as the person does.
func (o *office) confirm(channel notify.Channel, to string) {
	o.Helper()
	require.NoError(o, o.store.AskCode(o.Context(), o.who, channel, to, locale.Ru))
	require.NoError(o, o.store.Confirm(o.Context(), o.who, channel, o.code(channel), locale.Ru))
	o.set(o.now().Add(notify.CodesWindow + time.Minute))
	o.run()
}

// tell makes something happen.
func (o *office) tell(event string) {
	o.Helper()
	o.told++
	n := notify.Notice{
		AccountID: o.who.AccountID, Event: event, Occasion: strconv.Itoa(o.told), Number: "123456789",
		Args: notify.Args{"Service": locale.Text{Uz: "Sirli xizmat", Ru: "Тайная услуга", En: "Secret service"}, "Reason": locale.Text{Ru: "тайная причина"}, "Answer": "тайный ответ", "File": "тайный файл", "Dispute": "123 456 789"},
	}
	require.NoError(o, postgres.InTx(o.Context(), o.pool, func(tx pgx.Tx) error { return notify.Queue(o.Context(), tx, n) }))
}

func (o *office) plan() *job.Plan {
	plan := job.NewPlan()
	job.Work(plan, o.store.Send)
	return plan
}

// run works off what is due at the office's time; later attempts too.
func (o *office) run() {
	o.Helper()
	_, err := o.pool.Exec(o.Context(), `UPDATE river_job SET state = 'available', scheduled_at = now() WHERE state IN ('available', 'scheduled', 'retryable')`)
	require.NoError(o, err)
	jobtest.Try(o, o.pool, o.plan())
}

// states is the states of the copies of that channel, the oldest first.
func (o *office) states(channel notify.Channel) []notify.State {
	o.Helper()
	rows, err := o.pool.Query(o.Context(), `SELECT state FROM copies WHERE channel = $1 ORDER BY id`, channel)
	require.NoError(o, err)
	list, err := pgx.CollectRows(rows, pgx.RowTo[notify.State])
	require.NoError(o, err)
	return list
}

func (o *office) choose(change func(*notify.Choices)) {
	o.Helper()
	c, err := o.store.Choices(o.Context(), o.who, locale.Ru)
	require.NoError(o, err)
	change(&c)
	require.NoError(o, o.store.Choose(o.Context(), o.who, c))
}

// allow lets a browser show notices.
func (o *office) allow() {
	o.Helper()
	d, err := o.push.Allow("Chrome, Android")
	require.NoError(o, err)
	require.NoError(o, o.store.Subscribe(o.Context(), o.who, d, locale.Ru))
}
