package faults

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/card"
	"github.com/yagona/portal/internal/integration/mail"
	"github.com/yagona/portal/internal/integration/payme"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/server/servertest"
)

const (
	lostFor = 8 * time.Second
	// grown is how old a payment is before it goes back: its provider's calls that come twice, late and out of order are through.
	grown = 15 * time.Second
	// givenBack is how many payments of each provider go back.
	givenBack = 4
)

// call is something that the portal had done outside, as the outside wrote it down.
type call struct {
	id   string // the way, and the name under which the other side knows it again
	to   string // whom it reached; empty where that says nothing
	name string // what the other side calls it; empty where it says none
	did  bool   // it had an effect: it was no repetition that the other side knew
	lost bool   // nobody was told
}

// ways are what leaves the portal and has an effect there: copies, and what was paid and goes back. Registers are only read, the
// object store has a fault of its own, and push services are none on this machine: internal/notify loses their answers.
var ways = []string{string(notify.Email), string(notify.SMS), card.Provider, payme.Provider}

// way is that of a call: an e-mail, an SMS, or a provider that gives money back.
func (c call) way() string { return strings.SplitN(c.id, " ", 2)[0] }

// book is what the outside systems did. They share one, and each answer but one is lost on its way while they lose answers.
type book struct {
	mu     sync.Mutex
	losing bool
	turns  map[string]int // answers that could have been lost, by way
	calls  []call
	known  map[string]bool // names in calls: what they come again for is written down after the loss has ended as well
}

// loses begins a new book and loses every other answer of each way until it is told to stop.
func (b *book) loses(on bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.losing = on; on {
		b.calls, b.turns, b.known = nil, map[string]int{}, map[string]bool{}
	}
}

// enter writes a call down and says whether its answer is lost.
func (b *book) enter(c call) (lost bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.losing {
		b.turns[c.way()]++
		c.lost = b.turns[c.way()]%2 == 1
		b.known[c.id] = true
	}
	if b.known[c.id] {
		b.calls = append(b.calls, c)
	}
	return c.lost
}

// read is a copy of what stands there.
func (b *book) read() []call {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.calls)
}

// letter is an e-mail in the book.
func (b *book) letter(l mail.Received) (lost bool) {
	name, _, _ := strings.Cut(strings.Trim(l.Header.Get("Message-Id"), "<>"), "@")
	return b.enter(call{id: string(notify.Email) + " " + name, to: l.To, did: true}) // SMTP takes all; who reads them knows the name
}

var copyReport = regexp.MustCompile(regexp.QuoteMeta(notify.ReportPath) + `(\d+)/`)

// door stands before a system that speaks HTTP. What is asked is done and written down, and then the connection may be reset.
func (b *book) door(inner http.Handler, reads func(asked, said []byte) (call, bool)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		r.Body = io.NopCloser(bytes.NewReader(asked))
		rec := httptest.NewRecorder()
		inner.ServeHTTP(rec, r)
		if c, counts := reads(asked, rec.Body.Bytes()); counts && rec.Code < http.StatusMultipleChoices && b.enter(c) {
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				reset(conn.(*net.TCPConn)) //nolint:forcetypeassert // of a TCP listener
			}
			return
		}
		maps.Copy(w.Header(), rec.Header())
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
	})
}

// texts has the SMS of a gateway in the book. SMS have no name there: what the report is to be about tells them apart.
func (b *book) texts(gateway http.Handler) http.Handler {
	return b.door(gateway, func(asked, said []byte) (call, bool) {
		var a struct {
			Phone  string `json:"mobile_phone"`
			Report string `json:"callback_url"`
		}
		var s struct {
			ID string `json:"id"`
		}
		of := copyReport.FindSubmatch(asked)
		if json.Unmarshal(asked, &a) != nil || json.Unmarshal(said, &s) != nil || of == nil {
			return call{}, false
		}
		return call{id: string(notify.SMS) + " " + string(of[1]), to: "+" + a.Phone, name: s.ID, did: true}, true
	})
}

// charges has what a card provider gives back in the book. It gives a charge back once, whoever asks how often.
func (b *book) charges(api http.Handler) http.Handler {
	back := map[string]bool{}
	var mu sync.Mutex
	return b.door(api, func(asked, _ []byte) (call, bool) {
		var a struct{ Kind, ID string }
		if json.Unmarshal(asked, &a) != nil || a.Kind != "return" {
			return call{}, false
		}
		mu.Lock()
		defer mu.Unlock()
		did := !back[a.ID]
		back[a.ID] = true
		return call{id: card.Provider + " " + a.ID, did: did}, true
	})
}

