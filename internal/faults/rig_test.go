package faults

import (
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/demo"
	"github.com/yagona/portal/internal/factor"
	"github.com/yagona/portal/internal/integration/card"
	"github.com/yagona/portal/internal/integration/identity"
	"github.com/yagona/portal/internal/integration/payme"
	"github.com/yagona/portal/internal/integration/registers"
	"github.com/yagona/portal/internal/integration/registers/world"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/server/cabinet"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/server/signin"
)

// Secrets that both sides know.
const (
	clientSecret = "the secret of the portal at the provider"
	paymeKey     = "the key of Payme"
	cardSecret   = "the secret that the card provider and we share"
)

// rig is two replicas over one database that forgets nothing, and the outside systems, which stay up in this process.
type rig struct {
	t        *testing.T
	dir      string
	bin      string
	origin   string
	seed     uint64
	env      map[string]string
	replicas []*replica
	front    *front
	pool     *pgxpool.Pool
	ring     *keyring.Ring
	gateway  *registers.Server
	card     *card.Demo
	services map[string]*catalogue.Service
	accounts map[string]int64 // by subject
	ledger   *ledger
	till     *till
	wire     *wire
	beyond   *beyond // in long runs
	citizens []*citizen
	asking   map[string]string  // the page of a loner's draft that asks for a file
	loners   []identity.Persona // in long runs: people who apply for nothing, and send files

	mu        sync.Mutex
	obstacles map[string]int
}

// newRig brings everything up; prepare is done first, before there is a database.
func newRig(t *testing.T, seed uint64, prepare ...func(*rig)) *rig {
	t.Helper()
	r := &rig{t: t, dir: t.TempDir(), seed: seed, services: map[string]*catalogue.Service{}, ledger: newLedger(), obstacles: map[string]int{}, asking: map[string]string{}}
	require.NoError(t, os.Chmod(r.dir, 0o711))
	require.NoError(t, os.Chmod(filepath.Dir(r.dir), 0o711))
	r.bin = filepath.Join(r.dir, "portal")
	built, err := exec.CommandContext(t.Context(), "go", "build", "-o", r.bin, "../../cmd/portal").CombinedOutput()
	require.NoError(t, err, "%s", built)
	for _, do := range prepare {
		do(r)
	}
	databaseURL := r.database()
	require.NoError(t, postgres.Migrate(t.Context(), databaseURL))
	served := serving(t, databaseURL)
	config, err := pgxpool.ParseConfig(databaseURL)
	require.NoError(t, err)
	config.ConnConfig.RuntimeParams["application_name"] = ours
	config.ConnConfig.RuntimeParams["default_transaction_read_only"] = "off"
	r.pool, err = pgxpool.NewWithConfig(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(r.pool.Close)

	addrs := []string{free(t), free(t)}
	_, port, _ := net.SplitHostPort(free(t))
	host := net.JoinHostPort("localhost", port)
	r.origin = "http://" + host
	r.front = newFront(host, seed, addrs...)
	services, flaws := catalogue.Seed()
	require.Empty(t, flaws)
	for _, s := range services {
		r.services[s.Code] = s
	}
	u, err := url.Parse(served)
	require.NoError(t, err)
	r.wire = newWire(t, u.Host)
	u.Host = r.wire.listener.Addr().String()
	r.outside(u.String())
	for _, addr := range addrs {
		p := &replica{rig: r, addr: addr}
		if *long > 0 || *soak > 0 { // each port that was free a moment ago may be somebody else's by now
			p.metrics = free(t)
		}
		r.replicas = append(r.replicas, p)
	}
	var starting sync.WaitGroup // at once: one imports the catalogue, the other waits
	for _, p := range r.replicas {
		starting.Go(p.start)
	}
	starting.Wait()
	require.False(t, t.Failed())
	t.Cleanup(func() {
		for _, p := range r.replicas {
			p.stop()
		}
	})
	r.people()
	return r
}

// serving is the address for the replicas: they have a role of their own, which can do what a portal has to and no more.
func serving(t *testing.T, databaseURL string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), databaseURL)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	_, err = conn.Exec(t.Context(), `CREATE ROLE portal_serves LOGIN PASSWORD 'serves'`)
	require.NoError(t, err)
	require.NoError(t, postgres.Grant(t.Context(), databaseURL, "portal_serves"))
	u, err := url.Parse(databaseURL)
	require.NoError(t, err)
	u.User = url.UserPassword("portal_serves", "serves")
	return u.String()
}

