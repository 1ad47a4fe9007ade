package faults

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// releases are what operators do while people work. Unlike under faults nobody may notice: no request breaks or fails.
var releases = []fault{
	{"both replicas are restarted in turn behind the balancer", (*rig).rolls},
	{"a column with a default and an index are added, beside a long reader", (*rig).expands},
	{"twenty reports wait for the database", (*rig).reports},
}

// noticed is how long the balancer may need to see that a replica is ready: two checks, and a machine that is busy.
const noticed = 3 * time.Second

// release has operators do these things one after the other while people work, who reach the replicas through a balancer.
func (r *rig) release(seen map[string]bool) phase {
	balanced, name, stop := r.balancer()
	defer stop()
	direct := r.front.addrs
	r.front.to(balanced)
	defer r.front.to(direct...)
	for _, p := range r.replicas { // on one's own machine a replica would leave at once
		p.env = []string{"PORTAL_LEAVE=2s"}
		p.again()
	}
	time.Sleep(noticed)
	p := r.phase("what operators do, behind "+name, releases, true, seen)
	assert.Zero(r.t, p.count.broken, "requests that got no answer: %q", p.count.such)
	assert.Zero(r.t, p.count.failed, "requests that failed: %q", p.count.such)
	r.unready(balanced)
	return p
}

// unready takes the database's writes away from both replicas, and sees that people are still sent to them: reading goes on.
func (r *rig) unready(balanced string) {
	status := func(path string) int {
		req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, "http://"+balanced+path, http.NoBody)
		require.NoError(r.t, err)
		req.Host = r.front.host
		res, err := r.front.inner.RoundTrip(req)
		if err != nil {
			return 0
		}
		_ = res.Body.Close()
		return res.StatusCode
	}
	r.exec(`ALTER SYSTEM SET default_transaction_read_only = on`)
	r.exec(`SELECT pg_reload_conf()`)
	for began := time.Now(); time.Since(began) < noticed; time.Sleep(100 * time.Millisecond) {
		assert.Equal(r.t, http.StatusOK, status("/uz/"), "with no replica ready")
	}
	assert.Equal(r.t, http.StatusServiceUnavailable, status("/readyz"))
	r.exec(`ALTER SYSTEM RESET default_transaction_read_only`)
	r.exec(`SELECT pg_reload_conf()`)
}

// to has requests go to these addresses from now on.
func (f *front) to(addrs ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.addrs = addrs
}

// rolls restarts each replica, the second when the first is ready again and the balancer has seen it.
func (r *rig) rolls(*rand.Rand) {
	for _, p := range r.replicas {
		r.t.Logf("%s is restarted at %s", p.addr, time.Now().Format("05.000"))
		p.again()
		r.t.Logf("%s is ready at %s", p.addr, time.Now().Format("05.000"))
		time.Sleep(noticed)
	}
}

// balancer is haproxy with the configuration of the documentation where it is installed; else a proxy of ours that keeps
// its rules: it asks /readyz each half second, and sends again what met a closed door.
func (r *rig) balancer() (addr, name string, stop func()) {
	if program, err := exec.LookPath("haproxy"); err == nil {
		return r.haproxy(program)
	}
	b := &balancer{up: make([]atomic.Bool, len(r.replicas)), inner: &http.Transport{DisableKeepAlives: true}}
	for _, p := range r.replicas {
		b.addrs = append(b.addrs, p.addr)
	}
	ctx, cancel := context.WithCancel(r.t.Context())
	b.check(ctx)
	proxy := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(&url.URL{Scheme: "http", Host: "portal"})
			p.Out.Host = p.In.Host
		},
		Transport: b,
	})
	return proxy.Listener.Addr().String(), "a proxy with the rules of docs/haproxy.cfg", func() { cancel(); proxy.Close() }
}

