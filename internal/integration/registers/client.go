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

// maxBody is far more than any record is, or several; a longer answer is no answer.
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
	shared map[string]*together
	health *health
}

// NewClient asks the gateway at that address.
func NewClient(base string, now func() time.Time, limits Limits) *Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 64
	limits = limits.withDefaults()
	c := &Client{base: strings.TrimRight(base, "/"), now: now, limits: limits, guard: guards(limits), shared: map[string]*together{}, health: newHealth(), http: &http.Client{
		Transport: transport,
		// A gateway does not send its readers elsewhere; an answer from there would be somebody else's.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	for _, code := range register.Codes() {
		c.shared[code] = &together{limit: limits.Attempt / 2, wait: moment, one: c.ask, many: func(ctx context.Context, list []register.Request) ([]answer, error) { return c.askAll(ctx, code, list) }}
	}
	return c
}

var _ register.Source = (*Client)(nil)

// Read fetches one record, in one call with those that others ask of the register at the same moment. A register that does not answer, or answers what its schema does not allow, is Unavailable:
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
	a, err := before.Do(ctx, func(ctx context.Context) (answer, error) { return c.shared[q.Register].ask(ctx, q) })
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

// ask asks for one record.
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
	req.Header.Set(purposeHeader, q.Purpose)
	var a answer
	if err := c.call(req, &a); err != nil {
		return answer{}, err
	}
	return a.to(q)
}

// askAll asks one register for several records. The answers are in the order of the requests, each yet to be held against
// its own (answer.to). One that is not the answer to its request spoils all: facts of one person must never be another's.
func (c *Client) askAll(ctx context.Context, code string, list []register.Request) ([]answer, error) {
	var ask questions
	for _, q := range list {
		ask.Questions = append(ask.Questions, question{q.Key, q.Applicant, q.Fields, q.Purpose})
	}
	body, err := json.Marshal(ask)
	if err != nil {
		return nil, refused{err}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/v1/registers/"+url.PathEscape(code), bytes.NewReader(body))
	if err != nil {
		return nil, refused{err}
	}
	req.Header.Set("Content-Type", "application/json")
	var said answers
	if err := c.call(req, &said); err != nil {
		return nil, err
	}
	if len(said.Answers) != len(list) {
		return nil, fmt.Errorf("%d answers to %d questions", len(said.Answers), len(list))
	}
	for i, q := range list {
		if a := said.Answers[i]; a.Key != q.Key || a.Applicant != q.Applicant {
			return nil, errors.New("an answer to another question")
		}
	}
	return said.Answers, nil
}

// call sends a request and reads its answer.
func (c *Client) call(req *http.Request, into any) error {
	req.Header.Set("Accept", "application/json")
	res, err := c.http.Do(req)
	if err != nil {
		return withoutAddress(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		_, _ = io.CopyN(io.Discard, res.Body, 4<<10) // so that the connection can be used again
		return failed(res.StatusCode)
	}
	return read(res, into)
}

// failed is the error that a status other than 200 stands for.
func failed(status int) error {
	err := fmt.Errorf("status %d", status)
	if status < 500 && status != http.StatusTooManyRequests && status != http.StatusRequestTimeout {
		return refused{err}
	}
	return err
}

// withoutAddress takes the address out of a transport error: it holds the personal number and would get into the log.
func withoutAddress(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

// read decodes an answer strictly: the right type of content and one JSON value of the right shape.
func read(res *http.Response, into any) error {
	if kind, _, err := mime.ParseMediaType(res.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return fmt.Errorf("content type %q", res.Header.Get("Content-Type"))
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxBody+1))
	if err != nil {
		return withoutAddress(err)
	}
	if len(body) > maxBody {
		return errors.New("the answer is too long")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("the answer goes on after its end")
	}
	return nil
}

// to is the answer to a request: its record of the right types, with no more than was asked for.
func (a answer) to(q register.Request) (answer, error) {
	if a.Status != 0 {
		return answer{}, failed(a.Status)
	}
	if !a.Found {
		return answer{}, nil
	}
	var err error
	a.Record, err = conform(q.Register, a.Record, q.Fields)
	return a, err
}
