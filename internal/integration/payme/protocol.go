// Package payme takes payments by Payme's merchant protocol: JSON-RPC calls of the provider, signed in with the
// merchant's key, which check, reserve, perform and cancel a payment. Beside the merchant's side stands a fake of the
// provider's, with a page on which a person pays.
//
// Protocol: https://developer.help.paycom.uz (Merchant API).
package payme

import (
	"encoding/json"
	"time"

	"github.com/yagona/portal/internal/locale"
)

// Provider is the name under which transactions of Payme are kept.
const Provider = "payme"

// AccountField is the one field of an account: the number of the invoice.
const AccountField = "invoice"

// Methods of the protocol.
const (
	CheckPerform = "CheckPerformTransaction"
	Create       = "CreateTransaction"
	Perform      = "PerformTransaction"
	Cancel       = "CancelTransaction"
	Check        = "CheckTransaction"
	Statement    = "GetStatement"
)

// States of a transaction.
const (
	StateCreated         = 1
	StatePerformed       = 2
	StateCancelled       = -1
	StateCancelledBehind = -2 // after it was performed
)

// Reasons of a cancelling that the fake uses; Payme has more.
const (
	ReasonFailed = 3 // the payment could not be made
	ReasonRefund = 5
)

// Codes of errors.
const (
	CodeNotPost       = -32300
	CodeParse         = -32700
	CodeRequest       = -32600
	CodeMethod        = -32601
	CodeRights        = -32504
	CodeInternal      = -32400
	CodeAmount        = -31001
	CodeNoTransaction = -31003
	CodeKept          = -31007
	CodeState         = -31008
	CodeNoInvoice     = -31050
	CodeNotPayable    = -31051
	CodeBusy          = -31052
)

// tiyin is how many there are in a soʻm: Payme counts in them.
const tiyin = 100

// Timestamp is a moment in Payme's milliseconds; the zero time is 0.
type Timestamp int64

func stamp(t time.Time) Timestamp {
	if t.IsZero() {
		return 0
	}
	return Timestamp(t.UnixMilli())
}

func stampOf(t *time.Time) Timestamp {
	if t == nil {
		return 0
	}
	return stamp(*t)
}

// Time is the moment.
func (t Timestamp) Time() time.Time { return time.UnixMilli(int64(t)) }

// Request is a call of the provider.
type Request struct {
	ID     json.RawMessage `json:"id,omitempty"`
	Method string          `json:"method"`
	Params Params          `json:"params"`
}

// Params are those of all methods; each uses some.
type Params struct {
	ID      string            `json:"id,omitempty"`   // the provider's id of a transaction
	Time    Timestamp         `json:"time,omitempty"` // of its making at the provider
	Amount  int64             `json:"amount,omitempty"`
	Account map[string]string `json:"account,omitempty"`
	Reason  int               `json:"reason,omitempty"`
	From    Timestamp         `json:"from,omitempty"`
	To      Timestamp         `json:"to,omitempty"`
}

// Response is an answer: a result or an error.
type Response struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Result  *Result         `json:"result,omitempty"`
	Error   *Error          `json:"error,omitempty"`
}

// Result is those of all methods; each fills some.
type Result struct {
	Allow        *bool           `json:"allow,omitempty"`
	Transaction  string          `json:"transaction,omitempty"` // ours
	State        int             `json:"state,omitempty"`
	CreateTime   *Timestamp      `json:"create_time,omitempty"`
	PerformTime  *Timestamp      `json:"perform_time,omitempty"`
	CancelTime   *Timestamp      `json:"cancel_time,omitempty"`
	Reason       json.RawMessage `json:"reason,omitempty"` // a number, or null for none; absent where the method has none
	Transactions *[]Entry        `json:"transactions,omitempty"`
}

// Entry is a transaction in a statement.
type Entry struct {
	ID          string            `json:"id"`
	Time        Timestamp         `json:"time"`
	Amount      int64             `json:"amount"`
	Account     map[string]string `json:"account"`
	CreateTime  Timestamp         `json:"create_time"`
	PerformTime Timestamp         `json:"perform_time"`
	CancelTime  Timestamp         `json:"cancel_time"`
	Transaction string            `json:"transaction"`
	State       int               `json:"state"`
	Reason      *int              `json:"reason"`
}

// Error is a refusal with words for the payer in the languages that Payme knows.
type Error struct {
	Code    int         `json:"code"`
	Message locale.Text `json:"message"`
	Data    string      `json:"data,omitempty"` // the field of the account that is wrong
}

func (e *Error) Error() string { return e.Message.En }

func failure(code int, message, field string) *Error {
	return &Error{Code: code, Message: locale.Text{Uz: locale.Uz.T(message), Ru: locale.Ru.T(message), En: locale.En.T(message)}, Data: field}
}
