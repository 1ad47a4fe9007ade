package faults

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	mrand "math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/yagona/portal/internal/integration/card"
	"github.com/yagona/portal/internal/integration/payme"
)

// till is the providers' side: calls that come twice, at once, late and out of order.
type till struct {
	*rig
	client *http.Client
	until  time.Time // for giving up

	mu     sync.Mutex
	dice   *mrand.Rand
	billed map[string]bool
	paying sync.WaitGroup
}

func (r *rig) newTill() *till {
	return &till{
		rig: r, client: &http.Client{Transport: impatient{r.front}, Timeout: hang}, billed: map[string]bool{},
		dice: mrand.New(mrand.NewPCG(r.seed, 3)),
	}
}

func (k *till) roll(n int) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.dice.IntN(n)
}

// bill has an invoice paid by one provider or by both at once.
func (r *rig) bill(invoice string, amount int64) {
	k := r.till
	k.mu.Lock()
	known := k.billed[invoice]
	k.billed[invoice] = true
	k.mu.Unlock()
	if known {
		return
	}
	how := k.roll(100)
	if how < 60 {
		k.paying.Go(func() { k.payme(invoice, amount) })
	}
	if how >= 45 {
		k.paying.Go(func() { k.card(invoice, amount) })
	}
}

// dawdle waits as long as providers do.
func (k *till) dawdle() { time.Sleep(time.Duration(k.roll(400)) * time.Millisecond) }

// call asks as Payme does until there is an answer; code is that of a refusal.
func (k *till) call(method string, p payme.Params) (result payme.Result, code int, answered bool) {
	body, _ := json.Marshal(payme.Request{ID: json.RawMessage("1"), Method: method, Params: p})
	for time.Now().Before(k.until) {
		r, err := http.NewRequestWithContext(k.t.Context(), http.MethodPost, k.origin+payme.Path, bytes.NewReader(body))
		if err != nil {
			return result, 0, false
		}
		r.SetBasicAuth("Paycom", paymeKey)
		var answer payme.Response
		res, err := k.client.Do(r)
		if err == nil {
			err = json.NewDecoder(res.Body).Decode(&answer)
			_ = res.Body.Close()
		}
		switch {
		case err == nil && answer.Result != nil:
			return *answer.Result, 0, true
		case err == nil && answer.Error != nil && answer.Error.Code != payme.CodeInternal:
			return result, answer.Error.Code, true
		}
		_ = k.front.pause(k.t.Context(), 500*time.Millisecond)
	}
	return result, 0, false
}

// payme reserves and performs, with calls that come before their time and after it.
func (k *till) payme(invoice string, amount int64) {
	m := &money{provider: payme.Provider, external: randomHex(), invoice: invoice, amount: amount}
	k.ledger.charge(m)
	create := payme.Params{ID: m.external, Time: payme.Timestamp(time.Now().UnixMilli()), Amount: amount * 100, Account: map[string]string{payme.AccountField: invoice}}
	if k.roll(100) < 20 { // the second before the first
		if _, code, ok := k.call(payme.Perform, payme.Params{ID: m.external}); ok && code != payme.CodeNoTransaction {
			k.ledger.differs("payme %s was performed before it was created: %d", m.external, code)
		}
	}
	reserved := false
	k.many(3, func() {
		_, code, ok := k.call(payme.Create, create)
		k.mu.Lock()
		defer k.mu.Unlock()
		reserved = reserved || ok && code == 0
	})
	if !reserved {
		return
	}
	if k.roll(100) < 15 {
		k.lapses(m)
		return
	}
	k.dawdle()
	var times []payme.Timestamp
	k.many(3, func() {
		result, code, ok := k.call(payme.Perform, payme.Params{ID: m.external})
		if !ok || code != 0 {
			return
		}
		k.ledger.took(m)
		k.mu.Lock()
		defer k.mu.Unlock()
		if result.PerformTime != nil {
			times = append(times, *result.PerformTime)
		}
	})
	for _, at := range times {
		if at != times[0] {
			k.ledger.differs("payme %s was performed at %d and %d", m.external, times[0], at)
		}
	}
	if len(times) == 0 {
		return
	}
	k.dawdle() // and what comes too late changes nothing
	if result, _, ok := k.call(payme.Check, payme.Params{ID: m.external}); ok && result.State != payme.StatePerformed {
		k.ledger.differs("payme %s was performed and is in state %d", m.external, result.State)
	}
	if _, code, ok := k.call(payme.Create, create); ok && code != payme.CodeState {
		k.ledger.differs("payme %s was created again: %d", m.external, code)
	}
	if _, code, ok := k.call(payme.Cancel, payme.Params{ID: m.external, Reason: payme.ReasonFailed}); ok && code != payme.CodeKept {
		k.ledger.differs("payme %s was cancelled after it was performed: %d", m.external, code)
	}
}

