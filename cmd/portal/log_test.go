package main

import (
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// written is what has left the program.
type written struct {
	mu     sync.Mutex
	writes []string
}

func (w *written) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.writes = append(w.writes, string(p))
	return len(p), nil
}

func (w *written) all() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.writes
}

func TestLogger_gathers(t *testing.T) {
	out := &written{}
	log, flush := (&console{out: io.Discard, errOut: out}).logger(false)
	log.Info("one")
	log.With("id", 7).Info("two")
	require.Eventually(t, func() bool { return len(out.all()) == 1 }, 5*time.Second, time.Millisecond, "lines leave by themselves")
	require.Equal(t, 2, strings.Count(out.all()[0], "\n"), "and together")

	log.Info("three")
	log.WithGroup("g").Warn("four")
	require.Len(t, out.all(), 2, "what is wrong is told at once, after what came before it")
	require.Contains(t, out.all()[1], "three")

	log.Info("five")
	flush()
	require.Len(t, out.all(), 3, "the end of the program loses nothing")
}
