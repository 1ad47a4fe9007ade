package bench

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/server/servertest"
)

// hands is how many people send at once in P5, P6, P14 and P18.
const hands = 8

// burst is what came of acts that several hands did at once.
type burst struct {
	rate float64       // acts a second
	p99  time.Duration // of one
}

func (b burst) String() string { return fmt.Sprintf("%.0f a second, p99 %s", b.rate, brief(b.p99)) }

// together has as many hands do n acts, each the next one that nobody has begun.
func (r *rig) together(n, hands int, do func(hand, i int) error) burst {
	r.tb.Helper()
	took := make([]time.Duration, n)
	var next atomic.Int64
	var failed atomic.Pointer[error]
	began := time.Now()
	var working sync.WaitGroup
	for hand := range hands {
		working.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && failed.Load() == nil; i = int(next.Add(1)) - 1 {
				at := time.Now()
				if err := do(hand, i); err != nil {
					failed.CompareAndSwap(nil, &err)
				}
				took[i] = time.Since(at)
			}
		})
	}
	working.Wait()
	all := time.Since(began)
	if err := failed.Load(); err != nil {
		require.NoError(r.tb, *err)
	}
	slices.Sort(took)
	return burst{rate: float64(n) / all.Seconds(), p99: took[n*99/100]}
}

// sender sends forms as browsers do, over as many connections as there are hands, and looks at the answer's head.
func sender() *http.Client {
	return &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: hands, MaxConnsPerHost: hands},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// press sends a form; anything but being led on to a page with that in its address is an error.
func press(c *http.Client, q *http.Request, to string) error {
	_, err := pressed(c, q, to)
	return err
}

func pressed(c *http.Client, q *http.Request, to string) (location string, err error) {
	answer, err := c.Do(q)
	if err != nil {
		return "", err
	}
	_ = answer.Body.Close()
	if location = answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther || !strings.Contains(location, to) {
		return "", fmt.Errorf("%s %s: %s, led to %q", q.Method, q.URL.Path, answer.Status, location)
	}
	return location, nil
}

// request is the form as its author's browser sends it.
func request(f *servertest.Form) *http.Request {
	q := f.Request("")
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, c := range f.Page().Browser().HTTP.Jar.Cookies(q.URL) {
		q.AddCookie(c)
	}
	return q
}

// send presses the buttons of all forms.
func (r *rig) send(forms []*servertest.Form) burst {
	c := sender()
	defer c.CloseIdleConnections()
	var list []*http.Request
	for _, f := range forms {
		list = append(list, request(f))
	}
	return r.together(len(list), hands, func(_, i int) error { return press(c, list[i], "/applications/") })
}

// pause keeps the machine's decisions waiting, or lets them go on, on both portals: what follows from an application
// computes on the same cores.
func (r *rig) pause(waiting bool) {
	queue, err := river.NewClient(riverpgxv5.New(r.pool), &river.Config{})
	require.NoError(r.tb, err)
	if !waiting {
		require.NoError(r.tb, queue.QueueResume(r.tb.Context(), job.Prompt, nil))
		return
	}
	require.NoError(r.tb, queue.QueuePause(r.tb.Context(), job.Prompt, nil))
	time.Sleep(time.Second) // they hear of it by a notification
}

// inserts is the limit of whatever is written: n rows, each committed to disk by itself.
func (r *rig) inserts(pool *pgxpool.Pool, n int) burst {
	return r.together(n, hands, func(_, i int) error {
		_, err := pool.Exec(r.tb.Context(), `INSERT INTO bench_inserts (person, body) VALUES ($1, $2)`, i, "residence-certificate")
		return err
	})
}

// posts is L7.
func (r *rig) posts(n int) burst {
	c := sender()
	defer c.CloseIdleConnections()
	return r.together(n, hands, func(_, i int) error {
		q, err := http.NewRequestWithContext(r.tb.Context(), http.MethodPost, r.limit.url+"/insert", strings.NewReader(fmt.Sprintf("person=%d&body=residence-certificate", i)))
		if err != nil {
			return err
		}
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return press(c, q, "/list")
	})
}

