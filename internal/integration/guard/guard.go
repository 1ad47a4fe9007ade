// Package guard is how a client of an outside system spares it and us: a time limit for each call, a share of calls at
// once, a breaker that leaves a system alone which fails, and repeats where asking twice does no harm.
package guard

import (
	"context"
	"errors"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/budget"
	"github.com/failsafe-go/failsafe-go/bulkhead"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
)

// Limits of a system.
type Limits struct {
	Attempt    time.Duration // how long a call may take
	Concurrent uint          // calls at once
	OpenFor    time.Duration // how long a system that fails is left alone

	// Repeats is for calls that nothing else repeats, such as those that a person waits for. None by default: most
	// calls are made by jobs, which try again.
	Repeats int
	Pause   time.Duration // before the first repeat, then doubled
	Longest time.Duration // pause, at least twice the first
	Spare   budget.Budget // of the repeats of several systems together, if they share one
}

// Forever as Repeats never gives up.
const Forever = -1

// Usual is enough for a system that answers in a second.
var Usual = Limits{Attempt: 10 * time.Second, Concurrent: 8, OpenFor: 30 * time.Second}

// Guard stands before one system whose answers are a T.
type Guard[T any] struct {
	attempt  time.Duration
	policies failsafe.Executor[T]
}

// New is the guard of one system. An answer that says no is an answer: answered tells the errors that it comes as. They
// are no sign of an outage, and asking again would not change them.
func New[T any](l Limits, answered func(error) bool) *Guard[T] {
	failed := func(_ T, err error) bool {
		return err != nil && !errors.Is(err, context.Canceled) && !answered(err)
	}
	breaker := circuitbreaker.NewBuilder[T]().HandleIf(failed).WithFailureThresholdRatio(6, 10).WithDelay(l.OpenFor).WithSuccessThreshold(1).Build()
	// The share stands before the breaker: that all places are taken is our own haste, and no sign of an outage.
	share := bulkhead.NewBuilder[T](l.Concurrent).WithMaxWaitTime(l.Attempt).Build()
	if l.Repeats == 0 {
		return &Guard[T]{l.Attempt, failsafe.With(share, breaker)}
	}
	again := retrypolicy.NewBuilder[T]().HandleIf(failed).WithMaxRetries(l.Repeats).WithBackoff(l.Pause, max(l.Longest, 2*l.Pause)).WithJitterFactor(0.3).ReturnLastFailure()
	if l.Repeats != Forever {
		again.AbortOnErrors(circuitbreaker.ErrOpen, bulkhead.ErrFull)
	}
	if l.Spare != nil {
		again.WithBudget(l.Spare)
	}
	return &Guard[T]{l.Attempt, failsafe.With(again.Build(), share, breaker)}
}

// Answers are the errors that say no, for New.
func Answers(no ...error) func(error) bool {
	return func(err error) bool {
		for _, answer := range no {
			if errors.Is(err, answer) {
				return true
			}
		}
		return false
	}
}

// Do makes a call. Its time limit is that of the context: the call itself says what it was about when the time ended.
func (g *Guard[T]) Do(ctx context.Context, call func(ctx context.Context) (T, error)) (T, error) {
	return g.policies.WithContext(ctx).GetWithExecution(func(e failsafe.Execution[T]) (T, error) { //nolint:contextcheck // that of the execution comes from ctx
		limited, cancel := context.WithTimeout(e.Context(), g.attempt)
		defer cancel()
		return call(limited)
	})
}
