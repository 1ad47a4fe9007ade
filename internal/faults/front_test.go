package faults

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
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
	broken   int
	failed   map[int]int // answers by status from 500 on
	nameless []string    // of them: those that did not say which incident it was
	hung     []string
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
		if err == nil && res.StatusCode < http.StatusInternalServerError || r.Context().Err() != nil || time.Now().After(deadline) {
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
	f.mu.Unlock()
	to := r.Clone(r.Context())
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
	f.note(r, res, body, err, time.Since(began))
	return res, err
}

func (f *front) note(r *http.Request, res *http.Response, body []byte, err error, took time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case took >= hang:
		f.hung = append(f.hung, fmt.Sprintf("%s %s: %s at %s", r.Method, r.URL.Path, took.Round(time.Millisecond), time.Now().Format("05.0")))
	case err != nil:
		f.broken++
	case res.StatusCode >= http.StatusInternalServerError:
		f.failed[res.StatusCode]++
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
