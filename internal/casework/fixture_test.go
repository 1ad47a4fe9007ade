package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/job/jobtest"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

const (
	tashkentCity = "1726"
	samarkand    = "1718"
	taxes        = "tax-committee"
	pinfl        = "31210632040244"
)

// world is a portal in small: a database, services of every track, people, and registers on the far side of HTTP.
type world struct {
	*Store
	t         *testing.T
	pool      *pgxpool.Pool
	plan      *job.Plan
	clock     *clock
	registers *fakeRegisters
	booking   *booking.Store
	citizen   account.Principal
	other     account.Principal
	clerk     account.Official // specialist, Tashkent city
	second    account.Official // another one
	head      account.Official // head, whole country
	far       account.Official // specialist, Samarkand
	stranger  account.Official // of another authority
}

// clock stands at a working day's morning until a test moves it.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time          { return time.UnixMicro(c.at.Load()) }
func (c *clock) forward(d time.Duration) { c.at.Add(d.Microseconds()) }

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, pool: postgrestest.New(t), clock: &clock{}, plan: job.NewPlan()}
	w.clock.at.Store(time.Date(2026, 11, 25, 5, 0, 0, 0, time.UTC).UnixMicro())
	w.registers = newFakeRegisters(t)
	services := catalogue.NewStore(w.pool, w.clock.now)
	for _, d := range definitions() {
		findings, err := services.Publish(t.Context(), catalogue.Edit{Definition: d, Author: "test", Note: "test"})
		require.NoError(t, err)
		require.Empty(t, findings)
	}
	require.NoError(t, services.Refresh(t.Context()))
	w.Store = NewStore(w.pool, keyringtest.Ring(), w.clock.now, services, w.registers, payment.NewStore(w.pool, w.clock.now), document.NewStore(w.pool, keyringtest.Ring(), w.clock.now, "http://localhost:8080"), workday.New())
	w.Plan(w.plan)
	w.booking = booking.NewStore(w.pool, w.clock.now, workday.New())
	require.NoError(t, w.booking.Seed(t.Context()))

	w.citizen = w.person("citizen", "Karimov Anvar", pinfl)
	w.other = w.person("other", "Aliyeva Nodira", "40201902050010")
	w.clerk = w.official("clerk", account.Official{Authority: taxes, Region: tashkentCity, Role: account.Specialist})
	w.second = w.official("second", account.Official{Authority: taxes, Region: tashkentCity, Role: account.Specialist})
	w.head = w.official("head", account.Official{Authority: taxes, Role: account.Head})
	w.far = w.official("far", account.Official{Authority: taxes, Region: samarkand, Role: account.Specialist})
	w.stranger = w.official("stranger", account.Official{Authority: "ecology", Role: account.Specialist})
	return w
}

// run is a subtest in the same world.
func (w *world) run(name string, do func(t *testing.T)) {
	outer := w.t
	outer.Run(name, func(t *testing.T) {
		w.t = t
		defer func() { w.t = outer }()
		do(t)
	})
}

func (w *world) person(subject, name, pinfl string) account.Principal {
	w.t.Helper()
	ids, err := account.NewStore(w.pool, keyringtest.Ring(), w.clock.now).Announce(w.t.Context(), []account.Claims{{Issuer: "test", Subject: subject, Name: name, PINFL: pinfl, Level: catalogue.Signature, At: w.clock.now()}})
	require.NoError(w.t, err)
	return account.Principal{AccountID: ids[0], Name: name, PINFL: pinfl, Level: catalogue.Signature}
}

func (w *world) official(subject string, o account.Official) account.Official {
	w.t.Helper()
	p := w.person(subject, "Official "+subject, "")
	require.NoError(w.t, account.NewStore(w.pool, keyringtest.Ring(), w.clock.now).GrantOfficial(w.t.Context(), p.AccountID, o))
	o.ID, o.Name = p.AccountID, p.Name
	return o
}

// draft is a draft with those answers, consented and gathered.
func (w *world) draft(code string, answers form.Answers) Draft {
	w.t.Helper()
	ctx := w.t.Context()
	d, err := w.StartDraft(ctx, w.citizen, code)
	require.NoError(w.t, err)
	require.NoError(w.t, w.Consent(ctx, w.citizen, d.ID, locale.Uz))
	d.Answers = answers
	d, err = w.SaveDraft(ctx, w.citizen, d)
	require.NoError(w.t, err)
	return d
}

// sends is Submit, and what was sent.
func (w *world) sends(ctx context.Context, who account.Principal, in Submission) (Application, error) {
	return sends(ctx, w.Store, who, in)
}

func sends(ctx context.Context, s *Store, who account.Principal, in Submission) (Application, error) {
	number, err := s.Submit(ctx, who, in)
	if err != nil {
		return Application{}, err
	}
	return s.Application(ctx, who, number)
}

// MoveVisit is that of the store, and what became of it.
func (w *world) MoveVisit(ctx context.Context, who account.Principal, number string, row int, slot map[string]any) (Application, error) {
	if err := w.Store.MoveVisit(ctx, who, number, row, slot); err != nil {
		return Application{}, err
	}
	return w.Application(ctx, who, number)
}

