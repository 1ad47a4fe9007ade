package clamd

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync/atomic"
)

// StreamMax is how large a file the daemon takes by default, in bytes.
const StreamMax = 25 << 20

// Known is the viruses of a fake: what they are called, and what a file that has one contains.
type Known map[string]string

// Eicar is the test mark that every scanner finds.
var Eicar = Known{"Eicar-Test-Signature": `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR`}

// Fake plays the daemon: the same protocol and limit, and the viruses that it is told.
type Fake struct {
	listener net.Listener
	known    Known
	scans    atomic.Int64
}

// NewFake answers on that listener until Close.
func NewFake(l net.Listener, known Known) *Fake {
	f := &Fake{listener: l, known: known}
	go f.serve()
	return f
}

// Addr is where it listens.
func (f *Fake) Addr() string { return f.listener.Addr().String() }

// Scans is how many files were looked at.
func (f *Fake) Scans() int { return int(f.scans.Load()) }

// Close ends it.
func (f *Fake) Close() error { return f.listener.Close() }

func (f *Fake) serve() {
	for {
		conn, err := f.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			go f.answer(conn)
		}
	}
}

func (f *Fake) answer(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	if command, err := r.ReadString(0); err != nil || command != "zINSTREAM\x00" {
		_, _ = io.WriteString(conn, "UNKNOWN COMMAND\x00")
		return
	}
	body, err := receive(r)
	if err != nil {
		_, _ = io.WriteString(conn, err.Error()+"\x00")
		return
	}
	said := "OK"
	for name, mark := range f.known {
		if bytes.Contains(body, []byte(mark)) {
			said = name + " FOUND"
		}
	}
	f.scans.Add(1)
	_, _ = io.WriteString(conn, "stream: "+said+"\x00")
}

var errTooLarge = errors.New("INSTREAM size limit exceeded. ERROR")

// receive reads pieces until the one of no length.
func receive(r io.Reader) ([]byte, error) {
	var body bytes.Buffer
	for {
		var n uint32
		if err := binary.Read(r, binary.BigEndian, &n); err != nil {
			return nil, err
		}
		if n == 0 {
			return body.Bytes(), nil
		}
		if body.Len()+int(n) > StreamMax {
			return nil, errTooLarge
		}
		if _, err := io.CopyN(&body, r, int64(n)); err != nil {
			return nil, err
		}
	}
}
