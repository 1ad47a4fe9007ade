// Package clamd asks the ClamAV daemon about files by its INSTREAM command, and plays the daemon for tests and demos.
//
// Protocol: clamd(8), section COMMANDS.
package clamd

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/yagona/portal/internal/document"
)

// Sizes of the conversation, in bytes.
const (
	piece    = 64 << 10
	answered = 4 << 10 // more than any answer
)

// dialWait is how long a daemon may take to answer the door: it is near, or it is down.
const dialWait = 2 * time.Second

// Client asks one daemon.
type Client struct{ network, addr string }

var _ document.Scanner = Client{}

// NewClient asks the daemon at host:port, or at the path of a socket.
func NewClient(addr string) Client {
	if strings.HasPrefix(addr, "/") {
		return Client{"unix", addr}
	}
	return Client{"tcp", addr}
}

// Scan sends the file and waits for the verdict.
func (c Client) Scan(ctx context.Context, r io.Reader) (virus string, err error) {
	dialer := net.Dialer{Timeout: dialWait}
	conn, err := dialer.DialContext(ctx, c.network, c.addr)
	if err != nil {
		return "", fmt.Errorf("clamd: %w", err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if err := stream(conn, r); err != nil {
		// The daemon may have said why before it hung up, as it does when a file is too large for it.
		if said, ok := errors.AsType[sentError](err); ok {
			if _, refused := verdict(conn); refused != nil {
				return "", refused
			}
			err = said.error
		}
		return "", fmt.Errorf("clamd: %w", err)
	}
	return verdict(conn)
}

// sentError is a failure to send, unlike one to read the file.
type sentError struct{ error }

// stream writes the command, the file in pieces with their lengths before them, and a piece of no length as the end.
func stream(conn io.Writer, r io.Reader) error {
	if _, err := io.WriteString(conn, "zINSTREAM\x00"); err != nil {
		return sentError{err}
	}
	buf := make([]byte, 4+piece)
	for {
		n, err := io.ReadFull(r, buf[4:])
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return fmt.Errorf("read the file: %w", err)
		}
		binary.BigEndian.PutUint32(buf, uint32(n)) //nolint:gosec // at most piece
		if _, err := conn.Write(buf[:4+n]); err != nil {
			return sentError{err}
		}
		if n == 0 {
			return nil
		}
	}
}

// verdict reads "stream: OK", "stream: NAME FOUND" or an error.
func verdict(conn io.Reader) (virus string, err error) {
	raw, err := io.ReadAll(io.LimitReader(conn, answered))
	if err != nil && len(raw) == 0 {
		return "", fmt.Errorf("clamd: %w", err)
	}
	answer := strings.Trim(string(raw), "\x00\n ")
	said, ok := strings.CutPrefix(answer, "stream: ")
	switch name, found := strings.CutSuffix(said, " FOUND"); {
	case ok && found && name != "":
		return name, nil
	case ok && said == "OK":
		return "", nil
	default:
		return "", fmt.Errorf("clamd: %q", answer)
	}
}