// outside starts what the portal talks to.
func (r *rig) outside(databaseURL string) {
	people := world.New(1500, time.Now)
	for i := 100; *long > 0 && len(r.loners) < sendersMany; i++ {
		if p := people.Resident(i); p.Age >= 30 && p.Citizenship == "UZB" {
			r.loners = append(r.loners, identity.Persona{Subject: fmt.Sprintf("loner-%d", i), Name: p.Name, PINFL: p.PINFL, Level: catalogue.Verified})
		}
	}
	r.gateway = registers.NewServer(people, time.Now, slog.New(slog.DiscardHandler))
	gateway := httptest.NewServer(r.gateway)
	r.t.Cleanup(gateway.Close)

	further := map[string]string{}
	if *long > 0 {
		further = r.further()
	}
	mux := http.NewServeMux()
	outside := httptest.NewServer(mux)
	r.t.Cleanup(outside.Close)
	provider, err := identity.NewProvider(identity.ProviderConfig{
		Issuer: outside.URL + "/identity", ClientID: "portal", ClientSecret: clientSecret, RedirectURL: r.origin + signin.CallbackPath,
		SignedOutURLs: []string{r.origin + "/"}, Personas: r.personas(), Page: signin.Personas, Now: time.Now,
	})
	require.NoError(r.t, err)
	var entrance http.Handler = provider
	if r.beyond != nil {
		entrance = r.beyond.identity(provider)
	}
	mux.Handle(provider.Path()+"/", entrance)
	caller := &http.Client{Transport: impatient{r.front}}
	r.card, err = card.NewDemo(r.t.Context(), card.DemoConfig{
		Path: "/card", Callback: r.origin + card.Path, Secret: cardSecret, Pool: r.pool, Client: caller, Page: cabinet.DemoCard, Now: time.Now,
	})
	require.NoError(r.t, err)
	mux.Handle(r.card.Path()+"/", r.card)
	till := payme.NewFake(payme.FakeConfig{
		Path: "/payme", Endpoint: r.origin + payme.Path, Merchant: "portal", Key: paymeKey, Origin: r.origin, Client: caller, Page: cabinet.DemoTill, Now: time.Now,
	})
	mux.Handle(till.Path()+"/", till)
	if r.beyond != nil {
		r.beyond.providers(mux, r.card, till)
	}

	r.env = map[string]string{
		"PORTAL_URL": r.origin, "PORTAL_DATABASE_URL": databaseURL, "PORTAL_REGISTERS_URL": gateway.URL,
		"PORTAL_OIDC_ISSUER": outside.URL + "/identity", "PORTAL_OIDC_CLIENT_ID": "portal", "PORTAL_OIDC_CLIENT_SECRET": clientSecret,
		"PORTAL_PAYME_MERCHANT": "portal", "PORTAL_PAYME_KEY": paymeKey, "PORTAL_PAYME_PAGE": outside.URL + "/payme", "PORTAL_PAYME_API": outside.URL + "/payme/api",
		"PORTAL_FACTOR_KEY": factorKey, "PORTAL_RING_KEY": r.wrapRing(),
		"PORTAL_CARD_PAGE": outside.URL + "/card/pay", "PORTAL_CARD_API": outside.URL + "/card/api", "PORTAL_CARD_SECRET": cardSecret,
	}
	maps.Copy(r.env, further)
}

// personas are the citizens of the demo, and officials of each authority that decides about what they send.
func (r *rig) personas() []identity.Persona {
	var list []identity.Persona
	for _, p := range demo.Personas() {
		if p.Official == nil && account.Reaches(p.Level, catalogue.Verified) {
			list = append(list, p)
		}
	}
	list = append(list, r.loners...)
	list = append(list, identity.Persona{Subject: "taskforce", Name: "Ishchi guruh", Level: catalogue.Verified, Official: &account.Official{Role: account.TaskForce}},
		identity.Persona{Subject: "finance", Name: "Buxgalteriya", Level: catalogue.Verified, Official: &account.Official{Role: account.Finance}})
	for _, authority := range r.authorities() {
		list = append(list, identity.Persona{
			Subject: "official-" + authority, Name: "Mutaxassis " + authority, Level: catalogue.Verified,
			Official: &account.Official{Authority: authority, Role: account.Specialist},
		})
	}
	return list
}

