// Package public is the pages that everybody may see: the catalogue, search, service pages, help.
package public

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/bulletin"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/enquiry"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Options is what the public pages read.
type Options struct {
	// Snapshot is the published services at the moment of a request. Nil means that there are none.
	Snapshot func() *catalogue.Snapshot
	// BHM is the base calculation amount of a day, for fees in soʻm. Nil leaves fees in BHM.
	BHM func(ctx context.Context, day time.Time) (int64, error)
	// Records is what became of applications for each service, by its code. Nil leaves the counters out.
	Records func(ctx context.Context) (map[string]report.Record, error)
	// Replies is how authorities answer what people say, by their code. Nil says nothing of it.
	Replies func(ctx context.Context) (map[string]feedback.Replies, error)
	// AnswerDays is in how many calendar days a concern is answered. Nil says nothing of it.
	AnswerDays func(ctx context.Context) (int, error)
	// Series is the public figures of months, given those of before. Nil says nothing of them.
	Series func(ctx context.Context, last *bulletin.Series) (*bulletin.Series, error)
	// Outages is the registers that do not answer at the moment of a request. Nil says nothing of them.
	Outages func() *register.Outages
	// ByHand is the services that people decide now though rules could, each with since when. Nil says nothing of them.
	ByHand func(ctx context.Context) (map[string]time.Time, error)
	// Enquiries counts what is searched for and opened. Nil counts nothing.
	Enquiries *enquiry.Store
	// Favourites is the codes of the services that a person keeps at hand. Nil draws no stars.
	Favourites func(ctx context.Context, who account.Principal) ([]string, error)
	// Known is how many open problems are public for each service, by its code. Nil says nothing of them.
	Known func(ctx context.Context) (map[string]int, error)
	// Mode is what the portal does now instead of everything. Nil is the usual.
	Mode   func() layout.Mode
	Origin string // scheme and host, for links that leave the portal
	Now    func() time.Time
}

// Site answers for the public pages.
type Site struct {
	Options
	edition atomic.Pointer[edition]
	turning sync.Mutex         // one request at a time begins a new edition
	pages   sync.Map           // path with language → *kept
	drawing singleflight.Group // of pages that are not kept yet
	amount  remembered[int64]
	figures remembered[*figures]
	byHand  remembered[*byHand]
	known   remembered[*known]
	replies remembered[*replies]
	rated   remembered[*bulletin.Series]
	reply   remembered[int]
	sitemap atomic.Pointer[printed]
}

// New is the public pages.
func New(o Options) *Site {
	if o.Snapshot == nil {
		empty := catalogue.NewSnapshot(nil, catalogue.Hints{}, o.Now())
		o.Snapshot = func() *catalogue.Snapshot { return empty }
	}
	if o.Outages == nil {
		o.Outages = func() *register.Outages { return nil }
	}
	if o.Mode == nil {
		o.Mode = func() layout.Mode { return layout.Mode{} }
	}
	return &Site{Options: o}
}

// page is the shell of a public page: with its canonical address, for search engines.
func (s *Site) page(r *http.Request, title, description string) layout.Page {
	p := respond.Page(r, title)
	p.Origin, p.Description, p.Section = s.Origin, description, "services"
	return p
}

// reader is what the texts of one request depend on.
type reader struct {
	*edition
	lang locale.Lang
	list *catalogue.Vocabulary
}

func (s *Site) reader(r *http.Request) reader {
	return reader{edition: s.current(r.Context()), lang: locale.FromContext(r.Context()), list: catalogue.Lists()}
}

// Ages of what pages keep from the database. A storm of readers must not wait for a database that is down: when a
// read fails, the old value stands for as long again. The reader for whom it is read may leave: the value is for all.
const (
	amountAge  = time.Second // a new amount shows at once on its day, and a withdrawn one never
	figuresAge = time.Minute // a small table that the job of reports keeps
	byHandAge  = time.Second // whom the rules do not answer any more should know
	knownAge   = time.Minute // nobody waits for a problem to be known
)

// baseAmount is the base amount of the day; 0 leaves soʻm out rather than the page.
func (s *Site) baseAmount(ctx context.Context, now time.Time) int64 {
	if s.BHM == nil {
		return 0
	}
	return s.amount.get(now, amountAge, func() (int64, error) { return s.BHM(context.WithoutCancel(ctx), now) })
}

// records is the counters of every service; nil leaves them out.
func (s *Site) records(ctx context.Context, now time.Time) *figures {
	if s.Records == nil {
		return nil
	}
	return steady(&s.figures, now, figuresAge, func() (figures, error) {
		list, err := s.Records(context.WithoutCancel(ctx))
		return figures{list}, err
	})
}

// figures is the records of services as they were read at one moment.
type figures struct{ of map[string]report.Record }

// term is in how many days a concern is answered; 0 leaves it out rather than the page.
func (s *Site) term(ctx context.Context, now time.Time) int {
	if s.AnswerDays == nil {
		return 0
	}
	return s.reply.get(now, figuresAge, func() (int, error) { return s.AnswerDays(context.WithoutCancel(ctx)) })
}

// replied is how authorities answer; nil leaves it out.
func (s *Site) replied(ctx context.Context, now time.Time) *replies {
	if s.Replies == nil {
		return nil
	}
	return steady(&s.replies, now, figuresAge, func() (replies, error) {
		of, err := s.Replies(context.WithoutCancel(ctx))
		return replies{of}, err
	})
}

// replies is how authorities answer, as it was read at one moment.
type replies struct{ of map[string]feedback.Replies }

// rows is how one of them answers, in words; nothing while it is not known.
func (x *replies) rows(l locale.Lang, authority string) []ui.Row {
	if x == nil {
		return nil
	}
	r := x.of[authority]
	of := func(some, all int) string {
		return l.T("voice.replies.of", "Some", l.Number(int64(some)), "All", l.Number(int64(all)))
	}
	inTime := l.T("voice.replies.none-due")
	if r.Due > 0 {
		inTime = of(r.InTime, r.Due)
	}
	rows := []ui.Row{{Key: l.T("voice.replies.in-time"), Value: inTime}, {Key: l.T("voice.replies.overdue"), Value: l.Number(int64(r.Overdue))}}
	if said := r.Solved + r.Unsolved; said >= report.Floor { // fewer would be single people's answers
		rows = append(rows, ui.Row{Key: l.T("voice.replies.solved"), Value: of(r.Solved, said)})
	}
	return rows
}

// manual is the services that people decide now; nil leaves the notice out.
func (s *Site) manual(ctx context.Context, now time.Time) *byHand {
	if s.ByHand == nil {
		return nil
	}
	return steady(&s.byHand, now, byHandAge, func() (byHand, error) {
		since, err := s.ByHand(context.WithoutCancel(ctx))
		return byHand{since}, err
	})
}

// problems is how many problems of each service are known; nil says nothing of them.
func (s *Site) problems(ctx context.Context, now time.Time) *known {
	if s.Known == nil {
		return nil
	}
	return steady(&s.known, now, knownAge, func() (known, error) {
		of, err := s.Known(context.WithoutCancel(ctx))
		return known{of}, err
	})
}

// known is the open problems of services as they were counted at one moment.
type known struct{ of map[string]int }

// byHand is the services that people decide, as they were read at one moment.
type byHand struct{ since map[string]time.Time }

// holds reports whether people decide the service.
func (b *byHand) holds(code string) bool {
	if b == nil {
		return false
	}
	_, is := b.since[code]
	return is
}
