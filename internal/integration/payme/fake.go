package payme

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/yagona/portal/internal/locale"
)

// Offer is what the fake's page shows: what is to be paid, or why it can't be.
type Offer struct {
	Lang    locale.Lang
	Action  string // where the one form goes: field "receipt"; "cancel" goes back
	Receipt string // made with the page: pressing twice pays once
	Invoice string
	Amount  int64 // soʻm
	Refusal string
	Back    string
}

// FakeConfig is the fake provider's one merchant and its page.
type FakeConfig struct {
	Path     string // where it stands, such as /demo/payme
	Endpoint string // of the merchant
	Merchant string
	Key      string
	Origin   string // people are sent back only below it
	Client   *http.Client
	Page     func(http.ResponseWriter, *http.Request, Offer) error
	Now      func() time.Time
}

// Receipt is a payment in the fake's own ledger.
type Receipt struct {
	ID      string
	Invoice string
	Amount  int64 // tiyin
	Time    Timestamp
	State   int // as the merchant last said; 0 when it never answered

	paid, cancelled Timestamp
	goingBack       bool // in the queue for cancelling
}

// Fake plays Payme: a page on which a person pays without money, calls to the merchant that are repeated until they
// are answered, and a ledger of its own, so that both sides can be compared.
type Fake struct {
	config   FakeConfig
	mux      *http.ServeMux
	merchant caller

	mu         sync.Mutex
	receipts   map[string]*Receipt
	phantoms   map[string]*Receipt // on the books alone
	distorted  map[string]func(amount *int64, state *int) bool
	remembered bool
	waiting    sync.WaitGroup // for the merchant, in the background
}

// NewFake plays Payme for one merchant.
func NewFake(c FakeConfig) *Fake {
	f := &Fake{config: c, mux: http.NewServeMux(), receipts: map[string]*Receipt{}, phantoms: map[string]*Receipt{}, distorted: map[string]func(*int64, *int) bool{}}
	f.merchant = newCaller(c.Endpoint, c.Client, func(r *http.Request) { r.SetBasicAuth(login, c.Key) })
	f.mux.HandleFunc("POST "+c.Path+"/api", f.api)
	f.mux.HandleFunc("GET "+c.Path+"/{checkout...}", f.show)
	f.mux.HandleFunc("POST "+c.Path+"/{checkout...}", f.pay)
	return f
}

// Path is where the fake stands on the portal's listener.
func (f *Fake) Path() string { return f.config.Path }

func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	f.mux.ServeHTTP(w, r)
}

// Receipts is the fake's ledger.
func (f *Fake) Receipts() []Receipt {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []Receipt
	for _, r := range f.receipts {
		list = append(list, *r)
	}
	slices.SortFunc(list, func(a, b Receipt) int { return strings.Compare(a.ID, b.ID) })
	return list
}

// show asks the merchant whether the invoice can be paid, as Payme does before it asks for a card.
func (f *Fake) show(w http.ResponseWriter, r *http.Request) {
	c, err := f.read(r)
	if err != nil {
		http.Error(w, "This is no address of a payment.", http.StatusBadRequest)
		return
	}
	var refusal string
	if _, err := f.call(r.Context(), CheckPerform, Params{Amount: c.Amount, Account: map[string]string{AccountField: c.Invoice}}); err != nil {
		refusal = inWords(err, c.Lang)
	}
	f.page(w, r, c, newID(), refusal)
}

func (f *Fake) read(r *http.Request) (Checkout, error) {
	c, err := parseCheckout(r.PathValue("checkout"))
	if err == nil && (c.Merchant != f.config.Merchant || !strings.HasPrefix(c.Back, f.config.Origin+"/")) {
		err = errors.New("not our merchant")
	}
	return c, err
}

