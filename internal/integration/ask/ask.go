// Package ask puts questions to outside systems until they answer: providers of payments and we ask each other.
package ask

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/yagona/portal/internal/integration/guard"
)

// limits of a question. One whose answer is lost is put again with the same id: nothing happens twice.
var limits = guard.Limits{
	Attempt: 10 * time.Second, Concurrent: 32, OpenFor: time.Second,
	Repeats: 3, Pause: 100 * time.Millisecond, Longest: time.Second,
}

// patientPause is the longest of who never gives up.
const patientPause = time.Minute

// AnswerLimit is how many bytes of an answer are read.
const AnswerLimit = 8 << 20

// Party is who is asked, and how.
type Party struct {
	Endpoint string
	Client   *http.Client
	Sign     func(r *http.Request, body []byte)
	Read     func(*http.Response) ([]byte, error)
	Final    func(error) bool // whether an error is an answer that another attempt would not change
	Forever  bool             // asked until it answers, however long that takes
}

// Caller asks a party.
type Caller struct {
	party Party
	guard *guard.Guard[[]byte]
}

// New asks that party.
func New(p Party) Caller {
	l := limits
	if p.Forever {
		l.Repeats, l.Longest = guard.Forever, patientPause
	}
	return Caller{p, guard.New[[]byte](l, p.Final)}
}

// Post asks with that JSON and gives what the answer was read as.
func (c Caller) Post(ctx context.Context, body []byte) ([]byte, error) {
	return c.guard.Do(ctx, func(ctx context.Context) ([]byte, error) { return c.once(ctx, body) })
}

func (c Caller) once(ctx context.Context, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.party.Endpoint, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	c.party.Sign(req, body)
	res, err := c.party.Client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	return c.party.Read(res)
}
