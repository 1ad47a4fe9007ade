package registers

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/registers/world"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

const (
	aziz   = "31204862260015"
	malika = "40309832260014"
)

var day = time.Date(2026, time.November, 25, 9, 0, 0, 0, workday.Zone)

// quick limits keep the tests short; what they prove does not depend on the length of a wait.
var quick = Limits{Attempt: 300 * time.Millisecond, RetryDelay: 5 * time.Millisecond, OpenFor: 200 * time.Millisecond}

type gateway struct {
	*Server
	url   string
	asked atomic.Int64
	last  atomic.Pointer[http.Request]
}

func open(t *testing.T) *gateway {
	t.Helper()
	now := func() time.Time { return day }
	g := &gateway{Server: NewServer(world.New(400, now), now, slog.New(slog.DiscardHandler))}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.asked.Add(1)
		g.last.Store(r)
		g.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	g.url = server.URL
	return g
}

func (g *gateway) client(limits Limits) *Client {
	return NewClient(g.url, func() time.Time { return day }, limits)
}

func ask(code, key string, fields ...string) register.Request {
	return register.Request{Register: code, Key: key, Applicant: aziz, Fields: fields, Purpose: "test"}
}

func TestClient_Read(t *testing.T) {
	g := open(t)
	c := g.client(quick)

	fact, err := c.Read(t.Context(), ask("tax", aziz, "debt", "receipts", "benefits"))
	require.NoError(t, err)
	require.True(t, fact.Found())
	require.Equal(t, "tax", fact.Register)
	require.Equal(t, day, fact.FetchedAt)
	require.Len(t, fact.Value, 3, "only what was asked for")
	require.InDelta(t, 0.0, fact.Value["debt"], 0)
	require.IsType(t, int64(0), fact.Value["receipts"])
	require.Equal(t, []any{}, fact.Value["benefits"], "a list is always there")
	require.Equal(t, "test", g.last.Load().Header.Get("X-Purpose"))
	require.Equal(t, "debt,receipts,benefits", g.last.Load().URL.Query().Get("fields"))
}

func TestClient_Read_whole_records_of_everybody_conform(t *testing.T) {
	g := open(t)
	c := g.client(Limits{})
	for _, code := range register.Codes() {
		for _, key := range g.world.Samples(code) {
			fact, err := c.Read(t.Context(), ask(code, key))
			require.NoError(t, err, code+" "+key)
			require.True(t, fact.Found(), code+" "+key)
			same, err := Direct{g.world, func() time.Time { return day }}.Read(t.Context(), ask(code, key))
			require.NoError(t, err)
			require.Equal(t, fact, same)
		}
	}
}

func TestClient_Read_not_found_is_an_answer(t *testing.T) {
	g := open(t)
	c := g.client(quick)
	for _, key := range []string{"nothing", "a/b", "..", ".", "", "%2e", "x?y#z", "99:99", "кириллица"} {
		fact, err := c.Read(t.Context(), ask("companies", key))
		require.NoError(t, err, key)
		require.False(t, fact.Found(), key)
	}
	fact, err := c.Read(t.Context(), ask("forest-limits", "1718236/bees"))
	require.NoError(t, err)
	require.True(t, fact.Found(), "a key with a slash")
}

func TestClient_Read_directors_are_told_so(t *testing.T) {
	g := open(t)
	c := g.client(quick)
	r, _ := g.world.Person(malika)
	require.NotEmpty(t, r.Companies)
	q := register.Request{Register: "company", Key: r.Companies[0], Applicant: malika, Fields: []string{"is_director"}}
	fact, err := c.Read(t.Context(), q)
	require.NoError(t, err)
	require.Equal(t, true, fact.Value["is_director"])
	q.Applicant = aziz
	fact, err = c.Read(t.Context(), q)
	require.NoError(t, err)
	require.Equal(t, false, fact.Value["is_director"])
}

func TestClient_Read_faults_are_unavailable(t *testing.T) {
	for name, fault := range map[string]Fault{
		"down": {Down: true}, "errors": {ErrorRate: 1}, "slow": {LatencyMS: 2000}, "drip": {Drip: true},
		"html": {Garbage: "html"}, "cut": {Garbage: "cut"}, "types": {Garbage: "types"}, "huge": {Garbage: "huge"},
	} {
		t.Run(name, func(t *testing.T) {
			g := open(t)
			g.SetFaults(map[string]Fault{"tax": fault})
			c := g.client(quick)
			began := time.Now()
			_, err := c.Read(t.Context(), ask("tax", aziz, "debt"))
			require.True(t, problem.Is(err, problem.Unavailable), "%v", err)
			require.NotContains(t, err.Error(), aziz, "no personal number in errors")
			require.Less(t, time.Since(began), 30*time.Second)
			require.EqualValues(t, 3, g.asked.Load(), "one attempt and two retries")

			_, err = c.Read(t.Context(), ask("civil", aziz, "marital_status"))
			require.NoError(t, err, "the others go on")
		})
	}
}

