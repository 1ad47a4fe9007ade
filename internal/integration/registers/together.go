package registers

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/yagona/portal/internal/register"
)

// An application asks each register once, with all the fields that it needs: only many applications at the same moment
// have something to share.
const (
	alone        = 4                     // calls to one register side by side before readers wait for company
	mostTogether = 16                    // records in one call
	moment       = 20 * time.Millisecond // how long a reader waits for others
)

// together lets readers of one register share calls. A reader goes by himself while few are on their way. Whoever comes
// when more are, as when a register returns for which many applications wait, waits a moment for others, and they go in
// one call. Each keeps his own time limit, repeats and answer; registers are never mixed, or the slowest would hold up all.
type together struct {
	limit time.Duration // for a call: less than a reader has, so that whoever it fails can still ask by himself
	wait  time.Duration // for others
	one   func(ctx context.Context, q register.Request) (answer, error)
	many  func(ctx context.Context, list []register.Request) ([]answer, error)

	mu      sync.Mutex
	flying  int // readers by themselves whose call is on its way
	waiting []seat
}

// seat is a reader who waits for company.
type seat struct {
	ctx  context.Context // of the reader, who may leave before the call does
	q    register.Request
	came chan reply // has room for one: nobody waits for a reader who left
}

type reply struct {
	answer answer
	err    error
}

// ask asks for one record, by itself or with others.
func (t *together) ask(ctx context.Context, q register.Request) (answer, error) {
	mine, waits := t.board(ctx, q)
	if !waits {
		defer t.land()
		return t.one(ctx, q)
	}
	select {
	case <-ctx.Done():
		return answer{}, ctx.Err()
	case r := <-mine.came:
		return r.answer, r.err
	}
}

// board takes a seat where enough are on their way. The first who waits sets when they leave, unless there are enough before.
func (t *together) board(ctx context.Context, q register.Request) (mine seat, waits bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.flying < alone {
		t.flying++
		return seat{}, false
	}
	mine = seat{ctx, q, make(chan reply, 1)}
	t.waiting = append(t.waiting, mine)
	switch len(t.waiting) {
	case 1:
		time.AfterFunc(t.wait, t.depart)
	case mostTogether:
		go t.depart() //nolint:contextcheck // each seat has its own
	}
	return mine, true
}

func (t *together) land() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.flying--
}

// depart asks for all who wait, and gives each what was said to him.
func (t *together) depart() {
	t.mu.Lock()
	seats := slices.DeleteFunc(t.waiting, func(s seat) bool { return s.ctx.Err() != nil })
	t.waiting = nil
	t.mu.Unlock()
	for part := range slices.Chunk(seats, mostTogether) {
		go t.carry(part)
	}
}

// carry makes the call. What fails in company is asked again by each for himself: another's record may be the cause, or a
// gateway that takes no more than one question, and one failed call is no sign that the register fails for so many.
func (t *together) carry(seats []seat) {
	if len(seats) == 1 {
		t.single(seats[0])
		return
	}
	var list []register.Request
	for _, s := range seats {
		list = append(list, s.q)
	}
	ctx, done := context.WithTimeout(context.WithoutCancel(seats[0].ctx), t.limit) // whoever came first may leave: the others still wait
	defer done()
	answers, err := t.many(ctx, list)
	for i, s := range seats {
		if err != nil {
			go t.single(s)
			continue
		}
		a, err := answers[i].to(s.q)
		if err != nil && !isRefused(err) {
			go t.single(s)
			continue
		}
		s.came <- reply{a, err}
	}
}

func (t *together) single(s seat) {
	a, err := t.one(s.ctx, s.q)
	s.came <- reply{a, err}
}
