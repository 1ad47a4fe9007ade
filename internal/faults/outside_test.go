package faults

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/integration/clamd"
	"github.com/yagona/portal/internal/integration/eskiz"
	"github.com/yagona/portal/internal/integration/mail"
	"github.com/yagona/portal/internal/integration/objects"
	"github.com/yagona/portal/internal/integration/objects/objectstest"
	"github.com/yagona/portal/internal/job"
)

// beyond is what a long run has besides registers and providers: each stands behind a way of its own, so that it can be away
// alone.
type beyond struct {
	scanner, mail, sms, store *wire
	book                      *book
	letters                   *mail.Fake
	texts                     *eskiz.Fake
	objects                   *objectstest.Fake
	client                    *objects.Client
	door                      storeDoor
	identityDown              atomic.Bool
}

// Secrets of those.
const (
	noticeKey   = "the key of marks and codes on every replica"
	smsPassword = "the password at the gateway"
	awayFor     = 6 * time.Second
	drainedIn   = 90 * time.Second // what waited is done by then
)

func (r *rig) local() net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(r.t, err)
	return l
}

// further starts all of it and gives the settings that name it.
func (r *rig) further() map[string]string {
	b := &beyond{book: &book{}}
	r.beyond = b
	av := clamd.NewFake(r.local(), clamd.Eicar)
	r.t.Cleanup(func() { _ = av.Close() })
	b.scanner = newWire(r.t, av.Addr())
	b.letters = mail.NewFake(r.local(), time.Now)
	b.letters.Lose(b.book.letter)
	r.t.Cleanup(func() { _ = b.letters.Close() })
	b.mail = newWire(r.t, strings.TrimPrefix(b.letters.URL(), "smtp://"))
	b.texts = eskiz.NewFake("portal@portal.example", smsPassword, time.Now)
	b.texts.Silence()
	gateway := httptest.NewServer(b.book.texts(b.texts))
	r.t.Cleanup(gateway.Close)
	b.sms = newWire(r.t, gateway.Listener.Addr().String())
	b.objects = objectstest.New(r.t)
	at := b.objects.Config()
	to, err := url.Parse(at.URL)
	require.NoError(r.t, err)
	b.door.inner = &httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
		p.SetURL(&url.URL{Scheme: to.Scheme, Host: to.Host})
		p.Out.Host = p.In.Host // it is signed
	}}
	b.door.put, b.door.on = make(chan struct{}), make(chan struct{})
	door := httptest.NewServer(&b.door)
	r.t.Cleanup(door.Close)
	b.store = newWire(r.t, door.Listener.Addr().String())
	at.URL = "http://" + b.store.listener.Addr().String() + to.Path
	b.client, err = objects.NewClient(at)
	require.NoError(r.t, err)
	return map[string]string{
		"PORTAL_CLAMD": b.scanner.listener.Addr().String(),
		"PORTAL_SMTP":  "smtp://" + b.mail.listener.Addr().String(), "PORTAL_MAIL_FROM": "Portal <no-reply@portal.example>",
		"PORTAL_SMS": "http://" + b.sms.listener.Addr().String(), "PORTAL_SMS_EMAIL": "portal@portal.example", "PORTAL_SMS_PASSWORD": smsPassword,
		"PORTAL_NOTICE_KEY": noticeKey,
		"PORTAL_S3_URL":     at.URL, "PORTAL_S3_KEY": at.Key, "PORTAL_S3_SECRET": at.Secret, "PORTAL_S3_REGION": at.Region,
	}
}

// storeDoor is the way into the object store: what is put can fail at its last byte, or be there while nobody is told.
type storeDoor struct {
	inner   http.Handler
	failing atomic.Bool
	mute    atomic.Bool
	failed  atomic.Int64
	put, on chan struct{} // an object was put and nobody told yet; go on
}

// ServeHTTP passes on, or does what was ordered.
func (d *storeDoor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method == http.MethodPut && d.failing.Load():
		for buf := make([]byte, 64<<10); ; {
			if _, err := r.Body.Read(buf); err != nil {
				break
			}
		}
		d.failed.Add(1)
		http.Error(w, `<Error><Code>InternalError</Code></Error>`, http.StatusInternalServerError)
	case r.Method == http.MethodPut && d.mute.CompareAndSwap(true, false):
		d.inner.ServeHTTP(httptest.NewRecorder(), r)
		d.put <- struct{}{}
		<-d.on
		panic(http.ErrAbortHandler)
	default:
		d.inner.ServeHTTP(w, r)
	}
}

