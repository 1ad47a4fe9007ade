package payme

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
	"github.com/failsafe-go/failsafe-go/timeout"

	"github.com/yagona/portal/internal/locale"
)

// Limits of a call. One whose answer is lost is made again with the same id: nothing happens twice.
const (
	callWait    = 10 * time.Second
	callRetries = 3
	callPause   = 100 * time.Millisecond // then doubled
	callLongest = time.Second
	answerLimit = 8 << 20
)

// caller asks the other side until it answers.
type caller struct {
	endpoint string
	client   *http.Client
	sign     func(*http.Request)
	guard    failsafe.Executor[json.RawMessage]
}

func newCaller(endpoint string, client *http.Client, sign func(*http.Request)) caller {
	retry := retrypolicy.NewBuilder[json.RawMessage]().
		WithMaxRetries(callRetries).
		WithBackoff(callPause, callLongest).
		WithJitterFactor(0.3).
		AbortIf(func(_ json.RawMessage, err error) bool { return refusedFor(err) || errors.Is(err, context.Canceled) }).
		ReturnLastFailure().
		Build()
	return caller{endpoint, client, sign, failsafe.With[json.RawMessage](retry, timeout.New[json.RawMessage](callWait))}
}

// refusedFor reports an answer that another attempt would not change. A fault of the other side's system is no answer.
func refusedFor(err error) bool {
	refused, ok := errors.AsType[*Error](err)
	return ok && refused.Code != CodeInternal
}

func (c caller) call(ctx context.Context, method string, params, result any) error {
	body, err := json.Marshal(map[string]any{"id": 1, "method": method, "params": params})
	if err != nil {
		return err
	}
	answer, err := c.guard.WithContext(ctx).GetWithExecution(func(e failsafe.Execution[json.RawMessage]) (json.RawMessage, error) { //nolint:contextcheck // each attempt has its own, below ctx
		return c.ask(e.Context(), body)
	})
	if err != nil {
		return err
	}
	if err := json.Unmarshal(answer, result); err != nil {
		return fmt.Errorf("result of %s: %w", method, err)
	}
	return nil
}

func (c caller) ask(ctx context.Context, body []byte) (json.RawMessage, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	c.sign(req)
	req.Header.Set("Content-Type", "application/json")
	res, err := c.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var answer struct {
		Result json.RawMessage `json:"result"`
		Error  *struct {
			Code    int             `json:"code"`
			Message json.RawMessage `json:"message"` // in three languages of a merchant, a plain sentence of Payme itself
			Data    any             `json:"data"`
		} `json:"error"`
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, answerLimit)).Decode(&answer); err != nil {
		return nil, fmt.Errorf("answer: %w", err)
	}
	switch {
	case answer.Error != nil:
		refused := &Error{Code: answer.Error.Code}
		if json.Unmarshal(answer.Error.Message, &refused.Message) != nil {
			words := strings.Trim(string(answer.Error.Message), `"`)
			refused.Message = locale.Text{Uz: words, Ru: words, En: words}
		}
		return nil, refused
	case len(answer.Result) == 0:
		return nil, errors.New("an answer with neither result nor error")
	}
	return answer.Result, nil
}
