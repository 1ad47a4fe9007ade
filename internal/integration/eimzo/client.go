// Package eimzo has signatures verified by E-IMZO-SERVER, the national verification server, over its REST protocol
// (https://github.com/qo0p/e-imzo-doc). It knows the methods of O'z DSt, which no library here does, and asks the
// certification centre whether a certificate is in force.
package eimzo

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/yagona/portal/internal/integration/guard"
	"github.com/yagona/portal/internal/signature"
)

// answerMost is more bytes than any answer has: a chain of certificates and what the centre said of them.
const answerMost = 1 << 20

// Usual is for a server that answers in a second, while a person waits. A verification changes nothing, so it may be
// asked for twice.
var Usual = guard.Limits{Attempt: 3 * time.Second, Concurrent: 16, OpenFor: 15 * time.Second, Repeats: 1, Pause: 200 * time.Millisecond}

// Config is where the server is and for which site it verifies.
type Config struct {
	URL    string // as the portal reaches it
	Site   string // the portal's host, which the server's licence names
	Limits guard.Limits
	Now    func() time.Time
}

// Client asks one server.
type Client struct {
	config Config
	http   *http.Client
	guard  *guard.Guard[answer]
}

// NewClient asks that server.
func NewClient(c Config) (*Client, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, errors.New("the address of the verification server is not scheme, host and path, such as http://127.0.0.1:8080")
	}
	c.URL = strings.TrimRight(c.URL, "/")
	return &Client{
		config: c, guard: guard.New[answer](c.Limits, guard.Answers(errRequest)),
		// An answer that leads elsewhere would take the application along.
		http: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}, nil
}

// Verify checks that sig is a good signature over the text, as signature.Verifier does. From is the address of the
// person's machine. While the server does not say clearly yes or no, the answer is Unavailable.
func (c *Client) Verify(ctx context.Context, text, sig []byte, from string) (signature.Signed, error) {
	opened, err := signature.Open(sig)
	if err != nil {
		return signature.Signed{}, err
	}
	said, err := c.ask(ctx, text, opened.DER, from)
	if errors.Is(err, errRequest) {
		return signature.Signed{}, signature.Refuse(signature.NotAccepted, err)
	}
	if err != nil {
		return signature.Signed{}, signature.Unknown(fmt.Errorf("e-imzo: %w", err))
	}
	return c.judge(said, opened, text)
}

func (c *Client) ask(ctx context.Context, text, der []byte, from string) (answer, error) {
	body := []byte(base64.StdEncoding.EncodeToString(text) + parting + base64.StdEncoding.EncodeToString(der))
	return c.guard.Do(ctx, func(ctx context.Context) (answer, error) { return c.post(ctx, body, from) })
}

// errRequest is that the server can't make sense of what was sent.
var errRequest = errors.New("e-imzo: the request is not understood")

// post asks once. What the server says of its own in words may name people, so none of it gets into an error.
func (c *Client) post(ctx context.Context, body []byte, from string) (said answer, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.config.URL+path, bytes.NewReader(body))
	if err != nil {
		return said, err
	}
	r.Host = c.config.Site
	r.Header.Set(headerFrom, from)
	r.Header.Set("Content-Type", "text/plain")
	res, err := c.http.Do(r)
	if err != nil {
		return said, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, answerMost+1))
	switch {
	case err != nil:
		return said, err
	case res.StatusCode == http.StatusBadRequest:
		return said, errRequest
	case res.StatusCode != http.StatusOK:
		return said, fmt.Errorf("status %d", res.StatusCode)
	case len(raw) > answerMost:
		return said, errors.New("the answer is too long")
	case json.Unmarshal(raw, &said) != nil || said.Status == 0:
		return said, errors.New("the answer can't be read")
	}
	return said, nil
}
