package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/card"
	"github.com/yagona/portal/internal/integration/payme"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/operation"
	"github.com/yagona/portal/internal/server/servertest"
)

// asking are the forms that work in every mode, by how their routes begin or end, and why.
var asking = map[string]string{
	"/{lang}/services":                  "the search, and whether a service is for somebody",
	"/{lang}/verify":                    "a document is verified",
	"/{lang}/track":                     "an application is tracked",
	"/show":                             "what is covered is shown, and written down that it was",
	"/{lang}/cabinet/second-step":       "the way in",
	"/{lang}/cabinet/sessions/stay":     "who is there stays",
	"/{lang}/taskforce/operations/mode": "the way back",
}

// undecided are the forms that wait until decisions are made again, by how their routes begin.
var undecided = []string{"/{lang}/admin/cases/{number}/actions/", "/{lang}/admin/bulk", "/{lang}/admin/papers/{number}/"}

// whatever is what is written while nothing is: who came in, and what somebody looked at.
var whatever = map[string]string{
	"audit_entries": "who looked at whose data, and who came in", "audit_subjects": "the same", "audit_heads": "the same",
	"accounts": "what the provider says of who comes in", "sign_in_attempts": "on their way in", "factors": "the step of the last code", "factor_tries": "on their way in",
	"signing_keys": "made when it is first asked for", "register_copies": "what registers said, for minutes", "thread_messages": "that a message was read",
}

func asks(key string) bool {
	for route := range asking {
		if strings.HasPrefix(key, route+"/") || strings.Split(key, " ")[0] == route || strings.HasSuffix(strings.Split(key, " ")[0], route) {
			return !strings.HasSuffix(strings.Split(key, " ")[0], "/apply")
		}
	}
	return false
}

func decided(key string) bool {
	return slices.ContainsFunc(undecided, func(route string) bool { return strings.HasPrefix(key, route) }) && !strings.HasSuffix(strings.Split(key, " ")[0], "/cancel")
}

// forced brings the portal into each of its modes and back. Whoever may see a page sees it and reads how it stands; whoever
// sends a form that waits gets back what he wrote; and nothing is written.
func (w *realm) forced() (wrong []string) {
	ctx, cancel := context.WithCancel(w.t.Context())
	var following sync.WaitGroup
	following.Go(func() { w.mode.Follow(ctx, w.portal.log, func(context.Context, operation.Mode) error { return nil }) })
	defer following.Wait()
	defer cancel()
	var deciding []sheet
	refused := func(mode operation.Mode, s sheet) {
		if said := kindly(s, w.as(s.who.subject).Do(s.Request("")), mode); said != "" {
			wrong = append(wrong, fmt.Sprintf("%s: %s as %s: %s", mode, s.key, s.who.subject, said))
		}
	}
	w.turn(operation.ReadOnly)
	before := w.state()
	wrong = append(wrong, w.announced(operation.ReadOnly)...)
	waiting := 0
	w.forms(func(s sheet) bool {
		switch {
		case decided(s.key):
			deciding = append(deciding, s)
			fallthrough
		case !asks(s.key):
			waiting++
			refused(operation.ReadOnly, s)
		case !strings.Contains(s.key, "/operations/mode"): // it does what it always does
			if page := w.as(s.who.subject).Do(s.Request("")); page.Status >= http.StatusInternalServerError {
				wrong = append(wrong, fmt.Sprintf("%s: %s as %s: %d", operation.ReadOnly, s.key, s.who.subject, page.Status))
			}
		}
		return true
	})
	if waiting < 50 || len(deciding) < 3 {
		wrong = append(wrong, fmt.Sprintf("%d forms were refused, of which %d decide", waiting, len(deciding)))
	}
	for _, table := range changed(before, w.state(), whatever) {
		wrong = append(wrong, "read-only: written: "+table)
	}
	w.turn(operation.QueueOnly)
	before = w.state()
	wrong = append(wrong, w.announced(operation.QueueOnly)...)
	for _, s := range deciding {
		refused(operation.QueueOnly, s)
	}
	for _, table := range changed(before, w.state(), whatever) {
		wrong = append(wrong, "queue-only: written: "+table)
	}
	w.turn(operation.Open)
	return append(wrong, w.announced(operation.Open)...)
}