// receipts has what Payme cancels in the book. It refuses to cancel what it has cancelled.
func (b *book) receipts(api http.Handler) http.Handler {
	return b.door(api, func(asked, said []byte) (call, bool) {
		var a struct {
			Method string
			Params struct{ ID string }
		}
		var s struct{ Result json.RawMessage }
		if json.Unmarshal(asked, &a) != nil || json.Unmarshal(said, &s) != nil || a.Method != "receipts.cancel" {
			return call{}, false
		}
		return call{id: payme.Provider + " " + a.Params.ID, did: s.Result != nil}, true
	})
}

// providers has what each provider is asked to give back go through the book.
func (b *beyond) providers(mux *http.ServeMux, demo *card.Demo, fake *payme.Fake) {
	mux.Handle("POST "+demo.Path()+"/api", b.book.charges(demo))
	mux.Handle("POST "+fake.Path()+"/api", b.book.receipts(fake))
}

// entry is what the portal says became of it.
type entry struct {
	to    string
	state notify.State // of a refund: sent when it is made
	name  string
	times int // how often it counts with us
}

// against holds the book against what the portal says. What it had done twice bore one name and was done until somebody said
// so, and no longer; an SMS, which nobody would know again, was sent once; and with us each counts once.
func against(calls []call, portal map[string]entry) (wrong []string) {
	says := func(id, format string, args ...any) { wrong = append(wrong, id+": "+fmt.Sprintf(format, args...)) }
	came := map[string][]call{}
	for _, c := range calls {
		came[c.id] = append(came[c.id], c)
	}
	for id, list := range came {
		us, known := portal[id]
		last := list[len(list)-1]
		answered := slices.IndexFunc(list, func(c call) bool { return !c.lost })
		effects := len(slices.DeleteFunc(slices.Clone(list), func(c call) bool { return !c.did }))
		switch sms := last.way() == string(notify.SMS); {
		case !known:
			says(id, "done outside, and unknown to us")
			continue
		case last.to != us.to:
			says(id, "went to %s instead of %s", last.to, us.to)
		case sms && len(list) > 1:
			says(id, "sent %d times", len(list))
		case sms && last.lost && us.state != notify.Failed:
			says(id, "nobody knows, and we say %s", us.state)
		case sms && last.lost:
			continue
		case answered < 0:
			says(id, "given up after %d lost answers: %s", len(list), us.state)
		case answered < len(list)-1 && last.way() != payme.Provider: // which has it in its queue, and is asked how it stands
			says(id, "done again after its answer had come")
		case last.way() != string(notify.Email) && effects != 1:
			says(id, "done %d times", effects)
		case us.state != notify.Sent:
			says(id, "done, and we say %s", us.state)
		case us.name != last.name:
			says(id, "called %q there, %q by us", last.name, us.name)
		}
		if us.times != 1 && us.state == notify.Sent {
			says(id, "counts %d times with us", us.times)
		}
	}
	for id, us := range portal {
		if us.state == notify.Sent && len(came[id]) == 0 {
			says(id, "we say it is done, and nobody did it")
		}
	}
	slices.Sort(wrong)
	return wrong
}

// unanswered has the outside do its work and lose every other answer while people work and finance gives money back.
func (r *rig) unanswered() {
	b, t := r.beyond.book, r.t
	finance := r.browser()
	enter(t, finance, "finance")
	r.owes()
	r.exec(`UPDATE copies SET sent_at = sent_at - interval '2 days'`) // so many a day and no more
	b.loses(true)
	began := time.Now()
	r.returns(finance)
	time.Sleep(lostFor)
	b.loses(false)
	ended := time.Now()
	time.Sleep(31 * time.Second) // a breaker leaves a system that failed alone for half a minute
	r.exec(`UPDATE river_job SET state = 'available', scheduled_at = now() WHERE kind IN ('notify.send', 'payment.refund') AND state IN ('retryable', 'scheduled')`)
	names := texts(b.read(), func(c call) string { return c.id })
	r.until(drainedIn, "copies and refunds whose answers were lost", `SELECT count(*) FROM (
		SELECT FROM copies WHERE state = 'queued' AND channel || ' ' || CASE channel WHEN 'email' THEN 'copy-' ELSE '' END || id = ANY ($1)
		UNION ALL SELECT FROM refunds WHERE state = 'sent' AND sent_at >= $2) waiting`, names, began)

	calls, portal := b.read(), r.portal(names, began, ended)
	for _, way := range ways {
		lost, all, known := 0, 0, map[string]bool{}
		for _, c := range calls {
			if c.way() == way {
				all++
				known[c.id] = true
				if c.lost {
					lost++
				}
			}
		}
		t.Logf("%s: done %d times under %d names, of %d nobody was told", way, all, len(known), lost)
		if lost == 0 {
			r.ledger.breaks("no answer of %s was lost", way)
		}
	}
	wrong := against(calls, portal)
	for _, w := range wrong {
		r.ledger.breaks("%s", w)
	}
	if unseen, idle := blind(calls, portal); len(wrong) == 0 && len(unseen)+len(idle) > 0 {
		r.ledger.breaks("the comparison with the outside is blind: %v unseen, %v not there", unseen, idle)
	}
}

