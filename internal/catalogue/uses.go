package catalogue

import (
	"context"
	"fmt"
	"math"
	"time"
)

// Uses tells, by the codes of services, how often each was applied for in the last twelve months. What people need most
// stands first where their words leave the choice. Nouns above this one count it; cmd/portal hands it over.
type Uses func(ctx context.Context) (map[string]int, error)

const (
	// usesGood is how long uses that were read are good enough to rank by.
	usesGood = 30 * time.Minute
	// usesNoticed is by how many e-folds the uses of a service must change to be worth another index.
	usesNoticed = 0.25
)

// counted is the uses as last read.
type counted struct {
	uses map[string]int
	at   time.Time
}

// RankBy has the search prefer what is used more. It is called before the first Refresh.
func (s *Store) RankBy(uses Uses) { s.uses = uses }

// stale reports whether it is time to read the uses again.
func (s *Store) stale() bool {
	c := s.counted.Load()
	return s.uses != nil && (c == nil || s.now().Sub(c.at) >= usesGood)
}

// count is the uses to rank by. Those that can't be read, or changed too little to be noticed, leave the earlier ones:
// a list in a slightly older order hurts nobody.
func (s *Store) count(ctx context.Context) (map[string]int, error) {
	before := s.counted.Load()
	if before == nil {
		before = &counted{}
	}
	if !s.stale() {
		return before.uses, nil
	}
	uses, err := s.uses(ctx)
	if err != nil || !noticed(before.uses, uses) {
		uses = before.uses
	}
	s.counted.Store(&counted{uses, s.now()})
	if err != nil {
		return uses, fmt.Errorf("catalogue: uses of services: %w", err)
	}
	return uses, nil
}

// noticed reports whether another count could change an order that people see.
func noticed(before, after map[string]int) bool {
	differ := func(a, b map[string]int) bool {
		for code, n := range a {
			if math.Abs(math.Log1p(float64(n))-math.Log1p(float64(b[code]))) >= usesNoticed {
				return true
			}
		}
		return false
	}
	return differ(before, after) || differ(after, before)
}
