// Package ask puts questions to outside systems until they answer: providers of payments and we ask each other.
package ask

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
	"github.com/failsafe-go/failsafe-go/timeout"
)

// Limits of a question. One whose answer is lost is put again with the same id: nothing happens twice.
const (
	wait    = 10 * time.Second // for one attempt
	retries = 3
	pause   = 100 * time.Millisecond // then doubled
	longest = time.Second

	patientPause = time.Minute // the longest of who never gives up

	// AnswerLimit is how many bytes of an answer are read.
	AnswerLimit = 8 << 20
)

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
	guard failsafe.Executor[[]byte]
}

// New asks that party.
func New(p Party) Caller {
	most, slowest := retries, longest
	if p.Forever {
		most, slowest = -1, patientPause
	}
	retry := retrypolicy.NewBuilder[[]byte]().
		WithMaxRetries(most).
		WithBackoff(pause, slowest).
		WithJitterFactor(0.3).
		AbortIf(func(_ []byte, err error) bool { return p.Final(err) || errors.Is(err, context.Canceled) }).
		ReturnLastFailure().
		Build()
	return Caller{p, failsafe.With[[]byte](retry, timeout.New[[]byte](wait))}
}

// Post asks with that JSON and gives what the answer was read as.
func (c Caller) Post(ctx context.Context, body []byte) ([]byte, error) {
	return c.guard.WithContext(ctx).GetWithExecution(func(e failsafe.Execution[[]byte]) ([]byte, error) { //nolint:contextcheck // each attempt has its own, below ctx
		return c.once(e.Context(), body)
	})
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
