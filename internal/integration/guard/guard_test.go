package guard

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	errNo   = errors.New("no such address")
	errDown = errors.New("down")
)

// system fails the first calls, then answers.
type system struct {
	calls, failures int
	with            error
}

func (s *system) call(context.Context) (string, error) {
	s.calls++
	if s.calls <= s.failures {
		return "", s.with
	}
	return "yes", nil
}

func TestGuard(t *testing.T) {
	limits := Limits{Attempt: time.Minute, Concurrent: 1, OpenFor: time.Minute, Pause: time.Millisecond, Longest: 2 * time.Millisecond}
	for name, test := range map[string]struct {
		repeats, failures, calls int
		with, want               error
	}{
		"an answer at once":            {repeats: 2, calls: 1},
		"not repeated unless wished":   {failures: 9, with: errDown, want: errDown, calls: 1},
		"repeated until it answers":    {repeats: 2, failures: 2, with: errDown, calls: 3},
		"repeated no more than wished": {repeats: 2, failures: 9, with: errDown, want: errDown, calls: 3},
		"a no is an answer":            {repeats: 2, failures: 9, with: errNo, want: errNo, calls: 1},
		"who breaks off is not served": {repeats: 2, failures: 9, with: context.Canceled, want: context.Canceled, calls: 1},
	} {
		t.Run(name, func(t *testing.T) {
			l := limits
			l.Repeats = test.repeats
			s := system{failures: test.failures, with: test.with}
			_, err := New[string](l, Answers(errNo)).Do(t.Context(), s.call)
			require.ErrorIs(t, err, test.want)
			assert.Equal(t, test.calls, s.calls)
		})
	}
}

func TestGuard_leavesAlone(t *testing.T) {
	limits := Limits{Attempt: time.Minute, Concurrent: 1, OpenFor: time.Minute, Repeats: 2, Pause: time.Millisecond}
	g := New[string](limits, Answers(errNo))
	refusing := system{failures: 100, with: errNo}
	for range 20 {
		_, err := g.Do(t.Context(), refusing.call)
		require.ErrorIs(t, err, errNo)
	}
	require.Equal(t, 20, refusing.calls, "a system that says no is not in trouble")

	failing := system{failures: 100, with: errDown}
	var err error
	for range 20 {
		_, err = g.Do(t.Context(), failing.call)
	}
	require.ErrorIs(t, err, circuitbreaker.ErrOpen)
	assert.Less(t, failing.calls, 20, "left alone, and not asked three times either")
}

func TestGuard_forever(t *testing.T) {
	limits := Limits{Attempt: time.Minute, Concurrent: 1, OpenFor: time.Millisecond, Repeats: Forever, Pause: time.Millisecond, Longest: 2 * time.Millisecond}
	s := system{failures: 40, with: errDown}
	answer, err := New[string](limits, Answers()).Do(t.Context(), s.call)
	require.NoError(t, err)
	assert.Equal(t, "yes", answer)
	assert.Equal(t, 41, s.calls)
}

func TestGuard_timeLimit(t *testing.T) {
	limits := Limits{Attempt: time.Millisecond, Concurrent: 1, OpenFor: time.Minute}
	_, err := New[string](limits, Answers()).Do(t.Context(), func(ctx context.Context) (string, error) {
		<-ctx.Done()
		return "", ctx.Err()
	})
	require.ErrorIs(t, err, context.DeadlineExceeded)
}
