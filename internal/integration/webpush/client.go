// Package webpush carries notices to the push services of browsers (RFC 8030), encrypted for the one browser (RFC 8291)
// and signed by the portal (RFC 8292), and plays such a service with a browser behind it.
package webpush

import (
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	push "github.com/SherClockHolmes/webpush-go"

	"github.com/yagona/portal/internal/integration/guard"
	"github.com/yagona/portal/internal/notify"
)

// services are the hosts of the push services that browsers use; a dot in front stands for all below it. A browser names
// the address that we send to, so anybody can name any: what is not one of these is never called.
var services = []string{"fcm.googleapis.com", "updates.push.services.mozilla.com", ".notify.windows.com", ".push.apple.com"}

// kept is how long a service keeps a notice for a browser that is off.
const kept = 24 * time.Hour

// Client sends with one key.
type Client struct {
	private, public string
	contact         string // of the portal, for those who run a service
	local           string // scheme, host and port of a service on this machine; empty for none
	http            *http.Client
	guard           *guard.Guard[struct{}]
}

var _ notify.Pusher = (*Client)(nil)

// NewClient signs with that private key (32 bytes, base64). Local is the address of a service on this machine, for a
// demonstration and for tests.
func NewClient(key, contact, local string, l guard.Limits) (*Client, error) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(key, "="))
	if err != nil {
		return nil, errors.New("the key of web push is not base64url")
	}
	private, err := ecdh.P256().NewPrivateKey(raw)
	if err != nil {
		return nil, errors.New("the key of web push is no private key of P-256")
	}
	dialer := net.Dialer{Timeout: l.Attempt, Control: public(local)}
	return &Client{
		private: base64.RawURLEncoding.EncodeToString(raw), public: base64.RawURLEncoding.EncodeToString(private.PublicKey().Bytes()),
		contact: contact, local: local, guard: guard.New[struct{}](l, guard.Answers(notify.ErrAddress, notify.ErrRefused)),
		http: &http.Client{
			Transport:     &http.Transport{DialContext: dialer.DialContext, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 4, IdleConnTimeout: time.Minute},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// public refuses connections into our own networks, whatever a name resolves to.
func public(local string) func(network, address string, _ syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("push service: %w", err)
		}
		if ip := at.Addr().Unmap(); ip.IsGlobalUnicast() && !ip.IsPrivate() || local != "" && strings.HasSuffix(local, "://"+address) {
			return nil
		}
		return errors.New("push service: an address of our own networks")
	}
}

// PublicKey is what browsers bind their permission to.
func (c *Client) PublicKey() string { return c.public }

// Takes reports whether the endpoint belongs to a push service.
func (c *Client) Takes(endpoint string) bool {
	if c.local != "" && strings.HasPrefix(endpoint, c.local+"/") {
		return true
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "https" || u.User != nil || u.Port() != "" {
		return false
	}
	for _, host := range services {
		if u.Host == host || strings.HasPrefix(host, ".") && strings.HasSuffix(u.Host, host) {
			return true
		}
	}
	return false
}

// Push sends the notice. A browser that is gone is an address that does not work.
func (c *Client) Push(ctx context.Context, d notify.Device, payload []byte, topic string, urgent bool) error {
	if !c.Takes(d.Endpoint) {
		return fmt.Errorf("push service: %w", notify.ErrAddress)
	}
	o := &push.Options{
		HTTPClient: c.http, Subscriber: c.contact, Topic: topic, TTL: int(kept.Seconds()), Urgency: push.UrgencyNormal,
		VAPIDPublicKey: c.public, VAPIDPrivateKey: c.private, RecordSize: 2048, // the same size for all tells nothing
	}
	if urgent {
		o.Urgency = push.UrgencyHigh
	}
	_, err := c.guard.Do(ctx, func(ctx context.Context) (struct{}, error) {
		res, err := push.SendNotificationWithContext(ctx, payload, &push.Subscription{Endpoint: d.Endpoint, Keys: push.Keys{P256dh: d.P256dh, Auth: d.Auth}}, o)
		if err != nil {
			return struct{}{}, fmt.Errorf("push service: %w", hide(err))
		}
		defer res.Body.Close()
		_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10))
		return struct{}{}, answer(res.StatusCode)
	})
	return err
}

// hide takes the address out of an error: who knows it can write to the device.
func hide(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

func answer(status int) error {
	switch {
	case status < http.StatusMultipleChoices:
		return nil
	case status == http.StatusNotFound || status == http.StatusGone:
		return fmt.Errorf("push service: status %d: %w", status, notify.ErrAddress)
	case status == http.StatusTooManyRequests || status >= http.StatusInternalServerError:
		return fmt.Errorf("push service: status %d", status)
	default:
		return fmt.Errorf("push service: status %d: %w", status, notify.ErrRefused)
	}
}

// NewKey is a private key to sign with.
func NewKey() (string, error) {
	private, _, err := push.GenerateVAPIDKeys()
	if err != nil {
		return "", fmt.Errorf("new key of web push: %w", err)
	}
	return private, nil
}
