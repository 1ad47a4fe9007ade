//go:build everything

package main

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
)

// TestStatements does all that can be done with the portal's forms, and lets each statement of each fail once, commits
// too: afterwards nothing is half written, and the same request goes through at last. What can be done comes from the
// drawn pages; that none of the routes and none of the actions of the transition table was left out is checked by name.
func TestStatements(t *testing.T) {
	w := newRealm(t)
	var wrong []string
	done := w.forms(func(s sheet) bool {
		faults, ok := w.broken(s.key, s.who, s.ready())
		wrong = append(wrong, faults...)
		return ok
	})
	for _, x := range w.routes {
		if x.method != http.MethodPost || !strings.HasPrefix(x.pattern, "/{lang}") || slices.Contains(aside, x.pattern) {
			continue
		}
		if !slices.ContainsFunc(sorted(done), func(key string) bool { return pathOf(x.pattern).MatchString(strings.Split(key, " ")[0]) }) {
			wrong = append(wrong, "never went through: "+x.pattern)
		}
	}
	for _, tr := range casework.Table {
		if tr.Who == casework.BySpecialist || tr.Who == casework.ByHead {
			if key := "/{lang}/admin/cases/{number}/actions/" + string(tr.Action); !done[key] {
				wrong = append(wrong, "never went through: action "+string(tr.Action))
			}
		}
	}
	if os.Getenv("PORTAL_TEST_VERBOSE") != "" {
		t.Log(strings.Join(sorted(done), "\n"))
	}
	slices.Sort(wrong)
	require.Empty(t, slices.Compact(wrong), strings.Join(wrong, "\n"))
}

func sorted(set map[string]bool) (all []string) {
	for k := range set {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// tolerated are statements that may fail without the person being told: what they write is not what was asked for.
var tolerated = map[string]string{}

// most is how many statements one request may send: more is a loop.
const most = 150

// broken sends a request again and again while one statement after the other fails.
func (w *realm) broken(key string, who person, request func() *http.Request) (wrong []string, ok bool) {
	w.t.Helper()
	before := w.state()
	for n := 1; n < most; n++ {
		w.wire.arm(n)
		page := w.as(who.subject).Do(request())
		sent, failed, _ := w.wire.seen()
		w.wire.arm(0)
		if !failed {
			return wrong, page.Status == http.StatusSeeOther && !strings.Contains(page.Header.Get("Location"), "/sign-in?") && len(changed(before, w.state(), nil)) > 0
		}
		after := w.state()
		diff := changed(before, after, nil)
		switch {
		case page.Status >= http.StatusInternalServerError && len(diff) == 0:
		case page.Status >= http.StatusInternalServerError:
			wrong = append(wrong, fmt.Sprintf("%s as %s: %q failed and %s stayed", key, who.subject, sent[n-1], strings.Join(diff, ", ")))
			before = after
		case page.Status == http.StatusSeeOther || page.Status == http.StatusOK:
			if tolerated[sent[n-1]] == "" {
				wrong = append(wrong, fmt.Sprintf("%s as %s: %q failed and nobody was told: %d %s", key, who.subject, sent[n-1], page.Status, said(route{}, who, page)))
			}
			if len(diff) > 0 {
				return wrong, true // it is done
			}
		case len(diff) > 0:
			wrong = append(wrong, fmt.Sprintf("%s as %s: %q failed, %d, and %s stayed", key, who.subject, sent[n-1], page.Status, strings.Join(diff, ", ")))
			before = after
		}
	}
	return append(wrong, key+": sends no end of statements"), false
}
