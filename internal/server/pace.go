package server

import (
	"io"
	"net/http"
	"time"
)

// Pace at which the files of a signed-in person come at least: 4 KB a second, less than a phone at the edge of its net sends.
// Whoever is slower keeps a place (document.MaxComing) from others.
const (
	paceBytes = 256 << 10
	paceTime  = time.Minute
)

// paced is a body whose reading ends with an error when bytes of it take longer than time, or all of it longer than until.
type paced struct {
	io.ReadCloser

	conn  *http.ResponseController
	bytes int
	time  time.Duration
	until time.Time
	left  int // of the bytes that come now
}

func (p *paced) Read(b []byte) (int, error) {
	if p.left <= 0 {
		p.left = p.bytes
		end := time.Now().Add(p.time) //nolint:forbidigo // a deadline of the connection, by the clock of this machine
		if end.After(p.until) {
			end = p.until
		}
		_ = p.conn.SetReadDeadline(end) // a connection without deadlines needs no other
	}
	n, err := p.ReadCloser.Read(b[:min(len(b), p.left)])
	p.left -= n
	return n, err
}
