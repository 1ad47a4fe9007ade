package eskiz

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"

	"github.com/yagona/portal/internal/integration/guard"
	"github.com/yagona/portal/internal/notify"
)

// answerBytes is more than any answer of the gateway.
const answerBytes = 64 << 10

// Config is the portal's account at the gateway.
type Config struct {
	URL      string // https://notify.eskiz.uz
	Email    string
	Password string
	From     string // the sender that was agreed on
	Limits   guard.Limits
}

// Client sends through one account.
type Client struct {
	config Config
	http   *http.Client
	guard  *guard.Guard[string]

	mu    sync.Mutex
	token string
}

var _ notify.Texter = (*Client)(nil)

// NewClient sends through that account.
func NewClient(c Config) (*Client, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("the address of the SMS gateway is no URL")
	}
	c.URL = strings.TrimSuffix(c.URL, "/")
	return &Client{
		config: c, guard: guard.New[string](c.Limits, guard.Answers(notify.ErrAddress, notify.ErrRefused)),
		// The gateway has one address: an answer that leads elsewhere would take the token along.
		http: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}, nil
}

var errToken = errors.New("the token is not taken")

// Text sends a short message. Where the gateway has taken it, or may have, it is not sent a second time.
func (c *Client) Text(ctx context.Context, phone, text, report string) (string, error) {
	m := message{Phone: strings.TrimPrefix(phone, "+"), Text: text, From: c.config.From, Callback: report}
	return c.guard.Do(ctx, func(ctx context.Context) (string, error) {
		token, err := c.signedIn(ctx, "")
		if err != nil {
			return "", err
		}
		id, err := c.send(ctx, token, m)
		if errors.Is(err, errToken) { // tokens live for a month
			if token, err = c.signedIn(ctx, token); err == nil {
				id, err = c.send(ctx, token, m)
			}
		}
		return id, err
	})
}

// signedIn is a token other than the old one.
func (c *Client) signedIn(ctx context.Context, old string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token != "" && c.token != old {
		return c.token, nil
	}
	status, raw, err := c.post(ctx, loginPath, "", map[string]string{"email": c.config.Email, "password": c.config.Password})
	if err != nil && !errors.Is(err, notify.ErrDoubt) {
		return "", err
	}
	var l login
	if err != nil || status != http.StatusOK || json.Unmarshal(raw, &l) != nil || l.Data.Token == "" {
		return "", fmt.Errorf("sms gateway: no token, status %d", status)
	}
	c.token = l.Data.Token
	return c.token, nil
}

func (c *Client) send(ctx context.Context, token string, m message) (string, error) {
	status, raw, err := c.post(ctx, sendPath, token, m)
	if err != nil {
		return "", err
	}
	var a accepted
	switch unread := json.Unmarshal(raw, &a); {
	case status == http.StatusUnauthorized:
		return "", errToken
	case status == http.StatusGatewayTimeout: // whoever stands before the gateway passed it on, and got no answer either
		return "", fmt.Errorf("sms gateway: status %d: %w", status, notify.ErrDoubt)
	case status == http.StatusTooManyRequests || status >= http.StatusInternalServerError:
		return "", fmt.Errorf("sms gateway: status %d", status)
	case status >= http.StatusMultipleChoices:
		return "", refusal(status, raw)
	case unread != nil || a.ID == "":
		return "", fmt.Errorf("sms gateway: an answer without an id: %w", notify.ErrDoubt)
	}
	return a.ID, nil
}

// refusal tells a number that the gateway does not take from a text that it does not take.
func refusal(status int, raw []byte) error {
	if bytes.Contains(raw, []byte("mobile_phone")) || bytes.Contains(raw, []byte("phone number")) {
		return fmt.Errorf("sms gateway: %w", notify.ErrAddress)
	}
	return fmt.Errorf("sms gateway: status %d: %w", status, notify.ErrRefused)
}

// post sends JSON. A request whose answer got lost is in doubt; one that never left is not.
func (c *Client) post(ctx context.Context, path, token string, body any) (status int, raw []byte, err error) {
	payload, err := json.Marshal(body)
	if err != nil {
		return 0, nil, fmt.Errorf("sms gateway: %w", err)
	}
	var left bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(i httptrace.WroteRequestInfo) { left = left || i.Err == nil }})
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.config.URL+path, bytes.NewReader(payload))
	if err != nil {
		return 0, nil, fmt.Errorf("sms gateway: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := c.http.Do(r)
	if err == nil {
		defer res.Body.Close()
		raw, err = io.ReadAll(io.LimitReader(res.Body, answerBytes))
		status = res.StatusCode
	}
	switch {
	case err == nil:
		return status, raw, nil
	case left:
		return status, nil, fmt.Errorf("sms gateway: %w", notify.ErrDoubt)
	default:
		return 0, nil, fmt.Errorf("sms gateway: %w", err)
	}
}
