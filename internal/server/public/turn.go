package public

import (
	"context"
	"sync"
	"time"

	"github.com/yagona/portal/internal/report"
)

// How long what became of a service is shown as it was counted, and of how many services at most. It is about whole days,
// and counting half a year of a service that many use takes longer than a page may.
const (
	turnAge   = 15 * time.Minute
	mostTurns = 256
)

// turns is what became of services after changes, as it was last counted.
type turns struct {
	mu sync.Mutex
	of map[turnOf]turned
}

type turnOf struct {
	service string
	day     time.Time
}

type turned struct {
	turn  report.Turn
	until time.Time
}

// turn is a service before and after a day.
func (x *Problems) turn(ctx context.Context, service string, day time.Time) (report.Turn, error) {
	now, key := x.now(), turnOf{service, day}
	x.turns.mu.Lock()
	kept, ok := x.turns.of[key]
	x.turns.mu.Unlock()
	if ok && now.Before(kept.until) {
		return kept.turn, nil
	}
	e, err := x.report.Turn(ctx, service, day)
	if err != nil {
		return e, err
	}
	x.turns.mu.Lock()
	defer x.turns.mu.Unlock()
	if len(x.turns.of) >= mostTurns || x.turns.of == nil {
		x.turns.of = map[turnOf]turned{}
	}
	x.turns.of[key] = turned{e, now.Add(turnAge)}
	return e, nil
}
