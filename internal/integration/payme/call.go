package payme

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/yagona/portal/internal/integration/ask"
	"github.com/yagona/portal/internal/locale"
)

// caller asks the other side until it answers.
type caller struct{ ask.Caller }

func newCaller(endpoint string, client *http.Client, sign func(*http.Request)) caller {
	return caller{ask.New(ask.Party{
		Endpoint: endpoint, Client: client, Sign: func(r *http.Request, _ []byte) { sign(r) }, Read: read, Final: refusedFor,
	})}
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
	answer, err := c.Post(ctx, body)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(answer, result); err != nil {
		return fmt.Errorf("result of %s: %w", method, err)
	}
	return nil
}

// read is the result of an answer, or why there is none.
func read(res *http.Response) ([]byte, error) {
	var answer struct {
		Result json.RawMessage `json:"result"`
		Error  *struct {
			Code    int             `json:"code"`
			Message json.RawMessage `json:"message"` // in three languages of a merchant, a plain sentence of Payme itself
			Data    any             `json:"data"`
		} `json:"error"`
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, ask.AnswerLimit)).Decode(&answer); err != nil {
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