// lapses comes back when the reservation has waited too long: it must be told that no money is taken.
func (k *till) lapses(m *money) {
	k.exec(`UPDATE payment_transactions SET created_at = created_at - interval '13 hours', made_at = made_at - interval '13 hours' WHERE provider = $1 AND external_id = $2 AND state = 'reserved'`,
		m.provider, m.external)
	k.many(3, func() {
		if _, code, ok := k.call(payme.Perform, payme.Params{ID: m.external}); ok && code != payme.CodeState {
			k.ledger.differs("payme %s was performed after it lapsed: %d", m.external, code)
		}
	})
	if result, _, ok := k.call(payme.Check, payme.Params{ID: m.external}); ok && result.State != payme.StateCancelled {
		k.ledger.differs("payme %s has lapsed and is in state %d", m.external, result.State)
	}
}

// many does the same up to that many times at once.
func (k *till) many(most int, do func()) {
	var doing sync.WaitGroup
	for range 1 + k.roll(most) {
		doing.Go(do)
	}
	doing.Wait()
}

// card takes the money first and tells of it then: the provider's own notice, and others that come again, late.
func (k *till) card(invoice string, amount int64) {
	var m *money
	var body []byte
	var told <-chan error
	for err := error(nil); m == nil || err != nil; {
		m = &money{provider: card.Provider, external: rand.Text(), invoice: invoice, amount: amount}
		k.ledger.charge(m)
		body, _ = json.Marshal(map[string]any{"kind": "paid", "id": m.external, "invoice": invoice, "amount": amount, "at": time.Now().UnixMilli()})
		if told, err = k.rig.card.Charge(k.t.Context(), m.external, invoice, amount); err != nil { // its own books are in the same database
			if time.Now().After(k.until) {
				return
			}
			k.dawdle()
		}
	}
	k.many(3, func() { k.notice(body) })
	select {
	case err := <-told:
		if err == nil {
			k.ledger.took(m)
		}
	case <-time.After(time.Until(k.until)):
	}
	k.dawdle()
	if status := k.notice(body); status == http.StatusUnprocessableEntity && m.acknowledged {
		k.ledger.differs("card %s was taken and is refused when it comes again", m.external)
	}
}

// notice tells of a charge once more, and does not mind when nobody listens.
func (k *till) notice(body []byte) (status int) {
	at := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(cardSecret))
	mac.Write([]byte(at + "."))
	mac.Write(body)
	ctx, cancel := context.WithTimeout(k.t.Context(), hang)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, k.origin+card.Path, bytes.NewReader(body))
	if err != nil {
		return 0
	}
	r.Header.Set("Card-Time", at)
	r.Header.Set("Card-Signature", hex.EncodeToString(mac.Sum(nil)))
	res, err := k.client.Do(r)
	if err != nil {
		return 0
	}
	_ = res.Body.Close()
	return res.StatusCode
}

func randomHex() string {
	var raw [12]byte
	_, _ = rand.Read(raw[:]) // never fails
	return hex.EncodeToString(raw[:])
}
