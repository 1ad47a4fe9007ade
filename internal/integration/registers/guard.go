package registers

import (
	"context"
	"errors"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/budget"
	"github.com/failsafe-go/failsafe-go/bulkhead"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
	"github.com/failsafe-go/failsafe-go/timeout"

	"github.com/yagona/portal/internal/register"
)

// guards are the policies of each register, from the outside in: retries, breaker, share of connections, time limit.
// The budget of retries is one for all, so that a gateway in trouble does not get the double load.
func guards(l Limits) map[string]failsafe.Executor[answer] {
	spare := budget.NewBuilder().WithMaxRate(0.25).WithMinConcurrency(8).Build()
	all := map[string]failsafe.Executor[answer]{}
	for _, code := range register.Codes() {
		retry := retrypolicy.NewBuilder[answer]().
			WithMaxRetries(max(0, l.Retries)).
			WithBackoff(l.RetryDelay, 10*l.RetryDelay).
			WithJitterFactor(0.3).
			WithBudget(spare).
			AbortIf(func(_ answer, err error) bool { return pointless(err) }).
			ReturnLastFailure().
			Build()
		breaker := circuitbreaker.NewBuilder[answer]().
			HandleIf(func(_ answer, err error) bool { return err != nil && !errors.Is(err, context.Canceled) }).
			WithFailureThresholdRatio(6, 10).
			WithDelay(l.OpenFor).
			WithSuccessThreshold(1).
			Build()
		all[code] = failsafe.With[answer](retry, breaker,
			bulkhead.NewBuilder[answer](l.Concurrent).WithMaxWaitTime(l.Attempt).Build(),
			timeout.New[answer](l.Attempt))
	}
	return all
}

// pointless is an error that another attempt would meet again: the register is left in peace, has no room, or says no.
func pointless(err error) bool {
	_, no := errors.AsType[refused](err)
	return no || errors.Is(err, circuitbreaker.ErrOpen) || errors.Is(err, bulkhead.ErrFull) || errors.Is(err, context.Canceled)
}
