package main

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// readOnly is how PostgreSQL says that something would have been written.
const readOnly = "25006"

// lasting arms a wire so that nothing lasts: each commit fails, and each write outside of a transaction.
const lasting = -1

// wire is the way between the program and its database, on which one statement can be made to fail. It counts what the
// program sends on the pools of pages and jobs, and notes what the database refuses because it may only be read.
type wire struct {
	listener net.Listener
	to       string

	mu      sync.Mutex
	sent    []string // statements since arm, as far as they came over this way by name
	fail    int      // the number of the statement that fails; 0: none; or lasting
	failed  string   // the last one that did
	written bool     // by it, or by the transaction that it belonged to
	refused int      // writes
}

// tap puts a wire before the database and gives the address that leads over it.
func tap(t *testing.T, address string) (*wire, string) {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w := &wire{listener: l, to: u.Host}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go w.carry(in)
		}
	}()
	u.Host = l.Addr().String()
	return w, u.String()
}

// arm begins to count anew; the statement with that number fails, 0 lets all of them through.
func (w *wire) arm(number int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent, w.fail, w.failed, w.written, w.refused = nil, number, "", false, 0
}

// seen is what was sent since then, and how many writes the database refused.
func (w *wire) seen() (sent []string, refused int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.sent, w.refused
}

// broke is the statement that failed since then; empty when none did.
func (w *wire) broke() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.failed
}

// lost reports whether that statement would have written something, or belonged to a transaction.
func (w *wire) lost() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.written
}

func (w *wire) carry(in net.Conn) {
	defer in.Close()
	out, err := net.Dial("tcp", w.to)
	if err != nil {
		return
	}
	defer out.Close()
	go func() {
		defer in.Close()
		_ = messages(out, in, func(kind byte, body []byte) []byte {
			if kind == 'E' && bytes.Contains(body, []byte("C"+readOnly+"\x00")) {
				w.mu.Lock()
				w.refused++
				w.mu.Unlock()
			}
			return body
		})
	}()
	hello, err := startup(in)
	if err != nil {
		return
	}
	if _, err := out.Write(hello); err != nil {
		return
	}
	ours := bytes.Contains(hello, []byte("portal-web\x00")) || bytes.Contains(hello, []byte("portal-jobs\x00"))
	prepared := map[string]string{}
	within := false // a transaction
	_ = messages(in, out, func(kind byte, body []byte) []byte {
		switch {
		case kind == 'P':
			name, rest, _ := strings.Cut(string(body), "\x00")
			prepared[name], _, _ = strings.Cut(rest, "\x00")
		case kind == 'B' && ours:
			portal, rest, _ := bytes.Cut(body, []byte{0})
			name, rest, _ := bytes.Cut(rest, []byte{0})
			if w.breaks(prepared[string(name)], within) {
				return bytes.Join([][]byte{portal, []byte("no such statement"), rest}, []byte{0})
			}
		case kind == 'Q' && ours:
			sql := strings.TrimRight(string(body), "\x00")
			within = strings.HasPrefix(sql, "begin") || within && sql != "commit" && sql != "rollback"
			if sql == "rollback" || strings.HasPrefix(sql, "-- ping") || !w.breaks(sql, within) {
				return body
			}
			if sql == "commit" {
				return []byte("rollback\x00")
			}
			return []byte("SELECT 1/0\x00")
		}
		return body
	})
}

// breaks counts a statement and says whether it is the one that fails.
func (w *wire) breaks(sql string, within bool) bool {
	sql = strings.Join(strings.Fields(sql), " ")
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, sql)
	breaks := len(w.sent) == w.fail || w.fail == lasting && (sql == "commit" || !within && writes.MatchString(sql) && !tolerable(sql))
	if breaks {
		w.failed, w.written = sql, w.written || within || sql == "commit" || writes.MatchString(sql)
	}
	return breaks
}

// startup is the first message, which has no kind.
func startup(from io.Reader) ([]byte, error) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(from, head); err != nil {
		return nil, err
	}
	all := make([]byte, binary.BigEndian.Uint32(head))
	copy(all, head)
	_, err := io.ReadFull(from, all[4:])
	return all, err
}

// messages moves them one by one, each as change leaves its body.
func messages(from io.Reader, to io.Writer, change func(kind byte, body []byte) []byte) error {
	head := make([]byte, 5)
	for {
		if _, err := io.ReadFull(from, head); err != nil {
			return err
		}
		body := make([]byte, binary.BigEndian.Uint32(head[1:])-4)
		if _, err := io.ReadFull(from, body); err != nil {
			return err
		}
		body = change(head[0], body)
		message := binary.BigEndian.AppendUint32([]byte{head[0]}, uint32(len(body)+4))
		if _, err := to.Write(append(message, body...)); err != nil {
			return err
		}
	}
}
