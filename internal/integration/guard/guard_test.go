package guard

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/failsafe-go/failsafe-go/bulkhead"
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

// TestGuard_share: more calls than the share wait for a place, no longer than a call may take; that there was none says
// nothing of the system, which is not left alone because of it.
func TestGuard_share(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := New[string](Limits{Attempt: time.Second, Concurrent: 2, OpenFor: time.Hour, Repeats: 2, Pause: time.Millisecond}, Answers())
		leave := make(chan struct{})
		var group sync.WaitGroup
		for range 2 {
			group.Go(func() {
				_, err := g.Do(context.Background(), func(context.Context) (string, error) { <-leave; return "yes", nil })
				assert.NoError(t, err)
			})
		}
		synctest.Wait()
		for range 12 {
			began := time.Now()
			_, err := g.Do(t.Context(), func(context.Context) (string, error) { t.Error("called beyond the share"); return "", nil })
			require.ErrorIs(t, err, bulkhead.ErrFull)
			require.Equal(t, time.Second, time.Since(began), "it waited, and did not queue again")
		}
		close(leave)
		group.Wait()
		s := system{}
		_, err := g.Do(t.Context(), s.call)
		require.NoError(t, err, "the places are free again, and the breaker is closed")
	})
}

// TestGuard_probe: after the time alone one call finds out how the system is; a bad answer leaves it alone again.
func TestGuard_probe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := New[string](Limits{Attempt: time.Second, Concurrent: 4, OpenFor: time.Minute}, Answers())
		s := system{failures: 1000, with: errDown}
		for range 20 {
			_, _ = g.Do(t.Context(), s.call)
		}
		opened := s.calls
		require.Less(t, opened, 20)
		for n := range 3 {
			time.Sleep(time.Minute)
			for range 10 {
				_, err := g.Do(t.Context(), s.call)
				require.Error(t, err)
			}
			require.Equal(t, opened+n+1, s.calls, "one probe each time")
		}
		s.failures = 0
		_, err := g.Do(t.Context(), s.call)
		require.ErrorIs(t, err, circuitbreaker.ErrOpen)
		time.Sleep(time.Minute)
		for range 5 {
			_, err := g.Do(t.Context(), s.call)
			require.NoError(t, err)
		}
	})
}

// TestGuard_jitter: those whose calls failed together do not all come again together.
func TestGuard_jitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pauses := map[time.Duration]bool{}
		for range 20 {
			g := New[string](Limits{Attempt: time.Second, Concurrent: 1, OpenFor: time.Minute, Repeats: 1, Pause: time.Second}, Answers())
			began := time.Now()
			s := system{failures: 1, with: errDown}
			_, err := g.Do(t.Context(), s.call)
			require.NoError(t, err)
			pause := time.Since(began)
			require.InDelta(t, time.Second, pause, float64(300*time.Millisecond))
			pauses[pause] = true
		}
		require.Greater(t, len(pauses), 10)
	})
}
