package mail

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// Bounce is the domain to which the fake delivers nothing: its mailboxes do not exist.
const Bounce = "bounce.example"

// Late is the domain whose letters the fake takes and then brings back.
const Late = "late.example"

const (
	mostLetters = 200      // that the fake remembers
	mostBytes   = 64 << 10 // of a letter
)

// Received is a letter as it came to the fake.
type Received struct {
	To     string
	At     time.Time
	Header mail.Header
	Text   string
}

// Subject is the subject as people read it.
func (r Received) Subject() string {
	s, err := new(mime.WordDecoder).DecodeHeader(r.Header.Get("Subject"))
	if err != nil {
		return r.Header.Get("Subject")
	}
	return s
}

// Fake plays a mail server: it speaks SMTP, takes letters for everybody but the mailboxes of Bounce, and keeps the last
// ones to look at.
type Fake struct {
	server   *smtp.Server
	listener net.Listener
	now      func() time.Time

	mu      sync.Mutex
	letters []Received
	fault   func(stage string) error // for tests: an answer to "mail", "rcpt" or "data" in place of the usual one
	lose    func(Received) bool      // for tests: whether nobody is told that the letter was taken

	returns string // where letters are brought back
	errands sync.WaitGroup
}

// NewFake answers on that listener until Close.
func NewFake(l net.Listener, now func() time.Time) *Fake {
	f := &Fake{listener: l, now: now}
	f.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{fake: f, conn: c.Conn()}, nil }))
	f.server.Domain = "mail.example"
	f.server.MaxMessageBytes, f.server.MaxRecipients = mostBytes, 1
	f.server.ReadTimeout, f.server.WriteTimeout = 30*time.Second, 30*time.Second
	go func() { _ = f.server.Serve(l) }()
	return f
}

// URL is where it listens.
func (f *Fake) URL() string { return "smtp://" + f.listener.Addr().String() }

// Close ends it.
func (f *Fake) Close() error {
	err := f.server.Close()
	f.errands.Wait()
	return err
}

// ReturnTo has it bring letters to Late back there.
func (f *Fake) ReturnTo(server string) { f.returns = server }

// Wait returns when everything was brought back.
func (f *Fake) Wait() { f.errands.Wait() }

// Fail answers with that in place of the usual; nil ends it.
func (f *Fake) Fail(answer func(stage string) error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault = answer
}

// Lose has it take letters and break the conversation off before it says so, each for which lost answers true; nil ends it.
func (f *Fake) Lose(lost func(Received) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lose = lost
}

// Letters is what was taken, the newest first.
func (f *Fake) Letters() []Received {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := slices.Clone(f.letters)
	slices.Reverse(list)
	return list
}

func (f *Fake) failing(stage string) error {
	f.mu.Lock()
	fault := f.fault
	f.mu.Unlock()
	if fault == nil {
		return nil
	}
	return fault(stage)
}

// Answer is an SMTP answer for Fail.
func Answer(code int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 0, 0}, Message: text}
}

// session is one conversation.
type session struct {
	fake *Fake
	conn net.Conn
	from string
	to   string
}

// Reset forgets the letter under way.
func (s *session) Reset() { s.from, s.to = "", "" }

// Logout ends the conversation.
func (s *session) Logout() error { return nil }

// Mail names the sender.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return s.fake.failing("mail")
}

// Rcpt names the reader.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.fake.failing("rcpt"); err != nil {
		return err
	}
	if host := hostOf(to); strings.EqualFold(host, Bounce) {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
	}
	s.to = to
	return nil
}

// Data takes the letter.
func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.fake.failing("data"); err != nil {
		return err
	}
	letter, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Answer(554, "not a letter")
	}
	text, err := body(letter)
	if err != nil {
		return Answer(554, "not a letter")
	}
	f := s.fake
	if from, to := s.from, s.to; f.returns != "" && strings.EqualFold(hostOf(to), Late) {
		f.errands.Go(func() { _ = bringBack(f.returns, from, to, "5.1.1") }) // as on the real net, it may get lost
	}
	if f.keep(Received{To: s.to, At: f.now(), Header: letter.Header, Text: text}) {
		return s.conn.Close()
	}
	return nil
}

// keep takes the letter in, and says whether nobody is told.
func (f *Fake) keep(letter Received) (lost bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.letters = append(f.letters, letter)
	if len(f.letters) > mostLetters {
		f.letters = f.letters[len(f.letters)-mostLetters:]
	}
	return f.lose != nil && f.lose(letter)
}

func body(letter *mail.Message) (string, error) {
	r, err := decoded(letter.Header.Get("Content-Transfer-Encoding"), letter.Body)
	if err != nil {
		return "", err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return "", fmt.Errorf("read letter: %w", err)
	}
	return strings.ReplaceAll(string(raw), "\r\n", "\n"), nil
}
