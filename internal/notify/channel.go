package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
)

// Channel is a way to tell people that something new is in the inbox.
type Channel string

// Channels.
const (
	Email Channel = "email"
	SMS   Channel = "sms"
	Push  Channel = "push"
)

// Channels is every channel, in the order in which people choose.
var Channels = []Channel{Email, SMS, Push}

// How a channel says that it did not send. Any other error means: try again later.
var (
	// ErrAddress says that the address takes nothing, now or later.
	ErrAddress = errors.New("the address does not work")
	// ErrRefused says that this letter is not taken; another one may be.
	ErrRefused = errors.New("refused")
	// ErrDoubt says that nobody knows whether it was sent: the answer got lost.
	ErrDoubt = errors.New("it may have been sent")
)

// Letter is an e-mail in plain text.
type Letter struct {
	ID          string // of the Message-ID: the same in each attempt, so that a mailbox shows it once
	To          string
	Lang        string // BCP 47
	Subject     string
	Text        string
	Unsubscribe string // where one press ends it (RFC 8058); empty for a code that was asked for
	Copy        int64  // with Mark, what Returned is told when it comes back; 0 for a code
	Mark        string
}

// Device is a browser that was allowed to show notices.
type Device struct {
	Endpoint string `json:"-"`
	Name     string `json:"name"` // as people say it: "Chrome, Android"
	P256dh   string `json:"p256dh"`
	Auth     string `json:"auth"`
}

// Mailer sends e-mail.
type Mailer interface {
	Mail(ctx context.Context, l Letter) error
}

// Texter sends short messages. Its answer is what the gateway calls the message; what becomes of it is told at report.
type Texter interface {
	Text(ctx context.Context, phone, text, report string) (reference string, err error)
}

// Pusher sends notices to browsers. One of a topic takes the place of an earlier one that was not shown yet.
type Pusher interface {
	Push(ctx context.Context, d Device, payload []byte, topic string, urgent bool) error
	// Takes reports whether an endpoint belongs to a push service that we send to: browsers name it, so anybody can.
	Takes(endpoint string) bool
	// PublicKey is what browsers bind their permission to.
	PublicKey() string
}

// Outside is the systems that carry copies; one that is nil is a channel that this portal does not have.
type Outside struct {
	Mail   Mailer
	Text   Texter
	Push   Pusher
	Origin string // scheme and host of links
	Key    []byte // of what only the portal may have written: links in letters, addresses for reports, hashes of codes
}

// Has reports whether the portal has the channel.
func (o Outside) Has(c Channel) bool {
	switch c {
	case Email:
		return o.Mail != nil
	case SMS:
		return o.Text != nil
	case Push:
		return o.Push != nil
	}
	return false
}

// Has is the channels that the portal has.
func (s *Store) Has() []Channel {
	return slices.DeleteFunc(slices.Clone(Channels), func(c Channel) bool { return !s.out.Has(c) })
}

// PublicKey is what browsers bind their permission to; empty without web push.
func (s *Store) PublicKey() string {
	if s.out.Push == nil {
		return ""
	}
	return s.out.Push.PublicKey()
}

// sign is a mark that only the portal can make: of a number, for one use. 128 bits are beyond guessing.
func (o Outside) sign(use string, id int64) string {
	return base64.RawURLEncoding.EncodeToString(o.mac(use, strconv.FormatInt(id, 10))[:16])
}

// signReturn is such a mark for the address to which a letter comes back: mail servers may change capitals.
func (o Outside) signReturn(id int64) string {
	return hex.EncodeToString(o.mac(returned, strconv.FormatInt(id, 10))[:16])
}

func (o Outside) mac(use, of string) []byte {
	mac := hmac.New(sha256.New, o.Key)
	mac.Write([]byte(use + "\x00" + of))
	return mac.Sum(nil)
}

// signed reports whether the mark is ours.
func (o Outside) signed(use string, id int64, mark string) bool {
	return hmac.Equal([]byte(o.sign(use, id)), []byte(mark))
}
