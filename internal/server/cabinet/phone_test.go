package cabinet_test

import (
	"flag"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/server/servertest"
)

// onPhone is how many services are walked through on a telephone. From enough on every process and every kind of question
// is among them.
var (
	onPhone   = flag.Int("phone", 1, "how many services to walk through on a telephone without scripts")
	phoneDice = flag.Uint64("dice", 2026, "seed of the choice of services for the telephone; 0 for another one each time")
)

const enough = 40

// TestPhone walks from the page of a service to the end of its application.
func TestPhone(t *testing.T) {
	x := newTown(t)
	if *phoneDice == 0 {
		*phoneDice = uint64(time.Now().UnixNano())
	}
	lot, missing := drawn(x.catalogue.Snapshot().All(), *onPhone, *phoneDice)
	t.Logf("%d services drawn with -dice=%d; not among them: %v", len(lot), *phoneDice, missing)
	require.True(t, *onPhone < enough || len(missing) == 0, "a process or a kind of question is not among them: %v", missing)
	window, alike := browsertest.Plain(t, x.URL), map[string]int{}
	browsers := map[string]*servertest.Browser{}
	newPhone := func(t *testing.T, svc *catalogue.Service, turn int) *phone {
		t.Helper()
		return &phone{Browser: window.On(t), t: t, svc: svc, seen: map[string]bool{}, erred: map[string]bool{}, alike: alike, turn: turn}
	}
	for i, svc := range lot {
		t.Run(svc.Code, func(t *testing.T) {
			name := x.whoCan(t, svc, browsers)
			x.toTheEnd(t, newPhone(t, svc, i), name, browsers[name], nil)
		})
	}
	t.Run("for a company", func(t *testing.T) {
		svc, _ := x.catalogue.Snapshot().Service("tax-debt-certificate")
		malika := x.SignIn("malika")
		p := newPhone(t, svc, len(lot))
		x.toTheEnd(t, p, "malika", malika, func(b *servertest.Browser) {
			home := actFor(b, rights(malika, "director")[0])
			require.NotEmpty(t, banner(home))
			p.acting = p.Text(".app-acting strong")
		})
	})
}

// toTheEnd walks through a service on a telephone until its application is in a final state, and looks at what the
// cabinet says of it. Before it begins a person may choose for whom.
func (x *town) toTheEnd(t *testing.T, p *phone, name string, other *servertest.Browser, before func(*servertest.Browser)) {
	t.Helper()
	began := time.Now()
	b := &servertest.Browser{T: t, Origin: x.URL, Hands: p}
	w := &walker{t: t, town: x, svc: p.svc, who: x.Principal(name).PINFL}
	p.arrive(name)
	if before != nil {
		before(b)
	}
	page := w.arrived(b, name)
	number := number(page)
	if before == nil {
		require.True(t, strings.HasPrefix(other.Get("/uz/applications/"+number+"/receipt").Body, "%PDF-"), "the receipt")
	}
	a := w.finish(b, name, number)
	p.lists(number, string(a.State))
	p.Calm()
	t.Logf("%s %s by %s: %s %s; %d pages in %s%s", p.svc.Process, number, name, a.State, a.Cause, len(p.seen), time.Since(began).Round(time.Second), doubts(a))
}

// TestKeys applies for services on a wide screen without a pointer, for some kinds of questions: each control, button and
// link on the way is reached by Tab and shows that it has the focus.
func TestKeys(t *testing.T) {
	x := newTown(t)
	window := browsertest.New(t, x.URL, 1280, 900)
	browsers := map[string]*servertest.Browser{}
	for _, kind := range []form.Kind{form.KindGroup, form.KindSlot} {
		t.Run(string(kind), func(t *testing.T) {
			svc := x.shortest(kind)
			name := x.whoCan(t, svc, browsers)
			p := &phone{Browser: window.On(t), t: t, svc: svc, seen: map[string]bool{}, erred: map[string]bool{}, keys: true}
			w := &walker{t: t, town: x, svc: svc, who: x.Principal(name).PINFL}
			p.arrive(name)
			page := w.arrived(&servertest.Browser{T: t, Origin: x.URL, Hands: p}, name)
			t.Logf("%s: %s %s, %d pages", svc.Code, kinds(svc), number(page), len(p.seen))
			p.Calm()
		})
	}
}

// shortest is the service with the fewest questions among those that ask one of that kind.
func (x *town) shortest(kind form.Kind) *catalogue.Service {
	var best *catalogue.Service
	for _, svc := range x.catalogue.Snapshot().All() {
		has := slices.ContainsFunc(svc.Form, func(f form.Field) bool { return f.Kind == kind && f.When == "" && f.IsRequired() })
		if has && svc.Assurance != catalogue.Signature && (best == nil || len(svc.Form) < len(best.Form)) {
			best = svc
		}
	}
	return best
}

// arrived goes from the start page to that of the application.
func (w *walker) arrived(b *servertest.Browser, name string) *servertest.Page {
	w.t.Helper()
	page := w.apply(b)
	require.Empty(w.t, w.stuck, "%s on %s", name, page.URL)
	require.Contains(w.t, page.URL.Path, "/applications/")
	return page
}

// drawn is that many services, and the processes and kinds of questions that are not among them. Where there are enough
// of them, those come first that bring most of what none before them had.
func drawn(all []*catalogue.Service, n int, seed uint64) (lot []*catalogue.Service, missing []string) {
	dice := rand.New(rand.NewPCG(seed, 360))
	rest := slices.Clone(all)
	dice.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	left := map[string]bool{}
	for _, svc := range rest {
		for _, has := range traits(svc) {
			left[has] = true
		}
	}
	for len(lot) < n && len(rest) > 0 {
		best, most := 0, 0
		for i, svc := range rest {
			if n < enough {
				break
			}
			news := 0
			for _, has := range traits(svc) {
				if left[has] {
					news++
				}
			}
			if news > most {
				best, most = i, news
			}
		}
		for _, has := range traits(rest[best]) {
			delete(left, has)
		}
		lot, rest = append(lot, rest[best]), slices.Delete(rest, best, best+1)
	}
	return lot, slices.Sorted(maps.Keys(left))
}

// traits is the process of a service and the kinds of its questions, each once.
func traits(svc *catalogue.Service) []string {
	asked := map[form.Kind]bool{}
	brings(svc.Form, asked)
	list := []string{"process " + string(svc.Process)}
	if svc.Assurance == catalogue.Signature {
		list = append(list, "a signature")
	}
	for k := range asked {
		list = append(list, string(k))
	}
	return list
}

// whoCan is the first persona who can answer all that the service asks, tried without a window.
func (x *town) whoCan(t *testing.T, svc *catalogue.Service, browsers map[string]*servertest.Browser) string {
	t.Helper()
	var tried []string
	for _, name := range applicants {
		if browsers[name] == nil {
			browsers[name] = x.SignIn(name)
		}
		w := &walker{t: t, town: x, svc: svc, who: x.Principal(name).PINFL}
		page := w.fillIn(browsers[name].Get("/uz/services/" + svc.Code + "/apply"))
		w.giveUp(browsers[name], page)
		if w.stuck == "" {
			return name
		}
		tried = append(tried, name+": "+w.stuck)
	}
	require.Failf(t, "nobody can apply", "%s", strings.Join(tried, "\n"))
	return ""
}