func TestClient_Read_gateway_gone(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	address := server.URL
	server.Close()
	c := NewClient(address, time.Now, quick)
	_, err := c.Read(t.Context(), ask("tax", aziz))
	require.True(t, problem.Is(err, problem.Unavailable))
	require.NotContains(t, err.Error(), aziz)
}

func TestClient_Read_retries_what_passes(t *testing.T) {
	g := open(t)
	var n atomic.Int64
	flaky := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) < 3 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		g.ServeHTTP(w, r)
	}))
	t.Cleanup(flaky.Close)
	fact, err := NewClient(flaky.URL, time.Now, quick).Read(t.Context(), ask("tax", aziz, "debt"))
	require.NoError(t, err)
	require.True(t, fact.Found())
	require.EqualValues(t, 3, n.Load())
}

func TestClient_Read_does_not_repeat_a_refusal(t *testing.T) {
	var n atomic.Int64
	no := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n.Add(1)
		http.Redirect(w, &http.Request{}, "http://elsewhere.invalid/", http.StatusFound)
	}))
	t.Cleanup(no.Close)
	_, err := NewClient(no.URL, time.Now, quick).Read(t.Context(), ask("tax", aziz))
	require.True(t, problem.Is(err, problem.Unavailable))
	require.EqualValues(t, 1, n.Load())
}

func TestClient_Read_leaves_a_failing_register_in_peace(t *testing.T) {
	g := open(t)
	g.SetFaults(map[string]Fault{"tax": {Down: true}})
	c := g.client(quick)
	for range 8 {
		_, err := c.Read(t.Context(), ask("tax", aziz, "debt"))
		require.True(t, problem.Is(err, problem.Unavailable))
	}
	asked := g.asked.Load()
	require.Less(t, asked, int64(12), "the breaker is open")
	for range 20 {
		_, err := c.Read(t.Context(), ask("tax", aziz, "debt"))
		require.Error(t, err)
	}
	require.Equal(t, asked, g.asked.Load())

	g.SetFaults(nil)
	require.Eventually(t, func() bool {
		_, err := c.Read(context.Background(), ask("tax", aziz, "debt"))
		return err == nil
	}, 3*time.Second, 50*time.Millisecond, "and closes when the register is well again")
}

func TestClient_Read_stops_with_the_reader(t *testing.T) {
	g := open(t)
	g.SetFaults(map[string]Fault{"*": {LatencyMS: 5000}})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := g.client(Limits{}).Read(ctx, ask("tax", aziz))
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestClient_Read_unknown_register(t *testing.T) {
	_, err := open(t).client(quick).Read(t.Context(), ask("nonsense", aziz))
	require.Error(t, err)
	require.Nil(t, problem.Of(err), "a mistake of ours, not of the register")
}

func TestConform(t *testing.T) {
	bad := map[string]string{
		"text for a number": `{"debt":"12"}`, "number for a list": `{"benefits":3}`, "float for an int": `{"receipts":1.5}`,
		"words in a list": `{"balances":["x"]}`, "no day": `{"employers":[{"from":"2026-13-40"}]}`,
	}
	for name, body := range bad {
		var m map[string]any
		d := json.NewDecoder(bytes.NewBufferString(body))
		d.UseNumber()
		require.NoError(t, d.Decode(&m))
		_, err := conform("tax", m, nil)
		require.Error(t, err, name)
	}
	m, err := conform("tax", map[string]any{"debt": json.Number("1.5"), "secret": "x", "employers": []any{map[string]any{"from": nil, "tin": "1"}}}, []string{"debt", "employers", "benefits"})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"debt": 1.5, "benefits": []any{}, "employers": []any{map[string]any{"tin": "1"}}}, m)
}

func TestServer_control(t *testing.T) {
	g := open(t)
	put := func(body string) int {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, g.url+"/control/faults", bytes.NewBufferString(body))
		require.NoError(t, err)
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer res.Body.Close()
		return res.StatusCode
	}
	require.Equal(t, http.StatusOK, put(`{"tax":{"down":true},"*":{"latency_ms":5}}`))
	require.Equal(t, map[string]Fault{"tax": {Down: true}, "*": {LatencyMS: 5}}, g.faults.all())
	for _, body := range []string{`{"taxes":{"down":true}}`, `{"tax":{"up":true}}`, `{"tax":{"error_rate":7}}`, `{"tax":{"garbage":"odd"}}`, `[`} {
		require.Equal(t, http.StatusBadRequest, put(body), body)
	}
	require.True(t, g.faults.of("tax").Down, "a wrong order changes nothing")
	require.Equal(t, http.StatusOK, put(`{}`))
	require.Zero(t, g.faults.of("tax"))
}

func TestServer_list(t *testing.T) {
	g := open(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, g.url+"/v1/registers", nil)
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	var all []listing
	require.NoError(t, json.Unmarshal(body, &all))
	require.Len(t, all, len(register.Codes()))
	for _, l := range all {
		require.NotEmpty(t, l.Key, l.Code)
		require.NotEmpty(t, l.Fields, l.Code)
	}
}
