// Package public is the pages that everybody may see: the catalogue, search, service pages, help.
package public

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/workday"
	"github.com/yagona/portal/web/layout"
)

// Options is what the public pages read.
type Options struct {
	// Snapshot is the published services at the moment of a request. Nil means that there are none.
	Snapshot func() *catalogue.Snapshot
	// BHM is the base calculation amount of a day, for fees in soʻm. Nil leaves fees in BHM.
	BHM    func(ctx context.Context, day time.Time) (int64, error)
	Origin string // scheme and host, for links that leave the portal
	Now    func() time.Time
}

// Site answers for the public pages.
type Site struct {
	Options
	edition atomic.Pointer[edition]
	amount  atomic.Pointer[amount]
	reading sync.Mutex
}

// New is the public pages.
func New(o Options) *Site {
	if o.Snapshot == nil {
		empty := catalogue.NewSnapshot(nil, o.Now())
		o.Snapshot = func() *catalogue.Snapshot { return empty }
	}
	return &Site{Options: o}
}

// page is the shell of a public page: with its canonical address, for search engines.
func (s *Site) page(r *http.Request, title, description string) layout.Page {
	p := respond.Page(r, title)
	p.Origin, p.Description, p.Section = s.Origin, description, "services"
	return p
}

// reader is what the texts of one request depend on: the language, the services and the base amount of the day.
type reader struct {
	lang locale.Lang
	snap *catalogue.Snapshot
	list *catalogue.Vocabulary
	bhm  int64 // 0 when it is not known
}

func (s *Site) reader(r *http.Request) reader {
	return reader{
		lang: locale.FromContext(r.Context()), snap: s.Snapshot(), list: catalogue.Lists(), bhm: s.baseAmount(r.Context()),
	}
}

// amountAge is how long the base amount is believed, and how long a table that cannot be read is left alone: a storm of
// readers must not wait for a database that is down.
const amountAge = time.Minute

// amount is the base amount of a day as last read.
type amount struct {
	day   string
	som   int64
	until time.Time
}

// baseAmount leaves soʻm out rather than the page when the table of amounts cannot be read. One request at a time
// reads it; the others go on with what was read before.
func (s *Site) baseAmount(ctx context.Context) int64 {
	if s.BHM == nil {
		return 0
	}
	now := s.Now()
	day := now.In(workday.Zone).Format(time.DateOnly)
	a := s.amount.Load()
	switch {
	case a != nil && a.day == day && now.Before(a.until):
		return a.som
	case a == nil:
		s.reading.Lock() // nothing to show yet: the first reader's answer is worth the wait
	case !s.reading.TryLock():
		return a.som
	}
	defer s.reading.Unlock()
	if b := s.amount.Load(); b != a {
		return b.som
	}
	next := &amount{day: day, until: now.Add(amountAge)}
	som, err := s.BHM(ctx, now)
	if err != nil {
		slog.WarnContext(ctx, "the base amount cannot be read", "request", respond.RequestID(ctx), "error", err.Error())
		if a != nil {
			som = a.som
		}
	}
	next.som = som
	s.amount.Store(next)
	return som
}
