package signer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
)

// Limits of the conversation between a portal and a signing page.
const (
	callWait   = 5 * time.Second
	answerMost = 64 << 10  // bytes of a signature
	textMost   = 512 << 10 // bytes of what is signed
)

// Parameters of the way back.
const (
	CodeParam      = "code"      // under which the signature is fetched
	CancelledParam = "cancelled" // the person did not sign
)

// Request is what a person is asked to sign, and where the person goes then.
type Request struct {
	Text  []byte      `json:"text"`
	PINFL string      `json:"pinfl"` // whose certificates to offer first
	Lang  locale.Lang `json:"lang"`
	Back  string      `json:"back"` // address at the portal
}

// Client is what the portal knows of a signing page: it leaves a text there, sends the person, and fetches the
// signature when the person is back. Neither the text nor the signature stands in an address.
type Client struct {
	Page     string // as browsers reach it
	Endpoint string // as the portal reaches it
	Secret   string
	HTTP     *http.Client
}

// Begin leaves a text to be signed and gives the address of the page where the person signs.
func (c *Client) Begin(ctx context.Context, r Request) (string, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return "", err
	}
	answer, err := c.call(ctx, http.MethodPost, "/requests", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	return c.Page + "/sign/" + url.PathEscape(string(answer)), nil
}

// Fetch is the signature under a code: the same each time, until the page forgets it.
func (c *Client) Fetch(ctx context.Context, code string) ([]byte, error) {
	return c.call(ctx, http.MethodGet, "/signatures/"+url.PathEscape(code), http.NoBody)
}

func (c *Client) call(ctx context.Context, method, path string, body io.Reader) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, callWait)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(c.Endpoint, "/")+path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.Secret)
	req.Header.Set("Content-Type", "application/json")
	res, err := c.HTTP.Do(req)
	if err != nil {
		if e, ok := errors.AsType[*url.Error](err); ok {
			err = e.Err // the address holds the code
		}
		return nil, problem.New(problem.Unavailable, "signature.silent").Because(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, answerMost+1))
	switch {
	case err != nil || len(answer) > answerMost:
		return nil, problem.New(problem.Unavailable, "signature.silent").Because(errors.Join(err, errors.New("the signing page's answer can't be read")))
	case res.StatusCode == http.StatusNotFound:
		return nil, problem.New(problem.Invalid, "signature.gone")
	case res.StatusCode != http.StatusOK:
		return nil, problem.New(problem.Unavailable, "signature.silent").Because(fmt.Errorf("the signing page answers %d", res.StatusCode))
	}
	return answer, nil
}
