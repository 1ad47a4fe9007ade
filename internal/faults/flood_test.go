package faults

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"regexp"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/server/servertest"
)

// What floods a replica.
const (
	descriptors = 120 // files and connections that it may have open
	halfOpen    = 300 // connections on which a request never ends
	slowMost    = 10_000
	floodFor    = 8 * time.Second
	backWithin  = 10 * time.Second
	goneWithin  = time.Minute            // what was sent of files before they broke off has arrived all the same, and is worked off in turn
	pageWithin  = 500 * time.Millisecond // 99 of 100 pages, beside the slow ones
	memory      = 768 << 20              // GOMEMLIMIT of a replica that gets many files at once
	uploadsMany = 200
	papersMany  = 50
	sendersMany = 16              // people who send them: none sends more than one may
	sendFor     = 6 * time.Minute // a slow disk keeps them waiting, and nobody is let down
)

// floods are the faults of many who ask at once.
var floods = []fault{
	{"300 half-open connections to a replica with 120 descriptors", (*rig).starves},
	{"as many slow connections as the machine allows", (*rig).drips},
	{"50 uploads are broken off halfway", (*rig).abandons},
	{"200 of the largest files and 50 papers at once", (*rig).crams},
}

// held are connections that send a byte now and then of a request that never ends, dialled anew when they are closed.
func (r *rig) held(addr string, n int, lasts time.Duration) (most int) {
	ctx, cancel := context.WithTimeout(r.t.Context(), lasts)
	defer cancel()
	var open, peak atomic.Int64
	var holding sync.WaitGroup
	for i := range n {
		holding.Go(func() {
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Duration(i) * time.Second / time.Duration(n)):
			}
			for ctx.Err() == nil {
				hold(ctx, addr, &open, &peak)
			}
		})
	}
	holding.Wait()
	return int(peak.Load())
}

func hold(ctx context.Context, addr string, open, peak *atomic.Int64) {
	dialer := net.Dialer{Timeout: 2 * time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		select {
		case <-ctx.Done():
		case <-time.After(200 * time.Millisecond):
		}
		return
	}
	defer conn.Close()
	now := open.Add(1)
	defer open.Add(-1)
	for before := peak.Load(); now > before; before = peak.Load() {
		if peak.CompareAndSwap(before, now) {
			break
		}
	}
	_, err = io.WriteString(conn, "GET /uz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
	for err == nil {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
			_, err = conn.Write([]byte("x"))
		}
	}
}

