package mail

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-smtp"
	"golang.org/x/net/netutil"

	"github.com/yagona/portal/internal/problem"
)

// Returns keeps that a letter came back. Gone says that its address takes nothing any more.
type Returns interface {
	Returned(ctx context.Context, id int64, mark string, gone bool) error
}

// Limits of the door at which letters come back: anybody may knock.
const (
	mostReturnBytes = 256 << 10 // of a report, which may have the letter in it
	mostReturning   = 16        // conversations at once
	returnPatience  = 20 * time.Second
)

// returnPrefix begins the local part of the address to which one letter comes back.
const returnPrefix = "return-"

func returnTo(id int64, mark string) string {
	return returnPrefix + strconv.FormatInt(id, 10) + "-" + mark
}

// Receive answers the servers that bring letters back (RFC 3464), until the server is closed. It takes nothing but reports
// to the addresses that only the receivers of our letters were told.
func Receive(l net.Listener, to Returns) *smtp.Server {
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &returning{to: to}, nil }))
	s.Domain = "returns"
	s.MaxMessageBytes, s.MaxRecipients = mostReturnBytes+1, 1 // the library refuses what is exactly as large
	s.ReadTimeout, s.WriteTimeout = returnPatience, returnPatience
	go func() { _ = s.Serve(netutil.LimitListener(l, mostReturning)) }()
	return s
}

// returning is one conversation.
type returning struct {
	to   Returns
	id   int64
	mark string
}

// Reset forgets the report under way.
func (s *returning) Reset() { s.id, s.mark = 0, "" }

// Logout ends the conversation.
func (s *returning) Logout() error { return nil }

// Mail names the sender, whoever it is: reports come from nobody.
func (s *returning) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt names the letter.
func (s *returning) Rcpt(to string, _ *smtp.RcptOptions) error {
	local, _, _ := strings.Cut(strings.ToLower(to), "@")
	number, mark, ok := strings.Cut(strings.TrimPrefix(local, returnPrefix), "-")
	id, err := strconv.ParseInt(number, 10, 64)
	if !strings.HasPrefix(local, returnPrefix) || !ok || err != nil {
		return noMailbox()
	}
	s.id, s.mark = id, mark
	return nil
}

// Data takes the report. Anything else, such as the answer of a machine that somebody is on holiday, is taken and
// forgotten.
func (s *returning) Data(r io.Reader) error {
	gone, failed := readReport(r)
	if _, err := io.Copy(io.Discard, r); err != nil || !failed {
		return err // such as that it is too large
	}
	ctx, cancel := context.WithTimeout(context.Background(), returnPatience)
	defer cancel()
	switch err := s.to.Returned(ctx, s.id, s.mark, gone); {
	case problem.Is(err, problem.NotFound):
		return noMailbox()
	case err != nil: // the other side tries again
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "try again"}
	}
	return nil
}

func noMailbox() error {
	return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
}

// readReport reads a delivery status notification: whether the letter was given up, and whether because of its address
// (RFC 3463: 5.1.x, and 5.2.1, a mailbox that is closed).
func readReport(r io.Reader) (gone, failed bool) {
	letter, err := mail.ReadMessage(r)
	if err != nil {
		return false, false
	}
	kind, params, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/report" {
		return false, false
	}
	for parts := multipart.NewReader(letter.Body, params["boundary"]); ; {
		part, err := parts.NextPart()
		if err != nil {
			return false, false
		}
		if kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); kind != "message/delivery-status" {
			continue
		}
		// A block of fields about the letter, then one for each reader; ours have one.
		fields := textproto.NewReader(bufio.NewReader(part))
		for {
			block, err := fields.ReadMIMEHeader()
			if strings.EqualFold(block.Get("Action"), "failed") {
				status := block.Get("Status")
				return strings.HasPrefix(status, "5.1.") || strings.HasPrefix(status, "5.2.1"), true
			}
			if err != nil {
				return false, false
			}
		}
	}
}

// report is what a server says of a letter that it took and could not bring to its reader.
func report(from, to, status string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: <mailer-daemon@%s>\r\nTo: <%s>\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n", "mail.example", from)
	w := multipart.NewWriter(&b)
	fmt.Fprintf(&b, "Content-Type: multipart/report; report-type=delivery-status; boundary=%q\r\n\r\n", w.Boundary())
	for _, part := range []struct{ kind, body string }{
		{"text/plain; charset=us-ascii", "The letter could not be delivered.\r\n"},
		{"message/delivery-status", "Reporting-MTA: dns; mail.example\r\n\r\nFinal-Recipient: rfc822; " + to + "\r\nAction: failed\r\nStatus: " + status + "\r\n\r\n"},
	} {
		p, _ := w.CreatePart(textproto.MIMEHeader{"Content-Type": {part.kind}}) // a buffer takes everything
		_, _ = io.WriteString(p, part.body)
	}
	_ = w.Close()
	return b.Bytes()
}

// bringBack carries a report to the server that takes them.
func bringBack(server, from, to, status string) error {
	ctx, cancel := context.WithTimeout(context.Background(), returnPatience)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", server)
	if err != nil {
		return err
	}
	c := smtp.NewClient(conn)
	defer func() { _ = c.Close() }()
	return errors.Join(c.SendMail("", []string{from}, bytes.NewReader(report(from, to, status))), c.Quit())
}
