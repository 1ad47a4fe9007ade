package faults

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
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
	pageWithin  = 500 * time.Millisecond // 99 of 100 pages, beside the slow ones
	memory      = 768 << 20              // GOMEMLIMIT of a replica that gets many files at once
	uploadsMany = 200
	papersMany  = 50
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
	p.files = descriptors
	p.again()
	direct := r.front.addrs
	r.front.to(r.replicas[1].addr) // what people do is another matter: they would hang
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
	r.front.to(direct...)
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

// largest is a form with a file of that many bytes, of which the first part is sent.
func largest(f *servertest.Form, field string, size, part int) (body io.Reader, kind string, length int64) {
	var head bytes.Buffer
	w := multipart.NewWriter(&head)
	for name, values := range f.Values {
		for _, v := range values {
			_ = w.WriteField(name, v)
		}
	}
	_, _ = w.CreateFormFile(field, "katta.pdf")
	start := "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%"
	end := "\n%%EOF\n"
	tail := end + "\r\n--" + w.Boundary() + "--\r\n"
	filler := io.LimitReader(spaces{}, int64(size-len(start)-len(end)))
	length = int64(head.Len() + size + len(tail) - len(end))
	body = io.MultiReader(&head, strings.NewReader(start), filler, strings.NewReader(tail))
	if part > 0 {
		body = torn{io.LimitReader(body, int64(part))}
	}
	return body, w.FormDataContentType(), length
}

// spaces is a reader without end.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// withFile is a page of somebody's draft that asks for a file, and the name of the field.
func (r *rig) withFile(b *servertest.Browser) (f *servertest.Form, field string) {
	page := b.Get("/uz/services/foreign-diploma-recognition-resubmission/apply")
	if r.asking != "" {
		page = b.Get(r.asking)
	} else if start := find(page, "/apply"); start != nil {
		page = start.Submit("")
	}
	c := r.citizen("", 1)
	c.browser = b
	for range 12 {
		f := find(page, "/apply/")
		if f == nil {
			break
		}
		for _, n := range page.All("input", "type", "file") {
			r.asking = page.Path()
			return f, servertest.Attr(n, "name")
		}
		_, _ = c.fill(r.services["foreign-diploma-recognition-resubmission"], page, f)
		page = f.Submit("")
	}
	r.ledger.breaks("nobody is asked for a file: %d %s %s", page.Status, page.Path(), summary(page))
	return nil, ""
}

// many sends the form with a file so often at once, and counts the answers by status.
func (r *rig) many(b *servertest.Browser, f *servertest.Form, field string, times, size, part int) map[string]int {
	answers := map[string]int{}
	var mu sync.Mutex
	var sending sync.WaitGroup
	to := f.Request("").URL
	for range times {
		sending.Go(func() {
			ctx, cancel := context.WithTimeout(r.t.Context(), 3*time.Minute)
			defer cancel()
			body, kind, length := largest(f, field, size, part)
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), body)
			if err != nil {
				return
			}
			for _, c := range b.HTTP.Jar.Cookies(to) {
				req.AddCookie(c)
			}
			req.Host, req.URL.Host, req.ContentLength = r.front.host, r.replicas[0].addr, length
			req.Header.Set("Content-Type", kind)
			req.Header.Set("Sec-Fetch-Site", "same-origin")
			said := "broken"
			res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
			if err == nil {
				page, _ := io.ReadAll(res.Body)
				_ = res.Body.Close()
				said = strconv.Itoa(res.StatusCode)
				if res.StatusCode == http.StatusServiceUnavailable && res.Header.Get("Retry-After") == "" {
					said += " without Retry-After"
				}
				if id := res.Header.Get("X-Request-Id"); res.StatusCode >= http.StatusInternalServerError && !bytes.Contains(page, []byte(id)) {
					said += " without its incident"
				}
			}
			mu.Lock()
			defer mu.Unlock()
			answers[said]++
		})
	}
	sending.Wait()
	return answers
}

// sender is somebody with an open draft that asks for a file, who does nothing else.
func (r *rig) sender() (b *servertest.Browser, f *servertest.Form, field string) {
	b = r.browser()
	enter(r.t, b, r.loner)
	f, field = r.withFile(b)
	return b, f, field
}

// abandons breaks many uploads off. Nothing of them may stay: no row, no piece, no descriptor.
func (r *rig) abandons(*rand.Rand) {
	b, f, field := r.sender()
	if f == nil {
		return
	}
	const name = "katta%"
	files := r.replicas[0].opened()
	answers := r.many(b, f, field, 50, 4<<20, 3<<20)
	var left int
	after, began := 0, time.Now()
	for time.Since(began) < backWithin {
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

// crams sends very many of the largest files at once, and asks for papers meanwhile.
func (r *rig) crams(*rand.Rand) {
	p := r.replicas[0]
	before := p.env
	p.env = append(slices.Clone(before), fmt.Sprintf("GOMEMLIMIT=%d", int64(memory)))
	p.again()
	defer func() { p.env = before; p.again() }()
	b, f, field := r.sender()
	if f == nil {
		return
	}
	reader := r.browser()
	enter(r.t, reader, r.citizens[0].name)
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
			for _, c := range reader.HTTP.Jar.Cookies(f.Request("").URL) {
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
	answers := r.many(b, f, field, uploadsMany, document.MaxFile, 0)
	asking.Wait()
	peak := p.status("VmHWM")
	r.t.Logf("%d files of %d MB at once: %v; %d papers: %v; memory at most %d MB of %d", uploadsMany, document.MaxFile>>20, answers, papersMany, drawn, peak>>20, memory>>20)
	if peak > memory {
		r.ledger.breaks("memory grew to %d MB of %d", peak>>20, memory>>20)
	}
	for said, n := range answers {
		if strings.Contains(said, "without") || strings.HasPrefix(said, "500") {
			r.ledger.breaks("%d files too many at once are answered %s", n, said)
		}
	}
	assert.Positive(r.t, answers["303"]+answers["200"]+answers["413"]+answers["422"], "some were answered: %v", answers)
}

var paperPath = regexp.MustCompile(`/uz/documents/\d{9}`)

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
