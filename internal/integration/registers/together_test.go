package registers

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

// crowd is a client with so many readers of tax on their way that whoever comes next shares a call, which leaves when it is
// full; and how many calls of either kind came.
type crowd struct {
	*Client
	gateway     *gateway
	ones, manys atomic.Int64
}

// crowded changes what the gateway answers to several questions.
func crowded(t *testing.T, change func([]answer) []answer) *crowd {
	t.Helper()
	c := &crowd{gateway: open(t)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			c.ones.Add(1)
			c.gateway.ServeHTTP(w, r)
			return
		}
		c.manys.Add(1)
		record, said := httptest.NewRecorder(), answers{}
		c.gateway.ServeHTTP(record, r)
		if json.Unmarshal(record.Body.Bytes(), &said) != nil || change == nil {
			w.Header().Set("Content-Type", record.Header().Get("Content-Type"))
			w.WriteHeader(record.Code)
			_, _ = w.Write(record.Body.Bytes())
			return
		}
		c.gateway.write(w, record.Code, answers{change(said.Answers)})
	}))
	t.Cleanup(server.Close)
	c.Client = NewClient(server.URL, func() time.Time { return day }, Limits{Attempt: 20 * time.Second, RetryDelay: time.Millisecond})
	c.shared["tax"].flying, c.shared["tax"].wait = alone, time.Hour
	return c
}

// readers is so many requests as fill a call: of several people and fields, and of one whom the register does not know.
func (c *crowd) readers() []register.Request {
	fields := []string{"debt", "receipts", "benefits"}
	people := append(c.gateway.world.Samples("tax"), "99999999999999")
	list := make([]register.Request, mostTogether)
	for i := range list {
		list[i] = ask("tax", people[i%len(people)], fields[:1+i%len(fields)]...)
		list[i].Applicant = strconv.Itoa(i)
	}
	return list
}

// all reads at once.
func (c *crowd) all(ctx context.Context, list []register.Request) ([]register.Fact, []error) {
	facts, errs := make([]register.Fact, len(list)), make([]error, len(list))
	var group sync.WaitGroup
	for i, q := range list {
		group.Go(func() { facts[i], errs[i] = c.Read(ctx, q) })
	}
	group.Wait()
	return facts, errs
}

// direct is what the register has.
func (c *crowd) direct(t *testing.T, q register.Request) register.Fact {
	t.Helper()
	fact, err := Direct{c.gateway.world, func() time.Time { return day }}.Read(t.Context(), q)
	require.NoError(t, err)
	return fact
}

// TestClient_Read_together: many at the same moment are one call, and each gets his own fact, with its source and time, or
// hears that there is none.
func TestClient_Read_together(t *testing.T) {
	c := crowded(t, nil)
	list := c.readers()
	facts, errs := c.all(t.Context(), list)
	missing := 0
	for i, q := range list {
		require.NoError(t, errs[i])
		require.Equal(t, c.direct(t, q), facts[i])
		require.Equal(t, day, facts[i].FetchedAt)
		if !facts[i].Found() {
			missing++
		}
	}
	require.NotZero(t, missing)
	require.Less(t, missing, len(list))
	require.EqualValues(t, 1, c.manys.Load())
	require.Zero(t, c.ones.Load())
}

// TestClient_Read_together_partly: what fails for one is no matter of the others. It is asked again by itself, unless it was
// refused.
func TestClient_Read_together_partly(t *testing.T) {
	const refusal, failure = 3, 5
	var no, broken atomic.Pointer[string]
	c := crowded(t, func(list []answer) []answer {
		no.Store(&list[refusal].Applicant)
		broken.Store(&list[failure].Applicant)
		list[refusal] = answer{Key: list[refusal].Key, Applicant: list[refusal].Applicant, Status: http.StatusUnprocessableEntity}
		list[failure] = answer{Key: list[failure].Key, Applicant: list[failure].Applicant, Status: http.StatusBadGateway}
		return list
	})
	list := c.readers()
	facts, errs := c.all(t.Context(), list)
	for i, q := range list {
		if q.Applicant == *no.Load() {
			require.True(t, problem.Is(errs[i], problem.Unavailable))
			continue
		}
		require.NoError(t, errs[i])
		require.Equal(t, c.direct(t, q), facts[i])
	}
	require.NotEqual(t, *no.Load(), *broken.Load())
	require.EqualValues(t, 1, c.ones.Load(), "the one that failed")
	require.EqualValues(t, 1, c.manys.Load())
}

