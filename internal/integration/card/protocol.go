// Package card is fees paid by bank card at a provider that takes the money first and tells us then: what it tells
// us, what we ask of it, and a provider for demonstrations.
//
// Each side posts JSON to the other's one address. Card-Time has the second of the call and Card-Signature the HMAC-SHA256 of
// that second, a dot and the body, in hexadecimal, with the secret that both know. Status 200 or 204 is yes, 422 is a no for
// good; the asking side repeats a call that gets any other answer, or none.
package card

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/yagona/portal/internal/integration/ask"
)

// Provider is the name under which its transactions are kept, for good.
const Provider = "card"

// Path is where the provider's notices arrive.
const Path = "/callbacks/card"

// Headers of a call.
const (
	timeHeader      = "Card-Time"
	signatureHeader = "Card-Signature"
)

// Limits of a call.
const (
	window    = 5 * time.Minute // between its signing and its arrival, also of clocks that differ
	bodyLimit = 64 << 10
	idLimit   = 64 // bytes of the provider's id
)

// Kinds of messages. Each says in its signed body what it is: none can be taken for another.
const (
	kindPaid   = "paid"   // the provider tells of money that it took
	kindReturn = "return" // we ask to give it back
	kindBooks  = "books"  // we ask what was taken in a time
)

// message is that of all kinds; each uses some.
type message struct {
	Kind    string `json:"kind"`
	ID      string `json:"id,omitempty"` // the provider's id of a charge
	Invoice string `json:"invoice,omitempty"`
	Amount  int64  `json:"amount,omitempty"` // soʻm
	At      int64  `json:"at,omitempty"`     // when it was taken; times are in milliseconds
	From    int64  `json:"from,omitempty"`
	To      int64  `json:"to,omitempty"`
	After   string `json:"after,omitempty"` // the last charge of the page before
}

// booksMost is how many charges one answer holds.
const booksMost = 500

// errForged is a call that is not the other side's, or too old.
var errForged = errors.New("the signature is not right")

// refusedError is a no for good, with the reason.
type refusedError string

func (e refusedError) Error() string { return string(e) }

func refused(err error) bool {
	_, ok := errors.AsType[refusedError](err)
	return ok
}

// mac is the signature of a text for a purpose.
func mac(secret, purpose string, text []byte) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(purpose + "."))
	h.Write(text)
	return h.Sum(nil)
}

// open is the message of a call, once it is sure who sent it and when.
func open(w http.ResponseWriter, r *http.Request, secret string, now time.Time) (m message, err error) {
	at := r.Header.Get(timeHeader)
	second, err := strconv.ParseInt(at, 10, 64)
	if err != nil || now.Sub(time.Unix(second, 0)).Abs() > window {
		return m, errForged
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if err != nil {
		return m, err
	}
	given, err := hex.DecodeString(r.Header.Get(signatureHeader))
	if err != nil || !hmac.Equal(given, mac(secret, at, body)) {
		return m, errForged
	}
	return m, json.Unmarshal(body, &m)
}

// newCaller asks the other side. Each attempt is signed anew: one that is repeated for hours is never too old.
func newCaller(endpoint, secret string, client *http.Client, now func() time.Time, forever bool) ask.Caller {
	sign := func(r *http.Request, body []byte) {
		at := strconv.FormatInt(now().Unix(), 10)
		r.Header.Set(timeHeader, at)
		r.Header.Set(signatureHeader, hex.EncodeToString(mac(secret, at, body)))
	}
	return ask.New(ask.Party{Endpoint: endpoint, Client: client, Sign: sign, Read: read, Final: refused, Forever: forever})
}

func read(res *http.Response) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(res.Body, ask.AnswerLimit))
	switch {
	case err != nil:
		return nil, err
	case res.StatusCode == http.StatusUnprocessableEntity:
		return nil, refusedError(strings.TrimSpace(string(body)))
	case res.StatusCode != http.StatusOK && res.StatusCode != http.StatusNoContent:
		return nil, errors.New("an answer with status " + strconv.Itoa(res.StatusCode))
	}
	return body, nil
}