// haproxy runs it with docs/haproxy.cfg: only addresses, TLS and what one machine sends for everybody are others.
func (r *rig) haproxy(program string) (addr, name string, stop func()) {
	raw, err := os.ReadFile("../../docs/haproxy.cfg")
	require.NoError(r.t, err)
	config, addr := string(raw), free(r.t)
	replace := func(pattern, with string) {
		shape := regexp.MustCompile(`(?m)^` + pattern + `$`)
		require.Regexp(r.t, shape, config)
		config = shape.ReplaceAllLiteralString(config, with)
	}
	replace(`\tmaxconn 20000`, "\tmaxconn 500") // as many files as anybody may open
	replace(`\tbind :443 .*`, "\tbind "+addr)
	replace(`\ttcp-request connection reject .*`, "")
	for i, name := range []string{"one", "two"} {
		replace(`\tserver `+name+` .*`, "\tserver "+name+" "+r.replicas[i].addr)
		replace(`\tserver `+name+`-anyway .*`, "\tserver "+name+"-anyway "+r.replicas[i].addr+" backup no-check")
	}
	file := filepath.Join(r.dir, "haproxy.cfg")
	require.NoError(r.t, os.WriteFile(file, []byte(config), 0o600))
	log, err := os.Create(filepath.Join(r.dir, "haproxy.log"))
	require.NoError(r.t, err)
	command := exec.Command(program, "-db", "-f", file)
	command.Stdout, command.Stderr = log, log
	require.NoError(r.t, command.Start())
	require.Eventually(r.t, func() bool {
		conn, err := net.Dial("tcp", addr)
		return err == nil && conn.Close() == nil
	}, 10*time.Second, 50*time.Millisecond, "haproxy does not come up, see %s", log.Name())
	return addr, "haproxy", func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	}
}

// balancer sends requests to replicas that are ready.
type balancer struct {
	addrs []string
	up    []atomic.Bool
	next  atomic.Uint64
	inner *http.Transport
}

func (b *balancer) check(ctx context.Context) {
	client := http.Client{Timeout: 3 * time.Second, Transport: b.inner}
	for i, addr := range b.addrs {
		go func() {
			for bad := 0; ctx.Err() == nil; time.Sleep(500 * time.Millisecond) {
				res, err := client.Get("http://" + addr + "/readyz")
				if err == nil {
					_ = res.Body.Close()
				}
				if err == nil && res.StatusCode == http.StatusOK {
					bad = 0
					b.up[i].Store(true)
				} else if bad++; bad >= 2 {
					b.up[i].Store(false)
				}
			}
		}()
	}
}

// RoundTrip tries a replica that is ready, and the next when the first has closed its door or says nothing.
func (b *balancer) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	err := errors.New("no replica is ready")
	for range 4 {
		at := int(b.next.Add(1)) % len(b.addrs)
		if !b.up[at].Load() {
			at = (at + 1) % len(b.addrs)
		}
		to := r.Clone(r.Context())
		to.URL.Host, to.Body = b.addrs[at], io.NopCloser(strings.NewReader(string(body)))
		var res *http.Response
		if res, err = b.inner.RoundTrip(to); err == nil {
			return res, nil
		}
	}
	return nil, err
}