// submit sends an application.
func (w *world) submit(code string, answers form.Answers) Application {
	w.t.Helper()
	d := w.draft(code, answers)
	a, err := w.sends(w.t.Context(), w.citizen, Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Uz})
	require.NoError(w.t, err)
	return a
}

// apply sends an application and lets the machine do its part.
func (w *world) apply(code string, answers form.Answers) Application {
	w.t.Helper()
	a := w.submit(code, answers)
	w.work()
	return w.read(a.Number)
}

// work runs the jobs that are due.
func (w *world) work() {
	w.t.Helper()
	jobtest.Run(w.t, w.pool, w.plan)
}

func (w *world) read(number string) Application {
	w.t.Helper()
	a, err := w.Application(w.t.Context(), w.citizen, number)
	require.NoError(w.t, err)
	return a
}

// act does an action on the newest row of a case.
func (w *world) act(actor Actor, number string, in ActionInput) Application {
	w.t.Helper()
	require.NoError(w.t, w.try(actor, number, in), "%s", in.Action)
	return w.read(number)
}

func (w *world) try(actor Actor, number string, in ActionInput) error {
	w.t.Helper()
	if in.Row == 0 {
		in.Row = w.read(number).Row
	}
	return w.Act(w.as(actor), actor, number, in)
}

// as is the context of an actor's request: an official's lies within his office, as behind the doors of the server.
func (w *world) as(actor Actor) context.Context {
	if actor.Official == nil {
		return w.t.Context()
	}
	return actor.Official.Within(w.t.Context())
}

func (w *world) count(sql string, args ...any) int {
	w.t.Helper()
	var n int
	require.NoError(w.t, w.pool.QueryRow(w.t.Context(), sql, args...).Scan(&n))
	return n
}

// settle pays the open invoice as a provider does: reserved, then performed.
func (s *Store) settle(ctx context.Context, a Application, external string) error {
	_, err := s.payments.Reserve(ctx, payment.Order{Provider: "test", External: external, Invoice: a.Invoice.Number, Amount: a.Invoice.Amount, MadeAt: s.now()})
	if err != nil {
		return err
	}
	_, err = s.PerformPayment(ctx, "test", external)
	return err
}

// fakeRegisters is a server that speaks the protocol of the state's registers, and a client of it.
type fakeRegisters struct {
	url   string
	down  atomic.Bool
	mute  atomic.Pointer[string] // the register that takes questions and does not answer
	reads atomic.Int64
	mu    sync.Mutex
	data  map[string]map[string]any // by register/key
}

func newFakeRegisters(t *testing.T) *fakeRegisters {
	t.Helper()
	f := &fakeRegisters{data: map[string]map[string]any{
		"person/" + pinfl: {"pinfl": pinfl, "full_name": "Karimov Anvar Akmalovich", "birth_date": "1963-10-12", "age": 63, "region": tashkentCity, "citizenship": "UZB", "disability_group": 0},
		"tax/" + pinfl:    {"debt": 0.0, "tin": "501234567"},
		"social/" + pinfl: {"in_register": false, "poverty": "none", "disability_group": 0},
		"vehicle/" + pinfl: {"vehicles": []any{
			map[string]any{"plate": "01A123BC", "model": "Cobalt", "year": 2020, "kind": "car", "arrested": false, "pledged": false},
		}, "count": 1},
		"utilities/" + pinfl: {"accounts": []any{map[string]any{"number": "100200", "kind": "gas", "address": "Toshkent", "debt": 45000.0}}},
	}}
	server := httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(server.Close)
	f.url = server.URL
	return f
}

func (f *fakeRegisters) set(register, field string, value any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.data[register+"/"+pinfl][field] = value
}

func (f *fakeRegisters) serve(w http.ResponseWriter, r *http.Request) {
	f.reads.Add(1)
	if f.down.Load() {
		http.Error(w, "down", http.StatusServiceUnavailable)
		return
	}
	if mute := f.mute.Load(); mute != nil && strings.HasPrefix(r.URL.Path, "/v1/registers/"+*mute+"/") {
		<-r.Context().Done()
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	record, found := f.data[strings.TrimPrefix(r.URL.Path, "/v1/registers/")]
	_ = json.NewEncoder(w).Encode(map[string]any{"record": record, "found": found, "as_of": time.Now()})
}

// Read is register.Source over HTTP.
func (f *fakeRegisters) Read(ctx context.Context, q register.Request) (register.Fact, error) {
	address := fmt.Sprintf("%s/v1/registers/%s/%s?applicant=%s&fields=%s", f.url, q.Register, url.PathEscape(q.Key), q.Applicant, strings.Join(q.Fields, ","))
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return register.Fact{}, err
	}
	response, err := http.DefaultClient.Do(request)
	if ctx.Err() != nil {
		return register.Fact{}, ctx.Err()
	}
	if err != nil {
		return register.Fact{}, problem.New(problem.Unavailable, "common.unavailable").Because(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return register.Fact{}, problem.New(problem.Unavailable, "common.unavailable")
	}
	var answer struct {
		Record map[string]any `json:"record"`
		AsOf   time.Time      `json:"as_of"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return register.Fact{}, err
	}
	return register.Fact{Register: q.Register, Key: q.Key, Value: answer.Record, Source: q.Register, FetchedAt: answer.AsOf}, nil
}

// onGround is the ground of a refusal that wants words besides.
var onGround = map[string]string{"ground": "other"}
