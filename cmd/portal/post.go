package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/yagona/portal/internal/integration/eskiz"
	"github.com/yagona/portal/internal/integration/guard"
	"github.com/yagona/portal/internal/integration/mail"
	"github.com/yagona/portal/internal/integration/webpush"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/server/notices"
)

// post is the parts that carry copies of messages to people.
type post struct {
	out    notify.Outside
	client *mail.Client  // nil without e-mail
	mail   *mail.Fake    // nil where a server is configured
	sms    *eskiz.Fake   // nil where a gateway is configured
	push   *webpush.Fake // nil without a demo
}

// shortestKey is how long the key of marks and codes must be, in bytes.
const shortestKey = 32

// openPost takes what is configured, else on a demo what plays it. A channel that is neither does not exist: people are
// not offered it.
func (p *portal) openPost(ctx context.Context) error {
	x := &p.post
	x.out = notify.Outside{Origin: p.origin, Key: []byte(p.NoticeKey)}
	if p.Demo && p.NoticeKey == "" {
		x.out.Key = []byte(p.secret("notices"))
	}
	for _, open := range []func(context.Context) error{p.openMail, p.openSMS, p.openPush} {
		if err := open(ctx); err != nil {
			return err
		}
	}
	if x.out.Mail == nil && x.out.Text == nil && x.out.Push == nil {
		p.log.WarnContext(ctx, "neither e-mail nor SMS nor web push is configured (PORTAL_SMTP, PORTAL_SMS, PORTAL_PUSH_KEY): people are told in the portal only")
		return nil
	}
	if len(x.out.Key) < shortestKey {
		return fmt.Errorf("PORTAL_NOTICE_KEY needs %d characters at least: with it the portal signs the links of its letters", shortestKey)
	}
	return nil
}

func (p *portal) openMail(ctx context.Context) (err error) {
	server, from := p.SMTP, p.MailFrom
	switch {
	case server != "" && from == "":
		return errors.New("PORTAL_MAIL_FROM is missing: letters need a sender")
	case server != "":
	case p.Demo:
		l, err := p.listen(ctx)
		if err != nil {
			return err
		}
		p.post.mail = mail.NewFake(l, time.Now)
		p.closers = append(p.closers, func() { _ = p.post.mail.Close() })
		server, from = p.post.mail.URL(), "Portal <no-reply@portal.example>"
	default:
		return nil
	}
	if p.Returns != "" && p.ReturnsHost == "" {
		return errors.New("PORTAL_RETURNS_HOST is missing: letters that come back need an address")
	}
	p.post.client, err = mail.NewClient(server, from, guard.Usual)
	p.post.out.Mail = p.post.client
	return err
}

// openReturns is the door at which letters come back. On a demo the mail server beside it knocks there.
func (p *portal) openReturns(ctx context.Context) error {
	address, host := p.Returns, p.ReturnsHost
	switch {
	case p.post.client == nil:
		return nil
	case address == "" && p.post.mail != nil:
		address, host = "127.0.0.1:0", "returns.portal.example"
	case address == "":
		return nil
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("where letters come back: %w", err)
	}
	door := mail.Receive(l, p.notify)
	p.closers = append(p.closers, func() { _ = door.Close() })
	p.post.client.ReturnTo(host)
	if p.post.mail != nil {
		p.post.mail.ReturnTo(l.Addr().String())
	}
	return nil
}

func (p *portal) openSMS(ctx context.Context) (err error) {
	c := eskiz.Config{URL: p.SMS, Email: p.SMSEmail, Password: p.SMSPassword, From: p.SMSFrom, Limits: guard.Usual}
	switch {
	case c.URL != "" && (c.Email == "" || c.Password == ""):
		return errors.New("PORTAL_SMS_EMAIL and PORTAL_SMS_PASSWORD are missing: the gateway asks for them")
	case c.URL != "":
	case p.Demo:
		c.Email, c.Password = "portal@portal.example", p.secret("sms")
		p.post.sms = eskiz.NewFake(c.Email, c.Password, time.Now)
		if c.URL, err = p.play(ctx, p.post.sms); err != nil {
			return err
		}
	default:
		return nil
	}
	p.post.out.Text, err = eskiz.NewClient(c)
	return err
}

// openPush needs only a key: the push services are those of the browsers. On a demo there is one more, with browsers
// whose notices can be looked at.
func (p *portal) openPush(ctx context.Context) (err error) {
	key, local := p.PushKey, ""
	if p.Demo {
		if key == "" {
			if key, err = webpush.NewKey(); err != nil {
				return err
			}
		}
		played := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.post.push.ServeHTTP(w, r) })
		if local, err = p.play(ctx, played); err != nil {
			return err
		}
	}
	if key == "" {
		return nil
	}
	client, err := webpush.NewClient(key, p.origin, local, guard.Usual)
	if err != nil {
		return fmt.Errorf("PORTAL_PUSH_KEY: %w", err)
	}
	p.post.out.Push = client
	if local != "" {
		p.post.push = webpush.NewFake(local, client.PublicKey(), time.Now)
	}
	return nil
}

// play serves what plays another system on a listener of its own: the portal talks to it as to any other.
func (p *portal) play(ctx context.Context, h http.Handler) (origin string, err error) {
	l, err := p.listen(ctx)
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: headerLimit, IdleTimeout: idleLimit, MaxHeaderBytes: headerBytes}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			p.log.ErrorContext(ctx, "a part of the demo ended", "error", err)
		}
	}()
	p.closers = append(p.closers, func() { _ = server.Close() })
	return "http://" + l.Addr().String(), nil
}

func (p *portal) listen(ctx context.Context) (net.Listener, error) {
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("a part of the demo: %w", err)
	}
	return l, nil
}

// notices is the pages of those who are told.
func (p *portal) notices() *notices.Notices {
	n := &notices.Notices{Messages: p.notify, Sessions: p.sessions}
	if p.post.push != nil {
		n.Demo = &notices.Demo{Mail: p.post.mail, SMS: p.post.sms, Push: p.post.push}
	}
	return n
}