// starves gives one replica few descriptors and more connections than that, which never ask anything. It must not fall, and
// be back soon after they have gone.
func (r *rig) starves(*rand.Rand) {
	p := r.replicas[0]
	back := r.aside(p) // what people do is another matter: they would hang
	p.files = descriptors
	p.again()
	peak := r.held(p.addr, halfOpen, floodFor)
	began := time.Now()
	for {
		if status, err := p.asks("/readyz"); err == nil && status == http.StatusOK {
			break
		}
		if time.Since(began) > backWithin {
			r.ledger.breaks("%d descriptors: %s after the flood the replica does not answer", descriptors, backWithin)
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	r.t.Logf("%d half-open connections at most (%d wanted) on %d descriptors; the replica was ready %s after they had gone", peak, halfOpen, descriptors, time.Since(began).Round(time.Millisecond))
	if !p.lives() {
		r.ledger.breaks("%d descriptors: the replica has ended", descriptors)
	}
	p.files = 0
	p.again()
	back()
}

// aside sends nobody to a replica any more, as a balancer does before it is restarted, until it is given back.
func (r *rig) aside(p *replica) (back func()) {
	all := r.front.addrs
	r.front.to(slices.DeleteFunc(slices.Clone(all), func(addr string) bool { return addr == p.addr })...)
	time.Sleep(500 * time.Millisecond) // who has chosen it before is through its door
	return func() { r.front.to(all...) }
}

// paged is how long a public page takes a hundred times over.
func (r *rig) paged(addr string) (p99 time.Duration, failed int) {
	var took []time.Duration
	client := http.Client{Timeout: hang, Transport: &http.Transport{DisableKeepAlives: true}}
	for range 200 {
		began := time.Now()
		res, err := client.Get("http://" + addr + "/uz/services")
		if err != nil {
			failed++
			continue
		}
		_, err = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		if took = append(took, time.Since(began)); err != nil || res.StatusCode != http.StatusOK {
			failed++
		}
	}
	if len(took) == 0 {
		return 0, failed
	}
	slices.Sort(took)
	return took[len(took)*99/100], failed
}

// drips has very many connections send their headers byte by byte while somebody reads pages of the same replica.
func (r *rig) drips(*rand.Rand) {
	var limit syscall.Rlimit
	require.NoError(r.t, syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit))
	n := min(slowMost, int(min(limit.Cur, 1<<20))-1000)
	addr := r.replicas[0].addr
	before, _ := r.paged(addr)
	var peak int
	var holding sync.WaitGroup
	holding.Go(func() { peak = r.held(addr, n, 2*floodFor) })
	time.Sleep(2 * time.Second)
	during, failed := r.paged(addr)
	holding.Wait()
	r.t.Logf("%d slow connections at most (%d tried): p99 of a page %s, without them %s; people worked beside it", peak, n, during.Round(time.Millisecond), before.Round(time.Millisecond))
	if failed > 0 {
		r.ledger.breaks("%d of 200 pages failed beside %d slow connections", failed, peak)
	}
	if during > pageWithin && during > 2*before { // a machine that is slow anyway shows nothing
		r.ledger.breaks("p99 of a page is %s beside %d slow connections, %s without", during, peak, before)
	}
}

// abandons breaks many uploads off. Nothing of them may stay: no row, no piece, no descriptor.
func (r *rig) abandons(*rand.Rand) {
	senders := r.senders(4) // none sends more than one person may
	if len(senders) == 0 {
		return
	}
	const name = "katta%"
	files := r.replicas[0].opened()
	answers := r.send(senders, 50, 4<<20, 3<<20)
	var left int
	after, began := 0, time.Now()
	for time.Since(began) < goneWithin {
		require.NoError(r.t, r.pool.QueryRow(r.t.Context(), `SELECT count(*) FROM uploads WHERE name LIKE $1`, name).Scan(&left))
		if after = r.replicas[0].opened(); left == 0 && after <= files+25 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	r.t.Logf("50 uploads broken off: %v; after %s %d rows stay; descriptors %d before, %d after", answers, time.Since(began).Round(time.Millisecond), left, files, after)
	if left > 0 || answers["broken"] != 50 {
		r.ledger.breaks("50 uploads were broken off, %d rows stay, answers %v", left, answers)
	}
	if after > files+25 { // those of people who work beside it
		r.ledger.breaks("after 50 uploads that broke off %d descriptors are open, %d before", after, files)
	}
}

// crams sends very many of the largest files at once, and asks for papers meanwhile. People who work beside it lose no connection.
func (r *rig) crams(*rand.Rand) {
	p := r.replicas[0]
	restart := func(env []string) {
		back := r.aside(p)
		defer back()
		p.env = env
		p.again()
	}
	before := p.env
	restart(append(slices.Clone(before), fmt.Sprintf("GOMEMLIMIT=%d", int64(memory))))
	defer restart(before)
	broken, _ := r.front.broken()
	senders := r.senders(len(r.loners))
	if len(senders) == 0 {
		return
	}
	reader := r.browser()
	enter(r.t, reader, r.holder())
	papers := r.papers(reader)
	var asking sync.WaitGroup
	var mu sync.Mutex
	drawn := map[int]int{}
	for i := range papersMany {
		if len(papers) == 0 {
			break
		}
		asking.Go(func() {
			req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, "http://"+p.addr+papers[i%len(papers)], http.NoBody)
			if err != nil {
				return
			}
			for _, c := range reader.HTTP.Jar.Cookies(senders[0].form.Request("").URL) {
				req.AddCookie(c)
			}
			req.Host = r.front.host
			if res, err := r.front.inner.RoundTrip(req); err == nil {
				_, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
				mu.Lock()
				drawn[res.StatusCode]++
				mu.Unlock()
			}
		})
	}
	answers := r.send(senders, uploadsMany, document.MaxFile, 0)
	asking.Wait()
	peak := p.status("VmHWM")
	lost, such := r.front.broken()
	r.t.Logf("%d files of %d MB at once: %v; %d papers: %v; memory at most %d MB of %d; %d requests beside them broke", uploadsMany, document.MaxFile>>20, answers, papersMany, drawn, peak>>20, memory>>20, lost-broken)
	if lost > broken {
		r.ledger.breaks("%d requests beside the files got no answer: %q", lost-broken, such)
	}
	if drawn[http.StatusOK]+drawn[http.StatusServiceUnavailable] < papersMany || drawn[http.StatusOK] == 0 {
		r.ledger.breaks("%d papers beside the files were answered %v", papersMany, drawn)
	}
	if peak > memory {
		r.ledger.breaks("memory grew to %d MB of %d", peak>>20, memory>>20)
	}
	for said, n := range answers {
		if said != "303" && said != "429" && said != "503" { // a database that can't keep up says so, with when to come again
			r.ledger.breaks("%d files too many at once are answered %s", n, said)
		}
	}
	assert.GreaterOrEqual(r.t, answers["303"]+answers["503"], document.MaxComing, "as many as may come in are tried: %v", answers)
	assert.Positive(r.t, answers["303"], "some are taken: %v", answers)
}

var paperPath = regexp.MustCompile(`/uz/documents/[\d-]+`)

// holder is somebody who has a paper, once there is one.
func (r *rig) holder() string {
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(time.Second) {
		var holder int64
		err := r.pool.QueryRow(r.t.Context(), `SELECT coalesce(min(account_id), 0) FROM documents`).Scan(&holder)
		for who, id := range r.accounts {
			if err == nil && id == holder {
				return who
			}
		}
	}
	return r.citizens[0].name
}

// papers are the addresses of the files of somebody's papers.
func (r *rig) papers(b *servertest.Browser) (paths []string) {
	for _, link := range b.Get("/uz/documents").Links() {
		if m := paperPath.FindString(link); m != "" {
			paths = append(paths, m+"/pdf")
		}
	}
	if len(paths) == 0 {
		r.ledger.breaks("nobody has a paper to draw")
	}
	return paths
}
