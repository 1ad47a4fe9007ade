package faults

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// patience is how long somebody presses again before giving up.
	patience = 45 * time.Second
	// hang is how long an answer may take at most, whatever is broken.
	hang = 20 * time.Second
)

// front is the way to the portal: every request goes to a replica by chance, dead or alive. When the connection breaks or
// the portal says that it failed, the same is sent once more, as people do who press again.
type front struct {
	host  string
	addrs []string
	inner *http.Transport

	mu       sync.Mutex
	dice     *rand.Rand
	asked    int
	failed   map[int]int // answers by status from 500 on
	nameless []string    // of them: those that did not say which incident it was
	ours     []string    // of them: those that own a mistake of the portal, where something else was broken
	hung     []string
	now      counts
	good     time.Time // of the last answer that was none of a failure
	losing   int       // this part of the answers is lost, in percent
	tearing  int       // this part of the uploads breaks off halfway, in percent
}

// counts is what became of requests for a while.
type counts struct {
	asked, broken, failed int
	gap                   time.Duration // the longest time in which nobody got an answer that was none of a failure
	slowest               time.Duration
	such                  []string // some that broke or failed
}

// count begins a count and gives the one before.
func (f *front) count() counts {
	f.mu.Lock()
	defer f.mu.Unlock()
	before := f.now
	f.now, f.good = counts{}, time.Now()
	return before
}

// broken is how many requests of this count got no answer, and what became of some.
func (f *front) broken() (requests int, such []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now.broken, slices.Clone(f.now.such)
}

// loses has answers vanish on their way to people and providers: what was asked for has been done.
func (f *front) loses(percent int, lasts time.Duration) { f.while(&f.losing, percent, lasts) }

// tears has uploads break off halfway.
func (f *front) tears(percent int, lasts time.Duration) { f.while(&f.tearing, percent, lasts) }

func (f *front) while(part *int, percent int, lasts time.Duration) {
	for _, now := range []int{percent, 0} {
		f.mu.Lock()
		*part = now
		f.mu.Unlock()
		if now > 0 {
			time.Sleep(lasts)
		}
	}
}

var errLost = errors.New("the answer was lost on its way")

// torn gives half of what it is asked for.
type torn struct{ io.Reader }

func (t torn) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = errLost
	}
	return n, err
}

func newFront(host string, seed uint64, addrs ...string) *front {
	return &front{
		host: host, addrs: addrs, dice: rand.New(rand.NewPCG(seed, 1)), failed: map[int]int{},
		inner: &http.Transport{DisableKeepAlives: true, ResponseHeaderTimeout: hang},
	}
}

// RoundTrip is a person who does not give up.
func (f *front) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != f.host {
		return f.inner.RoundTrip(r)
	}
	for deadline := time.Now().Add(patience); ; {
		res, err := f.once(r)
		said := strings.HasSuffix(r.URL.Path, "/sign-in/unavailable") // what happened: the same again says it again
		if err == nil && (res.StatusCode < http.StatusInternalServerError || said) || r.Context().Err() != nil || time.Now().After(deadline) {
			return res, err
		}
		if err := f.pause(r.Context(), 300*time.Millisecond); err != nil {
			return nil, err
		}
		if r.GetBody != nil {
			if r.Body, err = r.GetBody(); err != nil {
				return nil, err
			}
		}
	}
}

// once asks one replica and reads the whole answer: half of one is none.
func (f *front) once(r *http.Request) (*http.Response, error) {
	f.mu.Lock()
	addr := f.addrs[f.dice.IntN(len(f.addrs))]
	f.asked++
	f.now.asked++
	lose := f.dice.IntN(100) < f.losing
	tear := f.dice.IntN(100) < f.tearing && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") && r.Body != nil
	f.mu.Unlock()
	to := r.Clone(r.Context())
	if tear {
		to.Body = io.NopCloser(torn{io.LimitReader(r.Body, r.ContentLength/2)})
	}
	to.URL.Host, to.Host = addr, f.host
	began := time.Now()
	res, err := f.inner.RoundTrip(to)
	var body []byte
	if err == nil {
		body, err = io.ReadAll(res.Body)
		_ = res.Body.Close()
		res.Body = io.NopCloser(bytes.NewReader(body))
		res.Request = r
	}
	if err == nil && lose {
		res, err = nil, errLost
	}
	f.note(r, res, body, err, time.Since(began))
	return res, err
}

func (f *front) note(r *http.Request, res *http.Response, body []byte, err error, took time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now.slowest = max(f.now.slowest, took)
	if err == nil && res.StatusCode < http.StatusInternalServerError {
		f.now.gap = max(f.now.gap, time.Since(f.good))
		f.good = time.Now()
	}
	if (err != nil || res.StatusCode >= http.StatusInternalServerError) && len(f.now.such) < 20 {
		status := 0
		if res != nil {
			status = res.StatusCode
		}
		f.now.such = append(f.now.such, fmt.Sprintf("%s %s %s: %d %v", time.Now().Format("05.000"), r.Method, r.URL.Path, status, err))
	}
	switch {
	case took >= hang:
		f.hung = append(f.hung, fmt.Sprintf("%s %s: %s at %s", r.Method, r.URL.Path, took.Round(time.Millisecond), time.Now().Format("05.0")))
	case r.Context().Err() != nil: // whoever asked has left by himself
	case err != nil:
		f.now.broken++
	case res.StatusCode >= http.StatusInternalServerError:
		f.failed[res.StatusCode]++
		f.now.failed++
		if res.StatusCode == http.StatusInternalServerError {
			f.ours = append(f.ours, fmt.Sprintf("%s %s: %s", r.Method, r.URL.Path, res.Header.Get("X-Request-Id")))
		}
		if id := res.Header.Get("X-Request-Id"); strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") && (id == "" || !bytes.Contains(body, []byte(id))) {
			f.nameless = append(f.nameless, fmt.Sprintf("%d for %s %s", res.StatusCode, r.Method, r.URL.Path))
		}
	}
}

// pause waits up to that long, unless the person has left.
func (f *front) pause(ctx context.Context, most time.Duration) error {
	f.mu.Lock()
	wait := time.Duration(f.dice.Int64N(int64(most))) + 20*time.Millisecond
	f.mu.Unlock()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(wait):
		return nil
	}
}

// impatient is a caller that asks once and looks after the rest itself.
type impatient struct{ *front }

func (i impatient) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != i.host {
		return i.inner.RoundTrip(r)
	}
	return i.once(r)
}
