package faults

import (
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/yagona/portal/internal/server/servertest"
)

var casePath = regexp.MustCompile(`^/uz/admin/cases/(\d{9})$`)

// decides takes cases and grants them, pressing twice and in two windows.
func (r *rig) decides(authority string, on func() bool) {
	b, who := r.browser(), "official-"+authority
	enter(r.t, b, who)
	for on() {
		page := b.Get("/uz/admin")
		next := find(page, "/admin/next")
		if next == nil {
			_ = r.front.pause(r.t.Context(), time.Second)
			continue
		}
		pages := make([]*servertest.Page, 2) // two presses are two cases, or one and none
		var pressing sync.WaitGroup
		for i := range pages {
			pressing.Go(func() { pages[i] = next.Submit("") })
		}
		pressing.Wait()
		taken := 0
		for _, p := range pages {
			if m := casePath.FindStringSubmatch(p.URL.Path); m != nil && p.Status == http.StatusOK {
				taken++
				r.grants(b, m[1])
			}
		}
		if taken == 0 {
			_ = r.front.pause(r.t.Context(), time.Second)
		}
	}
}

// grants presses three times at once: one counts, the others are told that the case has changed.
func (r *rig) grants(b *servertest.Browser, number string) {
	f := find(b.Get("/uz/admin/cases/"+number+"/actions/grant"), "/actions/grant")
	if f == nil {
		return
	}
	f.Set("note", "Hammasi joyida")
	pages := make([]*servertest.Page, 3)
	var pressing sync.WaitGroup
	for i := range pages {
		pressing.Go(func() { pages[i] = f.Submit("") })
	}
	pressing.Wait()
	for _, p := range pages {
		if p.Status == http.StatusOK && strings.HasPrefix(p.URL.Path, "/uz/admin") && !strings.Contains(p.URL.Path, "/actions/") {
			r.ledger.decides(number, "grant")
		}
	}
}