// authorities are those in which people decide.
func (r *rig) authorities() []string {
	all := map[string]bool{}
	for _, code := range sought {
		require.Contains(r.t, r.services, code)
		if s := r.services[code]; s.Process == catalogue.Review {
			all[s.Authority] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// people gives the personas their accounts and the officials their offices.
func (r *rig) people() {
	store := account.NewStore(r.pool, r.ring, time.Now)
	r.accounts = map[string]int64{}
	for _, p := range r.personas() {
		ids, err := store.Announce(r.t.Context(), []account.Claims{{
			Issuer: r.env["PORTAL_OIDC_ISSUER"], Subject: p.Subject, Name: p.Name, PINFL: p.PINFL, Level: p.Level, At: time.Now(),
		}})
		require.NoError(r.t, err)
		r.accounts[p.Subject] = ids[0]
		if p.Official != nil {
			require.NoError(r.t, store.GrantOfficial(r.t.Context(), ids[0], *p.Official))
			r.telephone(p.Subject, account.Principal{AccountID: ids[0], Name: p.Name})
		}
	}
	if r.beyond != nil {
		r.addresses()
	}
}

// wrapRing makes the key ring of the database, and gives the file whose key wraps it on every replica.
func (r *rig) wrapRing() (file string) {
	const key = "the same key of the ring on every replica"
	file = filepath.Join(r.t.TempDir(), "ring.key")
	require.NoError(r.t, os.WriteFile(file, []byte(key), 0o600))
	wrap, err := keyring.NewWrap(key)
	require.NoError(r.t, err)
	r.ring, err = keyring.Load(r.t.Context(), r.pool, wrap, time.Now(), casework.SealedColumns...)
	require.NoError(r.t, err)
	r.ledger.ring = r.ring
	return file
}

// factorKey seals the officials' authenticator apps on every replica.
const factorKey = "the same key of second factors on every replica"

// telephone sets an official's authenticator app up, so that he can come in while everything breaks.
func (r *rig) telephone(subject string, who account.Principal) {
	factors, err := factor.NewStore(r.pool, time.Now, factorKey, r.origin)
	require.NoError(r.t, err)
	require.NoError(r.t, factors.BeginApp(r.t.Context(), who, 0))
	app, err := factors.PendingApp(r.t.Context(), who, 0)
	require.NoError(r.t, err)
	require.NoError(r.t, factors.ConfirmApp(r.t.Context(), who, 0, "", factor.Code(app.Secret, time.Now().Add(-factor.Step))))
	servertest.Own(r.origin, subject, app.Secret)
}

// browser is one at the portal in which nobody is signed in.
func (r *rig) browser() *servertest.Browser {
	b := servertest.NewBrowser(r.t, r.origin)
	b.HTTP.Transport = r.front
	return b
}

// replica is a process of the program.
type replica struct {
	rig  *rig
	addr string
	env  []string // besides that of all
	// files is how many descriptors it may have; 0: as many as we.
	files   int
	metrics string // where it tells its monitoring; empty when nobody asks

	mu      sync.Mutex
	command *exec.Cmd
	kills   int
	log     *os.File
}

// start runs the program and waits until it is ready.
func (p *replica) start() {
	t := p.rig.t
	p.mu.Lock()
	defer p.mu.Unlock()
	var err error
	if p.log == nil {
		p.log, err = os.Create(p.logName())
		require.NoError(t, err)
	}
	p.command = exec.Command(p.rig.bin, "serve", "--addr", p.addr, "--log-level", "warn")
	if p.metrics != "" {
		p.command.Args = append(p.command.Args, "--metrics-addr", p.metrics)
	}
	if p.files > 0 {
		p.command = exec.Command("sh", append([]string{"-c", fmt.Sprintf(`ulimit -n %d; exec "$0" "$@"`, p.files)}, p.command.Args...)...)
	}
	for name, value := range p.rig.env {
		p.command.Env = append(p.command.Env, name+"="+value)
	}
	p.command.Env = append(p.command.Env, p.env...)
	p.command.Stdout, p.command.Stderr = p.log, p.log
	require.NoError(t, p.command.Start())
	for deadline := time.Now().Add(40 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if status, err := p.asks("/readyz"); err == nil && status == http.StatusOK {
			return
		}
		if time.Now().After(deadline) {
			raw, _ := os.ReadFile(p.logName())
			require.FailNow(t, "the replica does not come up", "%s\n%s", p.addr, raw[max(0, len(raw)-3000):])
		}
	}
}

func (p *replica) logName() string {
	return filepath.Join(p.rig.dir, "replica-"+strings.ReplaceAll(p.addr, ":", "-")+".log")
}

// asks is the status of a page of this replica.
func (p *replica) asks(path string) (status int, err error) {
	client := http.Client{Timeout: hang, Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Get("http://" + p.addr + path)
	if err != nil {
		return 0, err
	}
	return res.StatusCode, res.Body.Close()
}

// again ends it in good order and starts it.
func (p *replica) again() {
	p.stop()
	p.start()
}

// kill ends it at once, whatever it does, and starts it again.
func (p *replica) kill() {
	p.mu.Lock()
	_ = p.command.Process.Kill()
	_ = p.command.Wait()
	p.kills++
	p.mu.Unlock()
	p.start()
}

// stop ends it in good order.
func (p *replica) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.command == nil || p.command.Process == nil || p.command.ProcessState != nil {
		return
	}
	_ = p.command.Process.Signal(syscall.SIGTERM)
	require.NoError(p.rig.t, p.command.Wait())
}

// said is what the replica logged with these words in it.
func (p *replica) said(words ...string) (lines []string) {
	raw, err := os.ReadFile(p.logName())
	require.NoError(p.rig.t, err)
	for line := range strings.Lines(string(raw)) {
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(line, w) }) {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

// free is an address that nobody listens at.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}
