package payme

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/payment"
)

// Path is where Payme's calls arrive.
const Path = "/callbacks/payme"

// login is the name that Payme signs in with, the same for every merchant.
const login = "Paycom"

// Limits of a call.
const (
	bodyLimit = 64 << 10
	idLimit   = 64 // bytes of the provider's id; Payme's have 24
)

// Merchant answers Payme's calls. Every call may come again, late or out of order: the first answer stands.
type Merchant struct {
	key      [sha256.Size]byte // of the secret: compared in constant time whatever its length
	payments *payment.Store
	cases    *casework.Store
}

// NewMerchant answers calls that carry that key.
func NewMerchant(key string, payments *payment.Store, cases *casework.Store) *Merchant {
	return &Merchant{key: sha256.Sum256([]byte(key)), payments: payments, cases: cases}
}

// ServeHTTP answers with status 200 whatever the outcome, as the protocol wants.
func (m *Merchant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var call Request
	response := Response{Version: "2.0", ID: json.RawMessage("null")}
	switch err := json.NewDecoder(http.MaxBytesReader(w, r.Body, bodyLimit)).Decode(&call); {
	case r.Method != http.MethodPost:
		response.Error = failure(CodeNotPost, "payment.refusal.request", "")
	case !m.allowed(r):
		response.Error = failure(CodeRights, "payment.refusal.rights", "")
	case err != nil:
		response.Error = failure(CodeParse, "payment.refusal.request", "")
	default:
		result, err := m.answer(r.Context(), call)
		if err == nil {
			response.Result = result
		} else {
			response.Error = refusal(err)
		}
		if response.Error != nil && response.Error.Code == CodeInternal {
			slog.ErrorContext(r.Context(), "a call of the payment provider failed", "method", call.Method, "error", err.Error())
		}
	}
	if len(call.ID) > 0 {
		response.ID = call.ID
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(response) // the provider has gone; it will ask again
}

func (m *Merchant) allowed(r *http.Request) bool {
	name, key, ok := r.BasicAuth()
	given := sha256.Sum256([]byte(key))
	return ok && name == login && subtle.ConstantTimeCompare(given[:], m.key[:]) == 1
}

func (m *Merchant) answer(ctx context.Context, call Request) (*Result, error) {
	p := call.Params
	switch call.Method {
	case CheckPerform:
		return m.checkPerform(ctx, p)
	case Statement:
		return m.statement(ctx, p)
	case Create, Perform, Cancel, Check:
		if p.ID == "" || len(p.ID) > idLimit {
			return nil, failure(CodeRequest, "payment.refusal.request", "id")
		}
	default:
		return nil, failure(CodeMethod, "payment.refusal.request", call.Method)
	}
	switch call.Method {
	case Create:
		return m.create(ctx, p)
	case Perform:
		return m.perform(ctx, p)
	case Cancel:
		return m.cancel(ctx, p)
	default:
		return m.check(ctx, p)
	}
}

// som is the amount in soʻm: the state asks for no part of one, so that an amount with tiyin is wrong.
func som(amount int64) (int64, error) {
	if amount <= 0 || amount%tiyin != 0 {
		return 0, payment.ErrWrongAmount
	}
	return amount / tiyin, nil
}

func (m *Merchant) checkPerform(ctx context.Context, p Params) (*Result, error) {
	amount, err := som(p.Amount)
	if err != nil {
		return nil, err
	}
	if err := m.payments.Payable(ctx, p.Account[AccountField], amount); err != nil {
		return nil, err
	}
	allow := true
	return &Result{Allow: &allow}, nil
}

func (m *Merchant) create(ctx context.Context, p Params) (*Result, error) {
	amount, err := som(p.Amount)
	if err != nil {
		return nil, err
	}
	if p.Time <= 0 {
		return nil, failure(CodeRequest, "payment.refusal.request", "time")
	}
	t, err := m.payments.Reserve(ctx, payment.Order{Provider: Provider, External: p.ID, Invoice: p.Account[AccountField], Amount: amount, MadeAt: p.Time.Time()})
	if err != nil {
		return nil, err
	}
	if t.State != payment.Reserved {
		return nil, failure(CodeState, "payment.refusal.state", "")
	}
	created := stamp(t.CreatedAt)
	return &Result{Transaction: ours(t), State: state(t), CreateTime: &created}, nil
}

func (m *Merchant) perform(ctx context.Context, p Params) (*Result, error) {
	t, err := m.cases.PerformPayment(ctx, Provider, p.ID)
	if err != nil {
		return nil, err
	}
	if t.State != payment.Performed {
		return nil, failure(CodeState, "payment.refusal.state", "")
	}
	performed := stampOf(t.PerformedAt)
	return &Result{Transaction: ours(t), State: state(t), PerformTime: &performed}, nil
}

func (m *Merchant) cancel(ctx context.Context, p Params) (*Result, error) {
	t, err := m.cases.ReturnPayment(ctx, Provider, p.ID, p.Reason)
	if err != nil {
		return nil, err
	}
	cancelled := stampOf(t.CancelledAt)
	return &Result{Transaction: ours(t), State: state(t), CancelTime: &cancelled}, nil
}

func (m *Merchant) check(ctx context.Context, p Params) (*Result, error) {
	t, err := m.payments.Transaction(ctx, Provider, p.ID)
	if err != nil {
		return nil, err
	}
	created, performed, cancelled := stamp(t.CreatedAt), stampOf(t.PerformedAt), stampOf(t.CancelledAt)
	reason := json.RawMessage("null")
	if t.Reason != 0 {
		reason = json.RawMessage(strconv.Itoa(t.Reason))
	}
	return &Result{Transaction: ours(t), State: state(t), CreateTime: &created, PerformTime: &performed, CancelTime: &cancelled, Reason: reason}, nil
}

func (m *Merchant) statement(ctx context.Context, p Params) (*Result, error) {
	list, err := m.payments.Statement(ctx, Provider, p.From.Time(), p.To.Time())
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, len(list))
	for i, t := range list {
		entries[i] = Entry{
			ID: t.External, Time: stamp(t.MadeAt), Amount: t.Amount * tiyin, Account: map[string]string{AccountField: t.Invoice},
			CreateTime: stamp(t.CreatedAt), PerformTime: stampOf(t.PerformedAt), CancelTime: stampOf(t.CancelledAt),
			Transaction: ours(t), State: state(t),
		}
		if t.Reason != 0 {
			entries[i].Reason = &t.Reason
		}
	}
	return &Result{Transactions: &entries}, nil
}

func ours(t payment.Transaction) string { return strconv.FormatInt(t.ID, 10) }

func state(t payment.Transaction) int {
	switch t.State {
	case payment.Reserved:
		return StateCreated
	case payment.Performed:
		return StatePerformed
	case payment.Returned:
		return StateCancelledBehind
	default:
		return StateCancelled
	}
}

// codes are those of our refusals.
var codes = map[payment.RefusedError]int{
	payment.ErrNoInvoice: CodeNoInvoice, payment.ErrWrongAmount: CodeAmount, payment.ErrNotPayable: CodeNotPayable,
	payment.ErrBusy: CodeBusy, payment.ErrNoTransaction: CodeNoTransaction, payment.ErrKept: CodeKept,
}

// refusal is an error in the provider's words; one of ours is told as a fault of the system, and Payme asks again.
func refusal(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	r, ok := errors.AsType[payment.RefusedError](err)
	if !ok {
		return failure(CodeInternal, "payment.refusal.internal", "")
	}
	field := ""
	if r == payment.ErrNoInvoice || r == payment.ErrNotPayable || r == payment.ErrBusy {
		field = AccountField
	}
	return failure(codes[r], "payment.refusal."+string(r), field)
}
