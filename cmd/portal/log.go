package main

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"sync"
	"time"
)

// Lines of the log wait that long, or until there are that many bytes of them, and leave together: a write of its own
// for each request costs as much as the page. A program that is killed loses the lines of that moment; what must not
// be lost stands in the database.
const (
	logDelay = 100 * time.Millisecond
	logBytes = 64 << 10
)

// gathered writes lines together.
type gathered struct {
	mu      sync.Mutex
	lines   *bufio.Writer
	waiting bool // for the moment to write
}

func gather(out io.Writer) *gathered { return &gathered{lines: bufio.NewWriterSize(out, logBytes)} }

func (g *gathered) Write(line []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.waiting {
		g.waiting = true
		time.AfterFunc(logDelay, g.flush)
	}
	return g.lines.Write(line)
}

func (g *gathered) flush() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = false
	_ = g.lines.Flush() // there is nowhere to say so
}

// prompt lets nothing wait that says that something is wrong.
type prompt struct {
	slog.Handler
	out *gathered
}

func (p prompt) Handle(ctx context.Context, r slog.Record) error {
	err := p.Handler.Handle(ctx, r)
	if r.Level > slog.LevelInfo {
		p.out.flush()
	}
	return err
}

func (p prompt) WithAttrs(attrs []slog.Attr) slog.Handler {
	return prompt{p.Handler.WithAttrs(attrs), p.out}
}

func (p prompt) WithGroup(name string) slog.Handler { return prompt{p.Handler.WithGroup(name), p.out} }