// addresses gives the citizens an e-mail address and a number each, at which they hear of everything at once.
func (r *rig) addresses() {
	for subject, id := range r.accounts {
		r.exec(`INSERT INTO contacts (account_id, channel, address, confirmed_at) VALUES ($1, 'email', $2, now()), ($1, 'sms', $3, now())`,
			id, subject+"@people.example", fmt.Sprintf("+99890%07d", id))
		r.exec(`INSERT INTO notice_choices (account_id, lang, wanted, quiet_from, quiet_until)
			SELECT $1, 'uz', array_agg(k || '/' || c), 0, 0 FROM unnest(ARRAY['security', 'turn', 'result', 'progress']) k, unnest(ARRAY['email', 'sms']) c`, id)
	}
}

// strange are the faults of what stands around: each other system away alone, the object store in the middle of a file, a
// clock that differs, a flood of jobs.
var strange = []fault{
	{"the scanner is away", func(r *rig, _ *rand.Rand) { r.unscanned(shut) }},
	{"the scanner takes files and says nothing", func(r *rig, _ *rand.Rand) { r.unscanned(hole) }},
	{"the mail server is away", func(r *rig, _ *rand.Rand) { r.untold(r.beyond.mail, "email") }},
	{"the SMS gateway is away", func(r *rig, _ *rand.Rand) { r.untold(r.beyond.sms, "sms") }},
	{"answers of mail, SMS and providers are lost: done, and nobody knows", func(r *rig, _ *rand.Rand) { r.unanswered() }},
	{"the object store is away", func(r *rig, _ *rand.Rand) { r.unstored() }},
	{"the object store fails at the last byte", func(r *rig, _ *rand.Rand) { r.halfStored() }},
	{"the portal is killed between an object and its row", func(r *rig, _ *rand.Rand) { r.storedAndKilled() }},
	{"the identity provider is away", func(r *rig, _ *rand.Rand) { r.unknown() }},
	{"the clock of the database is 2 h ahead", func(r *rig, _ *rand.Rand) { r.shifts("2 hours") }},
	{"the clock of the database is 2 h behind", func(r *rig, _ *rand.Rand) { r.shifts("-2 hours") }},
	{"a million jobs wait", func(r *rig, _ *rand.Rand) { r.floods(1_000_000) }},
}

