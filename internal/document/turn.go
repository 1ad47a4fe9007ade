package document

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/yagona/portal/internal/problem"
)

// Limits of what this process does at once, so that neither its memory nor the connections of its pages run out, however
// many people send files.
const (
	// MaxComing is how many files come in at once, as slowly as their senders' phones send them; each holds one piece.
	MaxComing = 128
	// MaxComingOfOne is how many of them one person sends: more is a program, or somebody who keeps others out.
	MaxComingOfOne = 16
	// MaxComingOfStrangers is how many come from people who are not signed in, together.
	MaxComingOfStrangers = 32
	// MaxDrawn is how much memory, in bytes, images take that are decoded at once.
	MaxDrawn = 256 << 20

	// comingWait is how long a file waits for its turn before its sender is asked to come again. Its bytes wait on the line.
	comingWait = 10 * time.Second
	// drawingWait is how long an image that is there waits behind others that are drawn.
	drawingWait = time.Minute
)

// turns says whose file comes in now.
type turns struct {
	coming  *semaphore.Weighted // files
	writing *semaphore.Weighted // pieces that are looked through and written, each over a connection of the pool
	drawing *semaphore.Weighted // bytes of decoded images

	mu sync.Mutex
	of map[int64]int // files that come in, by account; 0: of strangers
}

// newTurns leaves half of the connections to everything but files.
func newTurns(conns int32) *turns {
	return &turns{
		coming: semaphore.NewWeighted(MaxComing), writing: semaphore.NewWeighted(max(int64(conns)/2, 1)),
		drawing: semaphore.NewWeighted(MaxDrawn), of: map[int64]int{},
	}
}

// come waits until a file of that account may come in, and gives what has to be called when it is there. Its error is TooMany
// when there is no room.
func (t *turns) come(ctx context.Context, accountID int64) (leave func(), err error) {
	if !t.count(accountID) {
		return nil, problem.New(problem.TooMany, "document.busy")
	}
	if err := turnOf(ctx, t.coming, 1, comingWait); err != nil {
		t.discount(accountID)
		return nil, err
	}
	return func() {
		t.coming.Release(1)
		t.discount(accountID)
	}, nil
}

// turnOf waits for so much of what is shared, and no longer than that.
func turnOf(ctx context.Context, of *semaphore.Weighted, n int64, most time.Duration) error {
	waiting, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	if err := of.Acquire(waiting, n); err != nil {
		if ctx.Err() != nil { // the sender left
			return err
		}
		return problem.New(problem.TooMany, "document.busy")
	}
	return nil
}

func (t *turns) count(accountID int64) bool {
	most := MaxComingOfOne
	if accountID == 0 {
		most = MaxComingOfStrangers
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of[accountID] == most {
		return false
	}
	t.of[accountID]++
	return true
}

func (t *turns) discount(accountID int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of[accountID]--; t.of[accountID] == 0 {
		delete(t.of, accountID)
	}
}