// expands does to the busiest table what a step of the schema may do, while somebody reads it for long: as in every step the
// wait for the lock is short, and it is tried again. Nobody may wait behind it for a second.
func (r *rig) expands(*rand.Rand) {
	ctx, done := context.WithCancel(r.t.Context())
	var around sync.WaitGroup
	defer around.Wait()
	defer done()
	var longest time.Duration
	around.Go(func() {
		for ctx.Err() == nil {
			var waited time.Duration
			err := r.pool.QueryRow(ctx, `SELECT coalesce(max(clock_timestamp() - query_start), '0') FROM pg_stat_activity
				WHERE application_name LIKE 'portal-%' AND wait_event_type = 'Lock' AND wait_event = 'relation'`).Scan(&waited)
			if err == nil {
				longest = max(longest, waited)
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	reader, err := r.pool.Begin(ctx)
	require.NoError(r.t, err)
	_, err = reader.Exec(ctx, `SELECT count(*) FROM applications`)
	require.NoError(r.t, err)
	time.AfterFunc(2*time.Second, func() { _ = reader.Rollback(context.WithoutCancel(ctx)) })

	migrating, err := r.pool.Acquire(ctx)
	require.NoError(r.t, err)
	defer migrating.Release()
	tries := 0
	step := func(sql string) {
		for deadline := time.Now().Add(patience); ; time.Sleep(250 * time.Millisecond) {
			tries++
			_, err := migrating.Exec(ctx, sql)
			if err == nil {
				return
			}
			if time.Now().After(deadline) {
				r.t.Errorf("%s: %v", sql, err)
				return
			}
		}
	}
	step(`SET lock_timeout = '500ms'`)
	step(`ALTER TABLE applications ADD COLUMN trial text NOT NULL DEFAULT 'as if it had always been there'`)
	assert.Greater(r.t, tries, 2, "the reader was there, and the step was tried again")
	step(`SET lock_timeout = 0`) // it waits for whoever has begun before, and nobody waits for it
	step(`CREATE INDEX CONCURRENTLY applications_trial ON applications (trial)`)
	step(`SET lock_timeout = '500ms'`)
	step(`DROP INDEX applications_trial`)
	step(`ALTER TABLE applications DROP COLUMN trial`)
	done()
	around.Wait()
	r.t.Logf("the schema was changed in %d steps and tries; nobody waited for a table longer than %s", tries, longest.Round(time.Millisecond))
	assert.Less(r.t, longest, time.Second, "how long somebody waited behind a step")
}

// reports has twenty people of the task force ask for figures that the database holds back. They take every connection that
// reports have; those who send applications have others.
func (r *rig) reports(*rand.Rand) {
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	member := r.browser()
	enter(r.t, member, "taskforce")
	figures, err := r.pool.Begin(ctx)
	require.NoError(r.t, err)
	_, err = figures.Exec(ctx, `LOCK TABLE report_months IN ACCESS EXCLUSIVE MODE`)
	require.NoError(r.t, err)
	before := len(r.ledger.numbers())
	origin, err := url.Parse(r.origin)
	require.NoError(r.t, err)
	client := http.Client{Jar: member.HTTP.Jar, Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, r.replicas[rand.IntN(len(r.replicas))].addr)
	}}}
	var asking sync.WaitGroup
	var mu sync.Mutex
	answers := map[string]int{}
	for range 20 {
		asking.Go(func() {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, origin.JoinPath("uz/taskforce").String(), http.NoBody)
			if err != nil {
				return
			}
			res, err := client.Do(req)
			said := "none"
			if err == nil {
				_ = res.Body.Close()
				said = strconv.Itoa(res.StatusCode)
			}
			mu.Lock()
			defer mu.Unlock()
			answers[said]++
		})
	}
	var waiting int
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		err := r.pool.QueryRow(ctx, `SELECT count(*) FROM pg_stat_activity WHERE application_name = 'portal-bulk' AND wait_event_type = 'Lock'`).Scan(&waiting)
		if err == nil && waiting >= 4 && len(r.ledger.numbers()) > before+1 {
			break
		}
	}
	assert.GreaterOrEqual(r.t, waiting, 4, "reports hold connections of their own")
	assert.Greater(r.t, len(r.ledger.numbers()), before+1, "applications are sent meanwhile")
	_ = figures.Rollback(context.WithoutCancel(ctx))
	asking.Wait()
	r.t.Logf("%d reports held the database up; %d applications were sent meanwhile; then the reports were answered: %v", waiting, len(r.ledger.numbers())-before, answers)
	assert.Equal(r.t, map[string]int{"200": 20}, answers)
}