// until waits for a number to be nothing.
func (r *rig) until(most time.Duration, what, sql string, args ...any) (took time.Duration) {
	began := time.Now()
	for {
		var left int
		require.NoError(r.t, r.pool.QueryRow(r.t.Context(), sql, args...).Scan(&left))
		took = time.Since(began)
		if left == 0 {
			return took
		}
		if took > most {
			r.ledger.breaks("%s: %d after %s", what, left, most)
			return took
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// do puts a job that comes by the clock into the queue now.
func (r *rig) do(args job.Args) {
	require.NoError(r.t, pgx.BeginFunc(r.t.Context(), r.pool, func(tx pgx.Tx) error { return job.Insert(r.t.Context(), tx, args) }))
}

const unseen = `SELECT count(*) FROM uploads WHERE scanned_at IS NULL AND (draft_id IS NOT NULL OR application_id IS NOT NULL)`

// unscanned takes the scanner away. Files are taken, nobody may open them, a figure says how many wait; then they are scanned.
func (r *rig) unscanned(how mood) {
	senders := r.senders(1)
	r.beyond.scanner.turn(how)
	began := time.Now()
	answers := r.send(senders, 1, 1<<20, 0)
	took := time.Since(began)
	time.Sleep(awayFor)
	var waiting, clean int
	require.NoError(r.t, r.pool.QueryRow(r.t.Context(), unseen).Scan(&waiting))
	require.NoError(r.t, r.pool.QueryRow(r.t.Context(), `SELECT count(*) FROM uploads WHERE created_at > $1 AND scanned_at IS NOT NULL`, began).Scan(&clean))
	said := r.figures(r.replicas[0], "portal_uploads_unscanned")
	r.beyond.scanner.turn(shut)
	r.beyond.scanner.turn(open)
	r.do(document.RescanArgs{})
	drained := r.until(drainedIn, "files that nobody scanned", unseen)
	r.t.Logf("scanner away: a file was answered %v after %s; %d files waited, the metrics said %v; scanned %s after it was back", answers, took.Round(time.Millisecond), waiting, said, drained.Round(time.Millisecond))
	if clean > 0 {
		r.ledger.breaks("without a scanner %d files count as clean", clean)
	}
	if len(senders) > 0 && waiting == 0 {
		r.ledger.breaks("without a scanner no file is taken")
	}
	if took > hang {
		r.ledger.breaks("without a scanner somebody waits %s for a file", took)
	}
	if waiting > 0 && !slices.ContainsFunc(said, func(v float64) bool { return v > 0 }) {
		r.ledger.breaks("%d files wait for the scanner, and the metrics say %v", waiting, said)
	}
}

// untold takes away what carries copies. Each says that the other side is silent, and goes out later.
func (r *rig) untold(way *wire, channel string) {
	const late = `SELECT count(*) FROM copies WHERE channel = $1 AND state = 'queued' AND why NOT IN ('limit', 'quiet', 'digest')`
	r.exec(`UPDATE copies SET sent_at = sent_at - interval '2 days' WHERE channel = $1`, channel) // so many a day and no more
	way.turn(shut)
	for deadline := time.Now().Add(4 * awayFor); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		var named int
		require.NoError(r.t, r.pool.QueryRow(r.t.Context(), `SELECT count(*) FROM copies WHERE channel = $1 AND state = 'queued' AND why = 'silent'`, channel).Scan(&named))
		if named > 0 {
			break
		}
	}
	var named, failed int
	require.NoError(r.t, r.pool.QueryRow(r.t.Context(), `SELECT count(*) FILTER (WHERE state = 'queued' AND why = 'silent'), count(*) FILTER (WHERE state = 'failed' AND settled_at > now() - interval '1 minute')
		FROM copies WHERE channel = $1`, channel).Scan(&named, &failed))
	way.turn(open)
	time.Sleep(31 * time.Second) // a breaker leaves a system that failed alone for half a minute
	r.exec(`UPDATE river_job SET state = 'available', scheduled_at = now() WHERE kind = 'notify.send' AND state IN ('retryable', 'scheduled')`)
	drained := r.until(drainedIn, channel+" copies that wait", late, channel)
	r.t.Logf("%s away: %d copies said that the other side is silent, %d were given up; the queue was empty %s after half a minute", channel, named, failed, drained.Round(time.Millisecond))
	if named == 0 || channel == "email" && failed > 0 {
		r.ledger.breaks("%s away: %d copies say so, %d were given up", channel, named, failed)
	}
}

const unmoved = `SELECT count(*) FROM uploads WHERE place <> 'object' AND scanned_at IS NOT NULL AND virus = '' AND (draft_id IS NOT NULL OR application_id IS NOT NULL)`

// settles has all files moved, and looks that each has its object.
func (r *rig) settles() {
	deadline := time.Now().Add(drainedIn)
	for {
		r.do(document.SettleArgs{})
		var left int
		require.NoError(r.t, r.pool.QueryRow(r.t.Context(), unmoved).Scan(&left))
		if left == 0 || time.Now().After(deadline) {
			if left > 0 {
				r.ledger.breaks("%d files are not moved after %s", left, drainedIn)
			}
			break
		}
		time.Sleep(500 * time.Millisecond)
	}
	rows, _ := r.pool.Query(r.t.Context(), `SELECT id FROM uploads WHERE place = 'object'`)
	known, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(r.t, err)
	names := r.beyond.objects.Names()
	for _, id := range known {
		if !slices.Contains(names, "uploads/"+id) {
			r.ledger.breaks("file %s has a row and no object", id)
		}
	}
	r.t.Logf("%d files in the object store, %d objects", len(known), len(names))
}

// unstored takes the object store away: people go on, files wait in the database.
func (r *rig) unstored() {
	r.beyond.store.turn(shut)
	r.do(document.SettleArgs{})
	time.Sleep(awayFor)
	for _, p := range r.replicas {
		if status, err := p.asks("/readyz"); err != nil || status != http.StatusOK {
			r.ledger.breaks("without an object store %s is not ready: %d %v", p.addr, status, err)
		}
	}
	r.beyond.store.turn(open)
	r.settles()
}

// halfStored has the store fail when it has read all of a file.
func (r *rig) halfStored() {
	r.beyond.door.failing.Store(true)
	before := r.beyond.door.failed.Load()
	for deadline := time.Now().Add(5 * awayFor); time.Now().Before(deadline) && r.beyond.door.failed.Load() < before+4; time.Sleep(500 * time.Millisecond) {
		r.send(r.senders(1), 1, 1<<20, 0)
		r.do(document.SettleArgs{})
	}
	r.beyond.door.failing.Store(false)
	r.t.Logf("the store failed %d times at the last byte", r.beyond.door.failed.Load()-before)
	if r.beyond.door.failed.Load() == before {
		r.ledger.breaks("no file was put while the store failed")
	}
	r.settles()
}

// storedAndKilled kills the portal when an object is there and its row does not know it yet. It is put again afterwards. What
// nobody knows is deleted after a day, and what somebody knows is not.
func (r *rig) storedAndKilled() {
	r.send(r.senders(1), 1, 1<<20, 0)
	r.beyond.door.mute.Store(true)
	killed := false
	for deadline := time.Now().Add(5 * awayFor); time.Now().Before(deadline) && !killed; {
		r.do(document.SettleArgs{})
		select {
		case <-r.beyond.door.put:
			var both sync.WaitGroup
			for _, p := range r.replicas {
				both.Go(p.kill)
			}
			both.Wait()
			r.beyond.door.on <- struct{}{}
			killed = true
		case <-time.After(time.Second):
		}
	}
	r.beyond.door.mute.Store(false)
	if !killed {
		r.ledger.breaks("no file was put, and nobody was killed")
	}
	r.settles()
	ctx := r.t.Context()
	const orphan = "NOBODYKNOWSME2345678901234"
	require.NoError(r.t, r.beyond.client.Put(ctx, orphan, strings.NewReader("x"), 1))
	rows, _ := r.pool.Query(ctx, `SELECT 'uploads/' || id FROM uploads WHERE place = 'object'`)
	known, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(r.t, err)
	for _, age := range []time.Duration{23 * time.Hour, 25 * time.Hour} {
		later := func() time.Time { return time.Now().Add(age) }
		if err := document.NewStore(r.pool, r.ring, later, r.origin).WithObjects(r.beyond.client).Tidy(context.WithoutCancel(ctx)); err != nil {
			r.ledger.breaks("the sweeper: %v", err)
		}
		left := r.beyond.objects.Names()
		if there := slices.Contains(left, "uploads/"+orphan); there != (age < 24*time.Hour) {
			r.ledger.breaks("an object that nobody knows is there after %s: %t", age, there)
		}
		for _, name := range known {
			if !slices.Contains(left, name) {
				r.ledger.breaks("the sweeper deleted %s, which has a row", name)
			}
		}
	}
}

// unknown takes the identity provider away from the portal. Who is signed in goes on; who comes is told, and comes in later.
func (r *rig) unknown() {
	signed := r.browser()
	enter(r.t, signed, r.citizens[0].name)
	r.beyond.identityDown.Store(true)
	for deadline := time.Now().Add(awayFor); time.Now().Before(deadline); time.Sleep(300 * time.Millisecond) {
		if page := signed.Get("/uz/inbox"); page.Status != http.StatusOK && !strings.Contains(page.URL.Path, "/sign-in") {
			r.ledger.breaks("without the identity provider somebody who is signed in sees %d", page.Status)
		}
	}
	r.beyond.identityDown.Store(false)
	enter(r.t, r.browser(), r.citizens[0].name)
}

// identity is the provider, whose back door can be shut: the portal asks there, browsers do not.
func (b *beyond) identity(provider http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if b.identityDown.Load() && (strings.HasSuffix(r.URL.Path, "/token") || strings.HasSuffix(r.URL.Path, "/jwks") || strings.Contains(r.URL.Path, ".well-known")) {
			panic(http.ErrAbortHandler)
		}
		provider.ServeHTTP(w, r)
	})
}
