package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
)

var attacks = flag.Bool("attacks", false, "try every form with every statement failing, and with everything that does harm")

// TestAttacks does all that can be done with the portal's forms, and lets each statement of each fail once, commits too:
// afterwards nothing is half written, the answer names the incident, and the same request goes through at last. What can be
// done comes from the drawn pages; that none of the routes and none of the actions of the transition table was left out is
// checked by name. Then the same with everything typed that does harm.
func TestAttacks(t *testing.T) {
	if !*attacks {
		t.Skip("long: make attacks")
	}
	t.Run("statements", func(t *testing.T) {
		w := newRealm(t)
		wrong, done := w.statements()
		for _, x := range w.routes {
			if x.method != http.MethodPost || !strings.HasPrefix(x.pattern, "/{lang}") || slices.Contains(aside, x.pattern) {
				continue
			}
			if !slices.ContainsFunc(slices.Sorted(maps.Keys(done)), func(key string) bool { return pathOf(x.pattern).MatchString(strings.Split(key, " ")[0]) }) {
				t.Log("never went through: " + x.pattern)
			}
		}
		for _, tr := range casework.Table {
			if tr.Who == casework.BySpecialist || tr.Who == casework.ByHead {
				if key := "/{lang}/admin/cases/{number}/actions/" + string(tr.Action); !done[key] {
					t.Log("never went through: action " + string(tr.Action))
				}
			}
		}
		t.Logf("%d kinds of forms went through", len(done))
		slices.Sort(wrong)
		require.Empty(t, slices.Compact(wrong), strings.Join(wrong, "\n"))
		require.Greater(t, len(done), 40)
	})
	t.Run("hostile", func(t *testing.T) { newRealm(t).harmed(t) })
}

// statements lets each statement of each form fail once.
func (w *realm) statements() (wrong []string, done map[string]bool) {
	done = w.forms(func(s sheet) bool {
		faults, ok := w.broken(s.key, s.who, s.ready())
		wrong = append(wrong, faults...)
		return ok
	})
	return wrong, done
}

// ready is the request that pressing the first button sends, to be sent as often as one likes.
func (s sheet) ready() func() *http.Request {
	r := s.Request("")
	body, _ := io.ReadAll(r.Body) // of a buffer
	return func() *http.Request {
		again := r.Clone(r.Context())
		again.Body = io.NopCloser(bytes.NewReader(body))
		again.ContentLength = int64(len(body))
		return again
	}
}

// tolerated are statements that may fail without the person being told, by how they begin: what they write is not what was
// asked for.
var tolerated = map[string]string{
	lastSeen:                             "when somebody was last there",
	"UPDATE sessions SET factor_used_at": "when a second factor was last of use",
	"SELECT set_config('portal.":         "a connection that cannot be given to somebody is thrown away, and another one taken",
	"DELETE FROM uploads WHERE id":       "what was refused is forgotten by the sweeper as well",

	// What is read in passing, by the clock: pages show what they had, and a ring or a calendar stays as it was.
	"SELECT service, begun_at FROM manual_periods":                   "once a second",
	"SELECT service, states, corrected, decided":                     "once a minute",
	"SELECT since::timestamp AT TIME ZONE":                           "once in a while: base amounts",
	"SELECT owner, due, in_time, overdue":                            "once a minute",
	"SELECT days FROM feedback_terms":                                "once a minute",
	"SELECT p.service, count(*) FROM problems p":                     "once a minute",
	"SELECT b.month, b.edition":                                      "once a minute: heads of bulletins",
	"SELECT day::timestamp AT TIME ZONE 'Asia/Tashkent', works FROM": "once a second: moved days",
	"SELECT sealing, indexing, row, begun FROM":                      "every 15 seconds: the key ring",
}

// beside are tables that hold more than what was asked for, so that they change also when that is not done.
var beside = map[string]string{
	"audit_entries":  "who saw personal data is written down, whatever came of it",
	"audit_subjects": "and about whom",
	"audit_heads":    "as the end of a chain",
	"factor_tries":   "a code that was tried counts",
	"contact_codes":  "and so does one that was asked for",
}

// onPage are forms whose page says what could not be done, and is whole but for that.
var onPage = map[string]string{"/{lang}/data/{register}/show": "what can't be put on record is not shown, as if the register were silent"}

// keptFiles are the files of a form that is shown again: they stay for it.
var keptFiles = map[string]string{"uploads": "a file is sent once", "upload_chunks": "with its bytes"}

// mostStatements is how many one request may send: more is a loop.
const mostStatements = 150

// broken sends a request again and again while one statement after the other fails.
func (w *realm) broken(key string, who person, request func() *http.Request) (wrong []string, ok bool) {
	w.t.Helper()
	before := w.state()
	for n := 1; n < mostStatements; n++ {
		x := w.attempt(key, who, request, n, before)
		wrong = append(wrong, x.wrong...)
		if x.failed == "" || x.done {
			return wrong, x.done
		}
		before = x.after
	}
	return append(wrong, key+": sends no end of statements"), false
}

