package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

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
}

// mostStatements is how many one request may send: more is a loop.
const mostStatements = 150

// broken sends a request again and again while one statement after the other fails.
func (w *realm) broken(key string, who person, request func() *http.Request) (wrong []string, ok bool) {
	w.t.Helper()
	before := w.state()
	for n := 1; n < mostStatements; n++ {
		w.wire.arm(n)
		page := w.as(who.subject).Do(request())
		sent, _ := w.wire.seen()
		w.wire.arm(0)
		if len(sent) < n {
			return wrong, page.Status == http.StatusSeeOther && !strings.Contains(page.Header.Get("Location"), "/sign-in?") && len(changed(before, w.state(), nil)) > 0
		}
		diff := changed(before, w.state(), nil)
		failed := fmt.Sprintf("%s as %s: %.200q failed", key, who.subject, sent[n-1])
		switch {
		case page.Status >= http.StatusInternalServerError:
			if id := page.Header.Get("X-Request-Id"); id == "" || !strings.Contains(page.Body, id) {
				wrong = append(wrong, failed+" and the answer names no incident")
			}
			if len(diff) > 0 {
				wrong = append(wrong, failed+" and this stayed: "+strings.Join(diff, ", "))
				before = w.state()
			}
		case page.Status == http.StatusSeeOther || page.Status == http.StatusOK:
			if !slices.ContainsFunc(slices.Sorted(maps.Keys(tolerated)), func(begins string) bool { return strings.HasPrefix(sent[n-1], begins) }) {
				wrong = append(wrong, fmt.Sprintf("%s and nobody was told: %s", failed, said(route{}, who, page)))
			}
			if len(diff) > 0 {
				return wrong, true // it is done
			}
		case len(diff) > 0:
			wrong = append(wrong, fmt.Sprintf("%s, %d, and this stayed: %s", failed, page.Status, strings.Join(diff, ", ")))
			before = w.state()
		}
	}
	return append(wrong, key+": sends no end of statements"), false
}