// turn is a member of the task force who comes in, whatever the portal does, and changes that.
func (w *realm) turn(to operation.Mode) {
	w.t.Helper()
	b := servertest.NewBrowser(w.t, w.origin).SignIn("taskforce")
	page := b.Get("/uz/taskforce/operations/mode").Form("/operations/mode").Set("mode", string(to)).Set("why", "move").Submit("")
	require.Equal(w.t, http.StatusOK, page.Status, page.Text())
	require.Contains(w.t, page.Text(), locale.Uz.T("operation.mode."+string(to)))
	require.Eventually(w.t, func() bool { return w.mode.Now().Mode == to }, 10*time.Second, 10*time.Millisecond)
	var by string
	require.NoError(w.t, w.eye.QueryRow(w.t.Context(), `SELECT a.subject FROM audit_entries e JOIN accounts a ON a.id = e.actor WHERE e.action = 'portal.mode' AND e.object = $1 ORDER BY e.id DESC LIMIT 1`, "portal:"+string(to)).Scan(&by))
	require.Equal(w.t, "taskforce", by)
}

// announced looks at pages, at each in one of the modes: it is there and says how the portal stands, and nothing else than it does.
func (w *realm) announced(mode operation.Mode) (wrong []string) {
	for i, x := range w.sights(true) {
		if i%len(operation.Modes) != slices.Index(operation.Modes, mode) {
			continue
		}
		page := w.send(w.as(x.who.subject), http.MethodGet, x.path, "")
		if page.Status >= http.StatusInternalServerError {
			wrong = append(wrong, string(mode)+": "+x.of(page))
		}
		if page.Status != http.StatusOK || !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") || page.First("main") == nil {
			continue
		}
		text := servertest.Text(page.First("body"))
		for _, m := range []operation.Mode{operation.ReadOnly, operation.QueueOnly} {
			notice := locale.Uz.T("ui.mode."+string(m)+".text") + " " + locale.Uz.T("ui.mode.why.move")
			if said := strings.Contains(text, notice); said != (m == mode) {
				wrong = append(wrong, fmt.Sprintf("%s: %s: says %s: %t", mode, x.of(page), m, said))
			}
		}
	}
	ready := w.send(w.as(""), http.MethodGet, "/readyz", "")
	if said := strings.Contains(ready.Body, "read-only"); ready.Status != http.StatusOK || said != (mode == operation.ReadOnly) {
		wrong = append(wrong, fmt.Sprintf("%s: /readyz: %d %s", mode, ready.Status, ready.Body))
	}
	for _, path := range []string{card.Path, payme.Path, "/callbacks/sms/1/x"} {
		answer := w.send(w.as(""), http.MethodPost, path, "x")
		if away := answer.Status == http.StatusServiceUnavailable && answer.Header.Get("Retry-After") != ""; away != (mode == operation.ReadOnly) {
			wrong = append(wrong, fmt.Sprintf("%s: %s: %d", mode, path, answer.Status))
		}
	}
	return wrong
}

// kindly says what is wrong with the answer to a form that waits; empty when nothing is.
func kindly(s sheet, page *servertest.Page, mode operation.Mode) string {
	switch {
	case page.Status != http.StatusServiceUnavailable:
		return fmt.Sprintf("%d, not refused", page.Status)
	case page.Header.Get("Retry-After") == "":
		return "does not say when to come again"
	case !strings.Contains(page.Text(), locale.Uz.T("ui.mode."+string(mode)+".form")):
		return "does not say why"
	}
	for _, name := range s.text {
		if typed := strings.Join(strings.Fields(s.Values.Get(name)), " "); strings.Contains(typed, " ") && !strings.Contains(strings.Join(strings.Fields(page.Text()), " "), typed) {
			return fmt.Sprintf("%s is not given back: %.60s", name, typed)
		}
	}
	return ""
}
