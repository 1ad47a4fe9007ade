// Package mail carries e-mail to an SMTP server, and plays one.
package mail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"

	gomail "github.com/wneessen/go-mail"

	"github.com/yagona/portal/internal/integration/guard"
	"github.com/yagona/portal/internal/notify"
)

// Client hands letters to one server.
type Client struct {
	smtp  *gomail.Client
	from  string
	host  string // of Message-IDs
	back  string // host to which letters come back; empty: to the sender
	guard *guard.Guard[struct{}]
}

var _ notify.Mailer = (*Client)(nil)

// NewClient sends through the server of an address such as smtp://user:password@host:587, where TLS has to be begun, or
// smtps://host:465, where it stands from the first byte. Only a server on this very machine may do without.
func NewClient(server, from string, l guard.Limits) (*Client, error) {
	u, err := url.Parse(server)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("the address of the mail server is not smtp://host:port or smtps://host:port")
	}
	options := []gomail.Option{gomail.WithTimeout(l.Attempt), gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithoutNoop()}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if u.Scheme == "smtps" {
		options = append(options, gomail.WithSSL())
	}
	if port, err := strconv.Atoi(u.Port()); err == nil {
		options = append(options, gomail.WithPort(port))
	}
	if password, ok := u.User.Password(); ok {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	client, err := gomail.NewClient(u.Hostname(), options...)
	if err != nil {
		return nil, fmt.Errorf("mail server: %w", err)
	}
	probe := gomail.NewMsg()
	if err := probe.From(from); err != nil {
		return nil, fmt.Errorf("the sender of letters: %w", err)
	}
	sender := probe.GetFrom()[0].Address
	return &Client{smtp: client, from: from, host: hostOf(sender), guard: guard.New[struct{}](l, guard.Answers(notify.ErrAddress, notify.ErrRefused))}, nil
}

// ReturnTo has letters that come back go to that host, each to an address of its own that Receive understands.
func (c *Client) ReturnTo(host string) *Client {
	c.back = host
	return c
}

// Mail hands the letter over. Its Message-ID depends on its ID alone.
func (c *Client) Mail(ctx context.Context, l notify.Letter) error {
	m, err := c.write(l)
	if err != nil {
		return err
	}
	_, err = c.guard.Do(ctx, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, answer(m, c.smtp.DialAndSendWithContext(ctx, m))
	})
	return err
}

// write makes the letter. The library refuses addresses and headers with line breaks; what is left is one line each.
func (c *Client) write(l notify.Letter) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := m.From(c.from); err != nil {
		return nil, err
	}
	if err := m.To(l.To); err != nil {
		return nil, notify.ErrAddress // the library's words repeat it
	}
	if c.back != "" && l.Copy != 0 {
		if err := m.EnvelopeFrom(returnTo(l.Copy, l.Mark) + "@" + c.back); err != nil {
			return nil, err
		}
	}
	m.Subject(l.Subject)
	m.SetMessageIDWithValue(l.ID + "@" + c.host)
	m.SetDate()
	m.SetGenHeader("Content-Language", l.Lang)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // no answering machine answers it
	if l.Unsubscribe != "" {
		m.SetListUnsubscribe(l.Unsubscribe)
		m.SetListUnsubscribePost()
	}
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	return m, nil
}

// answer tells an address that does not work from a letter that is not taken and from trouble that passes. Errors are logged and
// kept with their job: the library's own name who was written to, and give the words of the server.
func answer(m *gomail.Msg, err error) error {
	if err == nil || m.IsDelivered() { // a farewell that went wrong changes nothing
		return nil
	}
	said, ok := errors.AsType[*gomail.SendError](err)
	switch {
	case !ok:
		return err
	case said.IsTemp() || said.ErrorCode() < 500:
		return fmt.Errorf("mail server: %s, SMTP %d %s", said.Reason, said.ErrorCode(), said.EnhancedStatusCode())
	case said.Reason == gomail.ErrSMTPRcptTo:
		return fmt.Errorf("%w: SMTP %d %s", notify.ErrAddress, said.ErrorCode(), said.EnhancedStatusCode())
	default:
		return fmt.Errorf("%w: SMTP %d %s", notify.ErrRefused, said.ErrorCode(), said.EnhancedStatusCode())
	}
}
