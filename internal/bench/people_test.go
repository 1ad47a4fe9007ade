package bench

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/session"
)

// signedIn signs as many people of the demo in, each in a browser of his own, at the portal that is measured.
func (r *rig) signedIn(most int) []*servertest.Browser {
	ctx := r.tb.Context()
	rows, _ := r.pool.Query(ctx, `SELECT id FROM accounts a WHERE pinfl_index IS NOT NULL AND NOT EXISTS (SELECT FROM officials o WHERE o.account_id = a.id) ORDER BY id LIMIT $1`, most)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	require.NoError(r.tb, err)
	require.NotEmpty(r.tb, ids)
	people, sessions := account.NewStore(r.pool, r.ring, time.Now), session.NewStore(r.pool, r.ring, time.Now, false)
	var out []*servertest.Browser
	for _, id := range ids {
		who, err := people.Principal(ctx, id)
		require.NoError(r.tb, err)
		who.Level = catalogue.Signature
		w, asked := httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
		require.NoError(r.tb, sessions.Begin(w, asked, account.Entered{Principal: who, ProvedAt: time.Now()}))
		b := servertest.NewBrowser(r.tb, r.portal.url)
		for _, c := range w.Result().Cookies() {
			b.Plant(c.Name, c.Value)
		}
		out = append(out, b)
	}
	return out
}

// decidedAtOnce is the services that rules decide, whose questions are only picked from, and that cost nothing: whoever
// applies presses a few buttons.
func (r *rig) decidedAtOnce() []string {
	picks := []form.Kind{form.KindChoice, form.KindChoices, form.KindYesNo}
	var codes []string
	for _, s := range r.snapshot().All() {
		free := !slices.ContainsFunc(s.Definition.Fee, func(t catalogue.Tariff) bool { return t.BHM != "0" })
		picked := !slices.ContainsFunc(s.Form, func(f form.Field) bool { return !slices.Contains(picks, f.Kind) })
		if s.Status == catalogue.Live && s.Process.Automatic() && free && picked && slices.Contains(s.Audience, "citizen") {
			codes = append(codes, s.Code)
		}
	}
	return codes
}

// most is how many drafts one person begins: the portal lets nobody have more than 30.
const most = 25

// forms has people fill in that many applications up to the page with the button that sends them, and gives that page's
// form of each.
func (r *rig) forms(n int) []*servertest.Form {
	codes := r.decidedAtOnce()
	people := r.signedIn(1 + 2*n/min(most, len(codes)))
	var mu sync.Mutex
	var out []*servertest.Form
	enough := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(out) >= n
	}
	var filling sync.WaitGroup
	for worker := range hands {
		filling.Go(func() {
			for i := worker; i < len(people); i += hands {
				for at := range min(most, len(codes)) {
					if enough() {
						return
					}
					if f := fill(people[i], codes[(i*most+at)%len(codes)]); f != nil {
						mu.Lock()
						out = append(out, f)
						mu.Unlock()
					}
				}
			}
		})
	}
	filling.Wait()
	require.GreaterOrEqual(r.tb, len(out), n, "too few people of the demo can apply for too few services: %v", codes)
	return out[:n]
}

// fill is the form that sends an application, or nil where this person cannot have the service.
func fill(b *servertest.Browser, code string) *servertest.Form {
	page := b.Get("/uz/services/" + code + "/apply")
	begin := find(page, "/services/"+code+"/apply")
	if begin == nil {
		return nil
	}
	page = begin.Submit("")
	for range 6 {
		if strings.HasSuffix(page.URL.Path, "/check") {
			if f := find(page, "/check"); f != nil {
				return f.Set("declare", "yes")
			}
			return nil
		}
		f := find(page, "/apply/")
		if f == nil {
			return nil
		}
		page = pick(page, f).Submit("")
	}
	return nil
}

// pick takes the first of each list of options.
func pick(page *servertest.Page, f *servertest.Form) *servertest.Form {
	for _, kind := range []string{"radio", "checkbox"} {
		for _, n := range slices.Backward(page.All("input", "type", kind)) {
			f.Set(servertest.Attr(n, "name"), servertest.Attr(n, "value"))
		}
	}
	return f
}

// find is the form of the page that is sent to an address with that in it, or nil.
func find(page *servertest.Page, action string) *servertest.Form {
	for _, f := range page.Forms() {
		if strings.Contains(f.Action, action) && !strings.Contains(f.Action, "discard") {
			return f
		}
	}
	return nil
}
