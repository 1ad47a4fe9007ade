package faults

import (
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// mood is what the way between portal and database does.
type mood int

const (
	open mood = iota
	slow      // every answer comes late
	deaf      // what is asked arrives, the answer does not: committed, and nobody knows
	hole      // nothing arrives, and nothing says so
	shut      // connections are refused, those there are reset
)

// late is how much later answers come over a slow way.
const late = 300 * time.Millisecond

// wire is the way between portal and database: every byte goes through here.
type wire struct {
	listener net.Listener
	to       string

	mu     sync.Mutex
	now    mood
	turned chan struct{} // closed when the mood changes
	calls  map[*net.TCPConn]bool
}

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w := &wire{listener: l, to: to, turned: make(chan struct{}), calls: map[*net.TCPConn]bool{}}
	t.Cleanup(func() {
		_ = l.Close()
		w.turn(shut)
	})
	go w.listen()
	return w
}

func (w *wire) listen() {
	for {
		in, err := w.listener.Accept()
		if err != nil {
			return
		}
		go w.carry(in.(*net.TCPConn)) //nolint:forcetypeassert // of a TCP listener
	}
}

// carry connects one caller.
func (w *wire) carry(in *net.TCPConn) {
	if w.mood() == shut {
		reset(in)
		return
	}
	there, err := net.Dial("tcp", w.to)
	if err != nil {
		reset(in)
		return
	}
	out := there.(*net.TCPConn) //nolint:forcetypeassert // of a TCP address
	w.mu.Lock()
	w.calls[in], w.calls[out] = true, true
	w.mu.Unlock()
	go w.pump(out, in, false)
	w.pump(in, out, true)
	w.mu.Lock()
	delete(w.calls, in)
	delete(w.calls, out)
	w.mu.Unlock()
}

// pump moves bytes as the mood allows.
func (w *wire) pump(to, from *net.TCPConn, answers bool) {
	defer reset(to)
	defer reset(from)
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && w.pass(answers) {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			if errors.Is(err, io.EOF) && !answers {
				_ = to.CloseWrite()
			}
			return
		}
	}
}

// pass waits until something may go on, and says whether it may.
func (w *wire) pass(answers bool) bool {
	for {
		w.mu.Lock()
		now, turned := w.now, w.turned
		w.mu.Unlock()
		switch {
		case now == shut:
			return false
		case now == hole, now == deaf && answers:
			<-turned
		case now == slow && answers:
			time.Sleep(late)
			return true
		default:
			return true
		}
	}
}

func (w *wire) mood() mood {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// turn changes the mood. Shut resets all that is under way: what was held back in silence is lost then.
func (w *wire) turn(to mood) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = to
	close(w.turned)
	w.turned = make(chan struct{})
	if to == shut {
		for c := range w.calls {
			reset(c)
		}
	}
}

// reset ends a connection without a word.
func reset(c *net.TCPConn) {
	_ = c.SetLinger(0)
	_ = c.Close()
}