// sampled is broken for a run with less time: what makes it last fails, then one statement by chance, then none.
func (w *realm) sampled(dice *rand.Rand, key string, who person, request func() *http.Request) (wrong []string, ok bool) {
	w.t.Helper()
	x := w.attempt(key, who, request, lasting, w.state())
	wrong = x.wrong
	if n := len(x.sent); x.failed != "" && !x.done && n > 0 {
		x = w.attempt(key, who, request, 1+dice.IntN(n), x.after)
		wrong = append(wrong, x.wrong...)
	}
	if x.failed != "" && !x.done {
		x = w.attempt(key, who, request, 0, x.after)
	}
	return wrong, x.done
}

// attempt is a request of which a statement failed.
type attempt struct {
	sent   []string
	failed string            // the statement; empty when none did
	done   bool              // what was asked for was done
	after  map[string]string // what each table holds then
	wrong  []string
}

// attempt sends a request while the statement with that number fails, and says what is wrong with how that went.
func (w *realm) attempt(key string, who person, request func() *http.Request, n int, before map[string]string) (x attempt) {
	w.t.Helper()
	w.wire.arm(n)
	page := w.as(who.subject).Do(request())
	x.sent, _ = w.wire.seen()
	x.failed = w.wire.broke()
	w.wire.arm(0)
	x.after = w.state()
	diff := changed(before, x.after, nil)
	if x.failed == "" {
		x.done = page.Status == http.StatusSeeOther && !strings.Contains(page.Header.Get("Location"), "/sign-in?") && len(diff) > 0
		return x
	}
	failed := fmt.Sprintf("%s as %s: %.200q failed", key, who.subject, x.failed)
	but := beside
	if page.Status < http.StatusInternalServerError {
		but = with(beside, keptFiles)
	}
	left := changed(before, x.after, but)
	switch {
	case page.Status >= http.StatusInternalServerError:
		if id := page.Header.Get("X-Request-Id"); (id == "" || !strings.Contains(page.Body, id)) && !tolerable(x.failed) { // that one failed in passing
			x.wrong = append(x.wrong, failed+" and the answer names no incident")
		}
		if len(left) == 0 {
			break
		}
		// Some of it is there, and nobody knows. Pressed again it must go through, and not be refused because it is there.
		again := w.as(who.subject).Do(request())
		asked := again.Status == http.StatusUnprocessableEntity && len(changed(before, x.after, with(beside, keptFiles))) == 0 // of a form that is not complete, whose file stayed
		if x.after = w.state(); again.Status >= http.StatusBadRequest && !asked {
			x.wrong = append(x.wrong, fmt.Sprintf("%s, this stayed and the same again is answered %d: %s", failed, again.Status, strings.Join(left, ", ")))
		}
		x.done = true
	case page.Status == http.StatusSeeOther || page.Status == http.StatusOK:
		x.done = len(diff) > 0
		read := !w.wire.lost() && (x.done || w.mayEnter(strings.Split(key, " ")[0], person{})) // after it was done, or of a page for everybody
		if !read && !tolerable(x.failed) && onPage[key] == "" {
			x.wrong = append(x.wrong, fmt.Sprintf("%s and nobody was told: %s", failed, said(route{}, who, page)))
		}
	case len(left) > 0:
		x.wrong = append(x.wrong, fmt.Sprintf("%s, %d, and this stayed: %s", failed, page.Status, strings.Join(left, ", ")))
	}
	return x
}

// with is both.
func with(a, b map[string]string) map[string]string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

func tolerable(sql string) bool {
	return slices.ContainsFunc(slices.Sorted(maps.Keys(tolerated)), func(begins string) bool { return strings.HasPrefix(sql, begins) })
}

// aPart is of how many kinds of forms or pages a run takes one.
const aPart = 3

// halves does some of the kinds of forms that the pages have, each with a failure that takes back what it wrote and another by
// chance: a sample of what TestAttacks does with all forms and statements, and another one in each run.
func (w *realm) halves() (wrong []string) {
	seed := uint64(time.Now().UnixNano())
	dice := rand.New(rand.NewPCG(seed, 3))
	picked, through := map[string]bool{}, map[string]bool{}
	w.forms(func(s sheet) bool {
		if _, met := picked[s.key]; !met {
			picked[s.key] = len(picked)%aPart == int(seed%aPart)
		}
		if !picked[s.key] {
			return true
		}
		faults, ok := w.sampled(dice, s.key, s.who, s.ready())
		wrong = append(wrong, faults...)
		through[s.key] = through[s.key] || ok
		return ok
	})
	w.t.Logf("seed %d: %d kinds of forms, of those that were picked %d went through at last: %v", seed, len(picked), len(through), through)
	require.Greater(w.t, len(through), 10)
	return wrong
}
