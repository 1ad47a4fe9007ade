package registers

import (
	"context"
	"errors"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/failsafe-go/failsafe-go/bulkhead"
	"golang.org/x/sync/errgroup"

	"github.com/yagona/portal/internal/register"
)

// probesAtOnce is how many registers are probed side by side.
const probesAtOnce = 16

// health is which registers answer, by the last that was heard of each in this process.
type health struct {
	mu    sync.Mutex
	heard map[string]time.Time
	out   map[string]time.Time // those that do not answer, since when
	calls map[string]*hour     // of readers, not of probes
	fault map[string]string    // why the last that failed did
	now   atomic.Pointer[register.Outages]
}

func newHealth() *health {
	return &health{heard: map[string]time.Time{}, out: map[string]time.Time{}, calls: map[string]*hour{}, fault: map[string]string{}}
}

// Outages is the registers that do not answer now: the last call to each failed with all its retries, or the last probe
// where nobody called. A call that was refused says nothing: the next probe tells whether all are. It costs nothing, so that a page may ask.
func (c *Client) Outages() *register.Outages { return c.health.now.Load() }

// note keeps what was heard of a register. A new state is published only when it differs.
func (h *health) note(code string, at time.Time, err error) {
	if errors.Is(err, context.Canceled) || errors.Is(err, bulkhead.ErrFull) {
		return // the reader left, or we ask too much: neither says anything of the register
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.heard[code] = at
	if err != nil {
		h.fault[code] = err.Error()
	}
	_, out := h.out[code]
	switch {
	case out == (err != nil):
		return
	case out:
		delete(h.out, code)
	default:
		h.out[code] = at
	}
	if len(h.out) == 0 {
		h.now.Store(nil)
		return
	}
	h.now.Store(register.NewOutages(maps.Clone(h.out)))
}

// count keeps a call of a reader.
func (h *health) count(code string, at time.Time, took time.Duration, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.calls[code] == nil {
		h.calls[code] = &hour{}
	}
	h.calls[code].add(at, took, err != nil)
}

// Conditions is how each register has answered lately, in the order of their codes.
func (c *Client) Conditions() []register.Condition {
	h, now := c.health, c.now()
	h.mu.Lock()
	defer h.mu.Unlock()
	var list []register.Condition
	for _, code := range register.Codes() {
		one := register.Condition{Register: code, Heard: h.heard[code], Out: h.out[code], Fault: h.fault[code]}
		if calls := h.calls[code]; calls != nil {
			sum := calls.sum(now)
			one.Asked, one.Failed, one.Slowest = sum.asked, sum.failed, sum.slowest
			one.Mean = sum.took / time.Duration(max(1, sum.asked))
		}
		list = append(list, one)
	}
	return list
}

// quiet reports whether nothing was heard of a register since then.
func (h *health) quiet(code string, since time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !h.heard[code].After(since)
}

// Watch probes the registers that nobody asks, until ctx ends: so that an outage is on the pages before the first
// applicant meets it, and goes by itself.
func (c *Client) Watch(ctx context.Context) {
	tick := time.NewTicker(c.limits.Probe)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			c.probe(ctx)
		}
	}
}

func (c *Client) probe(ctx context.Context) {
	since := c.now().Add(-c.limits.Probe)
	var group errgroup.Group
	group.SetLimit(probesAtOnce)
	for _, code := range register.Codes() {
		if !c.health.quiet(code, since) {
			continue
		}
		group.Go(func() error {
			err := c.answers(ctx, code)
			if err != nil && !errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
				err = c.answers(ctx, code) // a slip is no outage
			}
			c.health.note(code, c.now(), err)
			return nil
		})
	}
	_ = group.Wait()
}

// answers asks a register for a record that nobody has: what counts is that it answers as it should.
func (c *Client) answers(ctx context.Context, code string) error {
	ctx, cancel := context.WithTimeout(ctx, c.limits.Attempt)
	defer cancel()
	_, err := c.ask(ctx, register.Request{Register: code, Key: "-", Fields: []string{register.Fields(code)[0].Name}, Purpose: "health"})
	return err
}