// owes has payments of each provider go back, as a decision about their cases does.
func (r *rig) owes() {
	ctx := r.t.Context()
	for deadline := time.Now().Add(slowest); ; time.Sleep(time.Second) {
		rows, _ := r.pool.Query(ctx, `SELECT application_id FROM (
			SELECT i.application_id, p.provider, row_number() OVER (PARTITION BY p.provider ORDER BY p.id) AS n FROM payments p JOIN invoices i ON i.id = p.invoice_id
			WHERE NOT p.surplus AND i.status = 'paid' AND p.provider IN ('card', 'payme') AND p.paid_at < now() - make_interval(secs => $2)) grown
			WHERE n <= $1`, givenBack, grown.Seconds())
		paid, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		require.NoError(r.t, err)
		if late := time.Now().After(deadline); len(paid) < 2*givenBack && !late {
			continue
		}
		for _, id := range paid {
			require.NoError(r.t, pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
				_, err := payment.Decide(ctx, tx, id, payment.Overturned, 0, time.Now())
				return err
			}))
		}
		return
	}
}

// returns has somebody of finance send all that waits to go back, each with two presses at once.
func (r *rig) returns(finance *servertest.Browser) {
	for range 4 {
		var pressing sync.WaitGroup
		pressed := 0
		for _, f := range finance.Get("/uz/admin/money/refunds").Forms() {
			if strings.HasSuffix(f.Action, "/send") {
				pressed++
				pressing.Go(func() { f.Submit("") })
				pressing.Go(func() { f.Submit("") })
			}
		}
		pressing.Wait()
		if pressed == 0 {
			return
		}
	}
}

// portal is what it says of these names, and of what it began while answers were lost.
func (r *rig) portal(names []string, began, ended time.Time) map[string]entry {
	says := map[string]entry{}
	var id, to string
	var o entry
	// What was begun at the end, and refunds that waited for their turn, may have got through to the outside when nothing was lost any more.
	rows, _ := r.pool.Query(r.t.Context(), `
		SELECT * FROM (SELECT c.channel || ' ' || CASE c.channel WHEN 'email' THEN 'copy-' ELSE '' END || c.id AS id, c.account_id::text, c.state::text,
				CASE c.channel WHEN 'sms' THEN c.reference ELSE '' END, (SELECT count(*) FROM copies x WHERE x.message_id = c.message_id AND x.channel = c.channel), c.begun_at AS at
			FROM copies c WHERE c.channel IN ('email', 'sms')
		UNION ALL SELECT p.provider || ' ' || p.token, '', CASE r.state WHEN 'done' THEN 'sent' WHEN 'sent' THEN 'queued' ELSE r.state END, '',
				(SELECT count(*) FROM messages m WHERE m.event = 'refund-done' AND m.occasion = p.provider || '/' || p.token), NULL
			FROM refunds r JOIN payments p ON p.id = r.payment_id) said
		WHERE id = ANY ($1) OR at BETWEEN $2 AND $3`, names, began, ended.Add(-5*time.Second))
	var at *time.Time
	_, err := pgx.ForEachRow(rows, []any{&id, &to, &o.state, &o.name, &o.times, &at}, func() error {
		o.to = ""
		for subject, account := range r.accounts {
			switch {
			case strconv.FormatInt(account, 10) != to:
			case strings.HasPrefix(id, string(notify.SMS)):
				o.to = fmt.Sprintf("+99890%07d", account)
			default:
				o.to = subject + "@people.example"
			}
		}
		says[id] = o
		return nil
	})
	require.NoError(r.t, err)
	return says
}