// eight is a pool with a connection for each hand.
func (r *rig) eight(of *pgxpool.Pool) *pgxpool.Pool {
	config := of.Config()
	config.MaxConns = hands
	pool, err := pgxpool.NewWithConfig(context.WithoutCancel(r.tb.Context()), config)
	require.NoError(r.tb, err)
	r.tb.Cleanup(pool.Close)
	return pool
}

// measureSending is P5, P6 and P12: what people send, and what the machine makes of it. Each round sends applications
// while their decisions wait, then lets these be made.
func measureSending(r *rig, p *paper) {
	each := 300
	if r.rounds < 5 {
		each = 150
	}
	_, err := r.pool.Exec(r.tb.Context(), `CREATE TABLE bench_inserts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person int NOT NULL, body text NOT NULL)`)
	require.NoError(r.tb, err)
	forms, bare, machine := r.forms(each*r.rounds), r.eight(r.pool), r.machine()
	r.pause(true)
	defer r.pause(false)
	var ratios, toForm []float64
	var ours, rows, form burst
	for n := range r.rounds {
		before := r.newest()
		ours, rows, form = r.send(forms[n*each:(n+1)*each]), r.inserts(bare, 4*each), r.posts(2*each)
		ratios, toForm = append(ratios, ours.rate/rows.rate), append(toForm, ours.rate/form.rate)
		machine.round(r.sentSince(before, each))
	}
	p.atLeast("P5", "submit, 8 at once: req/s to rows inserted by 8", median(ratios), 0.4, fmt.Sprintf("%s vs %s; its decision waits meanwhile", ours, rows))
	p.beside("P5", "submit: req/s to L7, a form that inserts one row", median(toForm), fmt.Sprintf("%s vs %s", ours, form))
	p.notMeasured("P5", "acknowledged submissions after kill -9: make faults looks for them")
	machine.judge(p)
	r.steps(p, 2*each)
}

// newest is the last application so far.
func (r *rig) newest() (id int64) {
	require.NoError(r.tb, r.pool.QueryRow(r.tb.Context(), `SELECT coalesce(max(id), 0) FROM applications`).Scan(&id))
	return id
}

// steps is P6: a step of a form, saved and committed, again and again by the same eight people.
func (r *rig) steps(p *paper, each int) {
	type sheet struct {
		form *servertest.Form
		row  int
	}
	var sheets []*sheet
	for _, b := range r.signedIn(hands) {
		begin := b.Get("/uz/services/" + stepped + "/apply").Form("/apply")
		page := begin.Submit("")
		f := find(page, "/apply/")
		require.NotNil(r.tb, f, page.Text())
		s := &sheet{form: pick(page, f)}
		_, err := fmt.Sscan(f.Values.Get("row"), &s.row)
		require.NoError(r.tb, err)
		sheets = append(sheets, s)
	}
	c := sender()
	defer c.CloseIdleConnections()
	save := func(hand, _ int) error {
		s := sheets[hand]
		s.form.Set("row", strconv.Itoa(s.row))
		s.row++
		return press(c, request(s.form), "/apply/")
	}
	var ratios []float64
	var ours, form burst
	for range r.rounds {
		ours, form = r.together(each, hands, save), r.posts(each)
		ratios = append(ratios, ours.rate/form.rate)
	}
	for _, s := range sheets { // every step was kept: each made the draft one row older
		f := find(s.form.Page().Browser().Get(s.form.Page().Path()), "/apply/")
		require.Equal(r.tb, strconv.Itoa(s.row), f.Values.Get("row"))
	}
	p.atLeast("P6", "step of a form, saved, 8 at once: req/s to L7", median(ratios), 0.6, fmt.Sprintf("%s vs %s", ours, form))
	p.notMeasured("P6", "the forms engine in Node of the goal is not on this machine; it saved 794 steps/s where L7 made 4,565")
}

// stepped is a service with a form of several pages, of which the first is a choice.
const stepped = "archive-thematic-request"
