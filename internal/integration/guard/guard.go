// Package guard is how a client of an outside system spares it and us: a time limit for each call, a share of calls at
// once, and a breaker that leaves a system alone which fails. Calls are repeated by the jobs that make them.
package guard

import (
	"context"
	"errors"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/bulkhead"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
)

// Limits of a system.
type Limits struct {
	Attempt    time.Duration // how long a call may take
	Concurrent uint          // calls at once
	OpenFor    time.Duration // how long a system that fails is left alone
}

// Usual is enough for a system that answers in a second.
var Usual = Limits{Attempt: 10 * time.Second, Concurrent: 8, OpenFor: 30 * time.Second}

// Guard stands before one system whose answers are a T.
type Guard[T any] struct {
	attempt  time.Duration
	policies failsafe.Executor[T]
}

// New is the guard of one system. An answer that says no is an answer: no names the errors that it comes as.
func New[T any](l Limits, no ...error) *Guard[T] {
	failed := func(_ T, err error) bool {
		for _, answer := range no {
			if errors.Is(err, answer) {
				return false
			}
		}
		return err != nil && !errors.Is(err, context.Canceled)
	}
	return &Guard[T]{attempt: l.Attempt, policies: failsafe.With(
		circuitbreaker.NewBuilder[T]().HandleIf(failed).WithFailureThresholdRatio(6, 10).WithDelay(l.OpenFor).WithSuccessThreshold(1).Build(),
		bulkhead.NewBuilder[T](l.Concurrent).WithMaxWaitTime(l.Attempt).Build(),
	)}
}

// Do makes a call. Its time limit is that of the context: the call itself says what it was about when the time ended.
func (g *Guard[T]) Do(ctx context.Context, call func(ctx context.Context) (T, error)) (T, error) {
	return g.policies.WithContext(ctx).GetWithExecution(func(e failsafe.Execution[T]) (T, error) { //nolint:contextcheck // that of the execution comes from ctx
		limited, cancel := context.WithTimeout(e.Context(), g.attempt)
		defer cancel()
		return call(limited)
	})
}
