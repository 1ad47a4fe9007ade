package payme

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"slices"
)

// api answers the merchant's calls, as Payme's Subscribe API does.
func (f *Fake) api(w http.ResponseWriter, r *http.Request) {
	var call struct {
		ID     json.RawMessage `json:"id"`
		Method string          `json:"method"`
		Params struct {
			ID     string    `json:"id"`
			Count  int       `json:"count"`
			From   Timestamp `json:"from"`
			To     Timestamp `json:"to"`
			Offset int       `json:"offset"`
		} `json:"params"`
	}
	answer := map[string]any{"jsonrpc": "2.0"}
	auth := f.config.Merchant + ":" + f.config.Key
	switch err := json.NewDecoder(http.MaxBytesReader(w, r.Body, bodyLimit)).Decode(&call); {
	case subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Auth")), []byte(auth)) != 1:
		answer["error"] = failure(CodeRights, "payment.refusal.rights", "")
	case err != nil:
		answer["error"] = failure(CodeParse, "payment.refusal.request", "")
	default:
		f.remember(r.Context(), call.Params.ID)
		answer["id"] = call.ID
		switch call.Method {
		case receiptsCancel:
			put(answer, f.cancelReceipt(r.Context(), call.Params.ID))
		case receiptsCheck:
			put(answer, f.checkReceipt(r.Context(), call.Params.ID))
		case receiptsGetAll:
			answer["result"] = f.statement(call.Params.From, call.Params.To, call.Params.Offset, min(call.Params.Count, receiptsMost))
		default:
			answer["error"] = failure(CodeMethod, "payment.refusal.request", call.Method)
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(answer) // the merchant has gone; it will ask again
}

func put(into map[string]any, result any) {
	if refused, ok := result.(*Error); ok {
		into["error"] = refused
		return
	}
	into["result"] = result
}

// cancelReceipt puts a paid receipt into the queue for cancelling; one that is not paid can't be cancelled, also not a
// second time. The merchant is asked at once and, if it does not answer, whenever it looks.
func (f *Fake) cancelReceipt(ctx context.Context, id string) any {
	f.mu.Lock()
	r, ok := f.receipts[id]
	if !ok || r.State != StatePerformed || r.goingBack {
		f.mu.Unlock()
		return failure(CodeKept, "payment.refusal.state", "")
	}
	r.goingBack = true
	answer := map[string]any{"receipt": r.json()}
	f.mu.Unlock()
	f.waiting.Go(func() { f.workQueue(context.WithoutCancel(ctx), id) })
	return answer
}

func (f *Fake) checkReceipt(ctx context.Context, id string) any {
	f.mu.Lock()
	r, ok := f.receipts[id]
	if !ok {
		f.mu.Unlock()
		return failure(CodeNoTransaction, "payment.refusal.no-transaction", "")
	}
	waits, state := r.goingBack && r.State == StatePerformed, r.json().State
	f.mu.Unlock()
	if waits {
		f.waiting.Go(func() { f.workQueue(context.WithoutCancel(ctx), id) })
	}
	return map[string]any{"state": state}
}

// workQueue asks the merchant for its consent to give a receipt back. A refusal leaves the money where it is.
func (f *Fake) workQueue(ctx context.Context, id string) {
	err := f.Return(ctx, id)
	if err == nil || !refusedFor(err) {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.receipts[id].goingBack = false
}

func (f *Fake) statement(from, to Timestamp, offset, count int) []receiptJSON {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := []receiptJSON{}
	for id, r := range f.receipts {
		if r.Time < from || r.Time > to {
			continue
		}
		entry := r.json()
		if distort := f.distorted[id]; distort != nil && !distort(&entry.Amount, &entry.State) {
			continue
		}
		all = append(all, entry)
	}
	for id, r := range f.phantoms {
		if r.Time >= from && r.Time <= to {
			entry := r.json()
			entry.ID = id
			all = append(all, entry)
		}
	}
	slices.SortFunc(all, func(a, b receiptJSON) int {
		if a.CreateTime != b.CreateTime {
			return int(a.CreateTime - b.CreateTime)
		}
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	all = all[min(offset, len(all)):]
	return all[:min(count, len(all))]
}

// Distort puts a fault into the books: do may change the amount in tiyin and the state of a receipt, or answer false so
// that it is missing. Nil ends the fault.
func (f *Fake) Distort(id string, do func(amount *int64, state *int) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.distorted[id] = do
}

// Invent puts a receipt into the books of which the merchant was never told.
func (f *Fake) Invent(r Receipt) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.phantoms[r.ID] = &r
}

func (r *Receipt) json() receiptJSON {
	j := receiptJSON{
		ID: r.ID, CreateTime: r.Time, PayTime: r.paid, CancelTime: r.cancelled, Amount: r.Amount,
		Account: []accountJSON{{Name: AccountField, Value: r.Invoice}},
	}
	switch {
	case r.State == StateCancelled || r.State == StateCancelledBehind:
		j.State = ReceiptCancelled
	case r.State == StatePerformed && r.goingBack:
		j.State = ReceiptGoingBack
	case r.State == StatePerformed:
		j.State = ReceiptPaid
	case r.State == StateCreated:
		j.State = ReceiptClosing
	}
	return j
}

// remember reads the ledger back from the merchant after a restart, or when it is asked for a receipt that it has not: a fake
// keeps nothing, and Payme too asks its merchants for statements.
func (f *Fake) remember(ctx context.Context, id string) {
	f.mu.Lock()
	known := f.remembered && (id == "" || f.receipts[id] != nil)
	f.mu.Unlock()
	if known {
		return
	}
	result, err := f.call(ctx, Statement, Params{From: 1, To: stamp(f.config.Now()) + 1})
	if err != nil || result.Transactions == nil {
		return // asked again with the next call
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.remembered = true
	for _, t := range *result.Transactions {
		if _, ok := f.receipts[t.ID]; !ok {
			f.receipts[t.ID] = &Receipt{
				ID: t.ID, Invoice: t.Account[AccountField], Amount: t.Amount, Time: t.Time, State: t.State, paid: t.PerformTime, cancelled: t.CancelTime,
			}
		}
	}
}