// TestClient_Read_together_mixedUp: a gateway that confuses its answers gives nobody the facts of another.
func TestClient_Read_together_mixedUp(t *testing.T) {
	for name, change := range map[string]func([]answer) []answer{
		"another order": func(list []answer) []answer { slices.Reverse(list); return list },
		"one too few":   func(list []answer) []answer { return list[1:] },
		"one too many":  func(list []answer) []answer { return append(list, list[0]) },
		"another asker": func(list []answer) []answer { list[0].Applicant = aziz; return list },
		"another key":   func(list []answer) []answer { list[0].Key += "0"; return list },
	} {
		t.Run(name, func(t *testing.T) {
			c := crowded(t, change)
			list := c.readers()
			facts, errs := c.all(t.Context(), list)
			for i, q := range list {
				require.NoError(t, errs[i])
				require.Equal(t, c.direct(t, q), facts[i])
			}
			require.EqualValues(t, mostTogether, c.ones.Load(), "asked again, each by himself")
		})
	}
}

// TestClient_Read_together_hangs: a call that comes to no end leaves everybody the time to ask by himself.
func TestClient_Read_together_hangs(t *testing.T) {
	hold := make(chan struct{})
	defer close(hold)
	c := crowded(t, func(list []answer) []answer { <-hold; return list })
	require.Less(t, c.shared["tax"].limit, c.limits.Attempt)
	c.shared["tax"].limit = 50 * time.Millisecond
	list := c.readers()
	facts, errs := c.all(t.Context(), list)
	for i, q := range list {
		require.NoError(t, errs[i])
		require.Equal(t, c.direct(t, q), facts[i])
	}
	require.EqualValues(t, len(list), c.ones.Load())
}

// TestClient_Read_together_garbage: an answer to several that is none is none to each.
func TestClient_Read_together_garbage(t *testing.T) {
	for _, kind := range []string{"types", "cut", "html", "huge"} {
		c := crowded(t, nil)
		c.shared["tax"].wait = moment // of those who ask again some are kept from it
		c.gateway.SetFaults(map[string]Fault{"tax": {Garbage: kind}})
		_, errs := c.all(t.Context(), c.readers())
		for _, err := range errs {
			require.True(t, problem.Is(err, problem.Unavailable), kind)
		}
	}
}

// TestClient_Read_together_left: who leaves while he waits takes nobody with him.
func TestClient_Read_together_left(t *testing.T) {
	c := crowded(t, nil)
	list := c.readers()
	ctx, leave := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	go func() {
		_, err := c.Read(ctx, list[0])
		gone <- err
	}()
	tax := c.shared["tax"]
	require.Eventually(t, func() bool {
		tax.mu.Lock()
		defer tax.mu.Unlock()
		return len(tax.waiting) == 1
	}, 20*time.Second, time.Millisecond)
	leave()
	require.ErrorIs(t, <-gone, context.Canceled)
	_, errs := c.all(t.Context(), list[1:])
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.EqualValues(t, 1, c.manys.Load())
}

// TestClient_Read_together_alone: who finds no company goes by himself when his moment is over; the calls on their way are
// counted down.
func TestClient_Read_together_alone(t *testing.T) {
	c := crowded(t, nil)
	c.shared["tax"].wait = moment
	_, err := c.Read(t.Context(), ask("tax", aziz, "debt"))
	require.NoError(t, err)
	c.shared["tax"].flying, c.shared["tax"].wait = 0, time.Hour
	for range 2 * alone {
		_, err := c.Read(t.Context(), ask("tax", aziz, "debt"))
		require.NoError(t, err)
	}
	require.Zero(t, c.manys.Load())
	require.Zero(t, c.shared["tax"].flying)
}

func TestServer_records_wrong(t *testing.T) {
	g := open(t)
	for body, status := range map[string]int{`{"questions":[]}`: http.StatusBadRequest, `[`: http.StatusBadRequest, `{"question":1}`: http.StatusBadRequest, `{"questions":[{"key":"1"}]}`: http.StatusOK} {
		w := httptest.NewRecorder()
		g.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/registers/tax", strings.NewReader(body)))
		require.Equal(t, status, w.Code, body)
	}
	w := httptest.NewRecorder()
	g.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/registers/taxes", strings.NewReader(`{"questions":[{"key":"1"}]}`)))
	require.Equal(t, http.StatusNotFound, w.Code)
}