func (f *Fake) page(w http.ResponseWriter, r *http.Request, c Checkout, receipt, refusal string) {
	o := Offer{Lang: c.Lang, Action: r.URL.EscapedPath(), Receipt: receipt, Invoice: c.Invoice, Amount: c.Amount / tiyin, Refusal: refusal, Back: c.Back}
	if err := f.config.Page(w, r.WithContext(locale.WithLang(r.Context(), c.Lang)), o); err != nil {
		http.Error(w, "The page can't be shown.", http.StatusInternalServerError)
	}
}

// pay reserves and performs. When the merchant refuses to perform, the reservation is given up, so that nobody waits
// for it for twelve hours.
func (f *Fake) pay(w http.ResponseWriter, r *http.Request) {
	c, err := f.read(r)
	id := r.PostFormValue("receipt")
	if _, notHex := hex.DecodeString(id); err != nil || notHex != nil || len(id) != 2*idBytes {
		http.Error(w, "This is no address of a payment.", http.StatusBadRequest)
		return
	}
	if r.PostFormValue("cancel") == "" {
		if err := f.Pay(context.WithoutCancel(r.Context()), id, c.Invoice, c.Amount); err != nil {
			f.page(w, r, c, newID(), inWords(err, c.Lang))
			return
		}
	}
	http.Redirect(w, r, c.Back, http.StatusSeeOther)
}

// Pay makes a payment under that id, or repeats it: the merchant answers the same.
func (f *Fake) Pay(ctx context.Context, id, invoice string, amount int64) error {
	receipt := f.receipt(id, invoice, amount)
	if _, err := f.call(ctx, Create, Params{ID: id, Time: receipt.Time, Amount: amount, Account: map[string]string{AccountField: invoice}}); err != nil {
		return f.unlessPaid(ctx, id, err)
	}
	f.mark(id, StateCreated)
	if _, err := f.call(ctx, Perform, Params{ID: id}); err != nil {
		if result, cancelled := f.call(ctx, Cancel, Params{ID: id, Reason: ReasonFailed}); cancelled == nil {
			f.mark(id, result.State)
		}
		return err
	}
	f.mark(id, StatePerformed)
	return nil
}

// unlessPaid forgives the refusal of a reservation that was performed already: the page was sent twice.
func (f *Fake) unlessPaid(ctx context.Context, id string, refused error) error {
	if result, err := f.call(ctx, Check, Params{ID: id}); err == nil && result.State == StatePerformed {
		return nil
	}
	return refused
}

// Return gives the money of a payment back, as an accountant does in Payme's office: the merchant must agree.
func (f *Fake) Return(ctx context.Context, id string) error {
	result, err := f.call(ctx, Cancel, Params{ID: id, Reason: ReasonRefund})
	if err == nil {
		f.mark(id, result.State)
	}
	return err
}

func (f *Fake) receipt(id, invoice string, amount int64) Receipt {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r, ok := f.receipts[id]; ok {
		return *r
	}
	r := &Receipt{ID: id, Invoice: invoice, Amount: amount, Time: stamp(f.config.Now())}
	f.receipts[id] = r
	return *r
}

func (f *Fake) mark(id string, state int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.receipts[id]
	r.State = state
	switch now := stamp(f.config.Now()); {
	case state == StatePerformed && r.paid == 0:
		r.paid = now
	case state < 0 && r.cancelled == 0:
		r.cancelled = now
	}
}

// Wait returns when nothing is asked of the merchant any more.
func (f *Fake) Wait() { f.waiting.Wait() }

// call asks the merchant.
func (f *Fake) call(ctx context.Context, method string, p Params) (result Result, err error) {
	return result, f.merchant.call(ctx, method, p, &result)
}

// idBytes is the length of Payme's ids: 24 hexadecimal digits.
const idBytes = 12

func newID() string {
	var raw [idBytes]byte
	_, _ = rand.Read(raw[:]) // never fails on our systems; the runtime aborts if it does
	return hex.EncodeToString(raw[:])
}

// inWords is what the page says about a refusal.
func inWords(err error, l locale.Lang) string {
	if refused, ok := errors.AsType[*Error](err); ok {
		return refused.Message.In(l)
	}
	return l.T("payment.refusal.internal")
}
