package public

import (
	"context"
	"net/http"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/bulletin"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/workday"
	"github.com/yagona/portal/web/layout"
	view "github.com/yagona/portal/web/public"
)

// inputs is all that public pages are drawn from. Any other value of one starts a new edition.
type inputs struct {
	snap  *catalogue.Snapshot
	day   int      // in Tashkent
	bhm   int64    // 0 when it is not known
	used  *figures // nil when they are not known
	out   *register.Outages
	hand  *byHand
	open  *known
	said  *replies
	rated *bulletin.Series // nil when they are not known
	mode  layout.Mode
	reply int // days in which a concern is answered; 0 when that is not known
}

// edition is the public pages as they stand now. Nothing in it is ever changed.
type edition struct {
	inputs
	number  uint64
	shelves sync.Map // language → *shelf
}

// shelf is every service as lists show it in one language, worked out once.
type shelf struct {
	once   sync.Once
	found  map[string]view.Found
	facets []facet
	marks  map[string]marks
	counts [][]int // of each value of the facets, in all services
	titles map[string][]word
}

func (s *Site) inputs(ctx context.Context) inputs {
	now := s.Now() // once: every request comes by here
	return inputs{
		mode: s.Mode(), snap: s.Snapshot(), day: dayOf(now), bhm: s.baseAmount(ctx, now), used: s.records(ctx, now), out: s.Outages(), hand: s.manual(ctx, now),
		open: s.problems(ctx, now), said: s.replied(ctx, now), rated: s.rate(ctx, now), reply: s.term(ctx, now),
	}
}

// current is the edition of this moment. A page that was drawn from another one is drawn anew before it is sent.
func (s *Site) current(ctx context.Context) *edition {
	e := s.edition.Load()
	if e != nil && e.inputs == s.inputs(ctx) {
		return e
	}
	s.turning.Lock()
	defer s.turning.Unlock()
	last, in := s.edition.Load(), s.inputs(ctx)
	switch {
	case last == nil:
		e = &edition{inputs: in, number: 1}
	case last.inputs != in:
		e = &edition{inputs: in, number: last.number + 1}
	default:
		return last // another request was faster
	}
	s.edition.Store(e)
	return e
}

// dayOf is the day in Tashkent, counted from 1970.
func dayOf(now time.Time) int { return int((now.Unix() + eastward) / secondsOfDay) }

const secondsOfDay = 24 * 60 * 60

// eastward is how many seconds Tashkent is ahead of Greenwich, always.
var eastward = func() int64 {
	_, seconds := time.Unix(0, 0).In(workday.Zone).Zone()
	return int64(seconds)
}()

// Drawer draws a page for a request.
type Drawer func(r *http.Request) (templ.Component, error)

// Kept answers from the edition. Who is signed in sees a name in the header, and who came with a query may see it
// repeated: those pages are drawn for the request.
func (s *Site) Kept(draw Drawer) respond.Handler {
	kept := s.Ready("text/html; charset=utf-8", draw)
	return func(w http.ResponseWriter, r *http.Request) error {
		if account.FromContext(r.Context()) == nil && r.URL.RawQuery == "" {
			return kept(w, r)
		}
		c, err := draw(r)
		if err != nil {
			return err
		}
		return respond.HTML(w, r, http.StatusOK, c)
	}
}

// Ready answers from the edition whoever asks, with what is the same for everybody.
func (s *Site) Ready(kind string, draw Drawer) respond.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		k, err := s.keep(r, kind, draw)
		if err != nil {
			return err
		}
		k.send(w, r)
		return nil
	}
}

// keep is the page as the current edition has it. After a change the first to ask draws it, and all others who ask in
// that moment wait for him: a storm costs one page. Only pages that were really found are kept, so that their number
// is bounded by the catalogue and four written forms.
func (s *Site) keep(r *http.Request, kind string, draw Drawer) (*kept, error) {
	e, path := s.current(r.Context()), r.URL.Path
	if k, ok := s.pages.Load(path); ok && k.(*kept).edition == e.number {
		return k.(*kept), nil
	}
	route := chi.RouteContext(r.Context()).RoutePattern()
	k, err, _ := s.drawing.Do(strconv.FormatUint(e.number, 10)+path, func() (any, error) {
		before, _ := s.pages.Load(path)
		old, _ := before.(*kept)
		if old != nil && old.edition >= e.number {
			return old, nil
		}
		p, err := prepare(anybody(r), kind, draw, old)
		if err != nil {
			s.pages.Delete(path)
			return nil, err
		}
		k := &kept{edition: e.number, route: route, page: p}
		s.pages.Store(path, k)
		return k, nil
	})
	if err != nil {
		return nil, err
	}
	return k.(*kept), nil
}

// anybody is the request without its sender: what is kept shows nothing of the one who asked first, and is finished
// though he leaves.
func anybody(r *http.Request) *http.Request {
	bare := r.Clone(account.WithPrincipal(context.WithoutCancel(r.Context()), nil))
	bare.Header, bare.URL.RawQuery = http.Header{}, ""
	return bare
}

// lookAhead is how often DrawAhead looks for a new edition.
const lookAhead = 100 * time.Millisecond

// DrawAhead draws the pages of each new edition before anybody asks, until ctx ends. Pages routes public addresses to
// the handlers of this Site.
func (s *Site) DrawAhead(ctx context.Context, pages http.Handler) {
	tick := time.NewTicker(lookAhead)
	defer tick.Stop()
	var last *edition
	for {
		if e := s.current(ctx); e != last && s.drawAll(ctx, e, pages) {
			last = e
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// drawAll draws every page of e and forgets those that it does not have. It stops when there is a newer edition.
func (s *Site) drawAll(ctx context.Context, e *edition, pages http.Handler) bool {
	for _, path := range s.paths() {
		for _, l := range locale.Langs {
			if ctx.Err() != nil || s.current(ctx) != e {
				return false
			}
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, string(layout.URL(l, path)), nil)
			if err != nil {
				return true // an address that we made ourselves; the test of the site map meets it
			}
			r.Header.Set("If-None-Match", "*") // it is drawn all the same, and nothing has to be sent
			pages.ServeHTTP(nowhere(http.Header{}), r)
			runtime.Gosched() // people go first
		}
	}
	s.pages.Range(func(path, k any) bool {
		if k.(*kept).edition < e.number {
			s.pages.CompareAndDelete(path, k)
		}
		return true
	})
	return true
}

// nowhere takes the answers that nobody waits for.
type nowhere http.Header

func (n nowhere) Header() http.Header         { return http.Header(n) }
func (n nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (n nowhere) WriteHeader(int)             {}
