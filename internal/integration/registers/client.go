// Package registers is the gateway to the state's registers: the client that fetches facts, and a server over a
// synthetic population that speaks the same protocol, for development and demonstrations.
package registers

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/failsafe-go/failsafe-go/budget"
	"go.opentelemetry.io/otel"

	"github.com/yagona/portal/internal/integration/guard"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

// purposeHeader tells the register for what a person's record is read: it keeps its own log.
const purposeHeader = "X-Purpose"

// maxBody is far more than any record is; a longer answer is no answer.
const maxBody = 1 << 20

// Limits is how long and how often a register is asked. The zero value of a field means the default.
type Limits struct {
	Attempt    time.Duration // for one attempt, 2 s
	Retries    int           // after the first attempt, 2; -1 for none
	RetryDelay time.Duration // before the first retry, 100 ms; then more, with jitter
	Concurrent uint          // requests to one register at a time, 32
	OpenFor    time.Duration // how long a failing register is left in peace, 5 s
	Probe      time.Duration // how often a register that nobody asks is probed, 3 s
}

func (l Limits) withDefaults() Limits {
	l.Attempt = cmp.Or(l.Attempt, 2*time.Second)
	l.Retries = cmp.Or(l.Retries, 2)
	l.RetryDelay = cmp.Or(l.RetryDelay, 100*time.Millisecond)
	l.Concurrent = cmp.Or(l.Concurrent, 32)
	l.OpenFor = cmp.Or(l.OpenFor, 5*time.Second)
	l.Probe = cmp.Or(l.Probe, 3*time.Second)
	return l
}

// Client asks the gateway. Each register has its own breaker and its own share of connections, so that one that hangs
// does not take the others with it.
type Client struct {
	base   string
	http   *http.Client
	now    func() time.Time
	limits Limits
	guard  map[string]*guard.Guard[answer]
	health *health
}

// NewClient asks the gateway at that address.
func NewClient(base string, now func() time.Time, limits Limits) *Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 64
	limits = limits.withDefaults()
	return &Client{base: strings.TrimRight(base, "/"), now: now, limits: limits, guard: guards(limits), health: newHealth(), http: &http.Client{
		Transport: transport,
		// A gateway does not send its readers elsewhere; an answer from there would be somebody else's.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

var _ register.Source = (*Client)(nil)

// Read fetches one record. A register that does not answer, or answers what its schema does not allow, is Unavailable:
// a wrong fact would be worse than none.
func (c *Client) Read(ctx context.Context, q register.Request) (register.Fact, error) {
	before, ok := c.guard[q.Register]
	if !ok {
		return register.Fact{}, fmt.Errorf("no such register: %s", q.Register)
	}
	fact := register.Fact{Register: q.Register, Key: q.Key, Source: q.Register, FetchedAt: c.now()}
	if strings.Trim(q.Key, ". /") == "" {
		return fact, nil // nothing is kept under such a key
	}
	began := c.now()
	ctx, span := otel.Tracer("registers").Start(ctx, "register "+q.Register)
	defer span.End()
	a, err := before.Do(ctx, func(ctx context.Context) (answer, error) { return c.ask(ctx, q) })
	if err != nil && ctx.Err() != nil {
		return register.Fact{}, ctx.Err()
	}
	ended := c.now()
	c.health.count(q.Register, ended, ended.Sub(began), err)
	if !isRefused(err) { // a key of one person that it does not take is no outage for everybody
		c.health.note(q.Register, c.now(), err)
	}
	if err != nil {
		return register.Fact{}, problem.New(problem.Unavailable, "registers.unavailable").Because(fmt.Errorf("register %s: %w", q.Register, err))
	}
	if a.Found {
		fact.Value = a.Record
	}
	return fact, nil
}

// guards stand before each register. The budget of repeats is one for all, so that a gateway in trouble does not get the
// double load.
func guards(l Limits) map[string]*guard.Guard[answer] {
	limits := guard.Limits{
		Attempt: l.Attempt, Concurrent: l.Concurrent, OpenFor: l.OpenFor,
		Repeats: max(0, l.Retries), Pause: l.RetryDelay, Longest: 10 * l.RetryDelay,
		Spare: budget.NewBuilder().WithMaxRate(0.25).WithMinConcurrency(8).Build(),
	}
	all := map[string]*guard.Guard[answer]{}
	for _, code := range register.Codes() {
		all[code] = guard.New[answer](limits, isRefused)
	}
	return all
}

// refused is an answer that another attempt would not change.
type refused struct{ error }

func isRefused(err error) bool {
	_, no := errors.AsType[refused](err)
	return no
}

func (c *Client) ask(ctx context.Context, q register.Request) (answer, error) {
	params := url.Values{}
	if q.Applicant != "" {
		params.Set("applicant", q.Applicant)
	}
	if len(q.Fields) > 0 {
		params.Set("fields", strings.Join(q.Fields, ","))
	}
	address := c.base + "/v1/registers/" + url.PathEscape(q.Register) + "/" + url.PathEscape(q.Key) + "?" + params.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return answer{}, refused{err}
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set(purposeHeader, q.Purpose)
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, withoutAddress(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		_, _ = io.CopyN(io.Discard, res.Body, 4<<10) // so that the connection can be used again
		err := fmt.Errorf("status %d", res.StatusCode)
		if res.StatusCode < 500 && res.StatusCode != http.StatusTooManyRequests && res.StatusCode != http.StatusRequestTimeout {
			return answer{}, refused{err}
		}
		return answer{}, err
	}
	return read(res, q)
}

// withoutAddress takes the address out of a transport error: it holds the personal number and would get into the log.
func withoutAddress(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

// read decodes an answer strictly: the right type of content, one JSON value of the right shape, no more than asked.
func read(res *http.Response, q register.Request) (answer, error) {
	if kind, _, err := mime.ParseMediaType(res.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return answer{}, fmt.Errorf("content type %q", res.Header.Get("Content-Type"))
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxBody+1))
	if err != nil {
		return answer{}, withoutAddress(err)
	}
	if len(body) > maxBody {
		return answer{}, errors.New("the answer is too long")
	}
	var a answer
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	d.DisallowUnknownFields()
	if err := d.Decode(&a); err != nil {
		return answer{}, fmt.Errorf("answer: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return answer{}, errors.New("the answer goes on after its end")
	}
	if !a.Found {
		return answer{}, nil
	}
	a.Record, err = conform(q.Register, a.Record, q.Fields)
	return a, err
}
