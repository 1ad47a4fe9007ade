package card

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/integration/ask"
	"github.com/yagona/portal/internal/locale"
)

// showWait is how long a person who has paid waits for us to hear of it; then the notice is repeated behind their back.
const showWait = 3 * time.Second

// Offer is what the page shows: what is to be paid, or why it can't be.
type Offer struct {
	Lang     locale.Lang
	Action   string // where the one form goes: field "receipt"; "decline" is a card without money, "cancel" goes back
	Receipt  string // id of the charge, made with the page: pressing twice pays once
	Invoice  string
	Amount   int64 // soʻm
	Declined bool
	Refusal  string
	Back     string
}

// DemoConfig is the demonstration provider's one merchant and its page.
type DemoConfig struct {
	Path     string // where it stands, such as /demo/card
	Callback string // of the merchant
	Secret   string
	Pool     *pgxpool.Pool // of its ledger
	Client   *http.Client
	Page     func(http.ResponseWriter, *http.Request, Offer) error
	Now      func() time.Time
}

// Demo is the provider of a demonstration: a page with test cards, a ledger, and notices that are repeated until the
// merchant acknowledges them.
type Demo struct {
	config   DemoConfig
	mux      *http.ServeMux
	merchant ask.Caller
	ledger   ledger
	telling  sync.WaitGroup
}

// NewDemo goes on telling of what nobody has acknowledged.
func NewDemo(ctx context.Context, c DemoConfig) (*Demo, error) {
	d := &Demo{config: c, mux: http.NewServeMux(), merchant: newCaller(c.Callback, c.Secret, c.Client, c.Now, true), ledger: ledger{c.Pool}}
	d.mux.HandleFunc("GET "+c.Path+"/pay", d.show)
	d.mux.HandleFunc("POST "+c.Path+"/pay", d.pay)
	d.mux.HandleFunc("POST "+c.Path+"/api", d.api)
	untold, err := d.ledger.untold(ctx)
	if err != nil {
		return nil, err
	}
	for _, charge := range untold {
		d.tell(ctx, charge)
	}
	return d, nil
}

// Path is where the provider stands on the portal's listener.
func (d *Demo) Path() string { return d.config.Path }

func (d *Demo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	d.mux.ServeHTTP(w, r)
}

// read is what the merchant sent a person for.
func (d *Demo) read(r *http.Request) (o Offer, err error) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return o, err
	}
	given, err := hex.DecodeString(q.Get(signatureField))
	if err != nil {
		return o, err
	}
	q.Del(signatureField)
	if !hmac.Equal(given, mac(d.config.Secret, linkPurpose, []byte(q.Encode()))) {
		return o, errForged
	}
	o = Offer{Lang: locale.Uz, Action: r.URL.RequestURI(), Receipt: rand.Text(), Invoice: q.Get(invoiceField), Back: q.Get(backField)}
	if l, ok := locale.ParseLang(q.Get(langField)); ok {
		o.Lang = l
	}
	o.Amount, err = strconv.ParseInt(q.Get(amountField), 10, 64)
	return o, err
}

func (d *Demo) show(w http.ResponseWriter, r *http.Request) {
	o, err := d.read(r)
	if err != nil {
		http.Error(w, "This is no address of a payment.", http.StatusBadRequest)
		return
	}
	d.page(w, r, o)
}

func (d *Demo) page(w http.ResponseWriter, r *http.Request, o Offer) {
	if err := d.config.Page(w, r.WithContext(locale.WithLang(r.Context(), o.Lang)), o); err != nil {
		http.Error(w, "The page can't be shown.", http.StatusInternalServerError)
	}
}

// chargeID is what rand.Text makes.
var chargeID = regexp.MustCompile(`^[A-Z2-7]{26}$`)

func (d *Demo) pay(w http.ResponseWriter, r *http.Request) {
	o, err := d.read(r)
	id := r.PostFormValue("receipt")
	switch {
	case err != nil || !chargeID.MatchString(id):
		http.Error(w, "This is no address of a payment.", http.StatusBadRequest)
		return
	case r.PostFormValue("cancel") != "":
		http.Redirect(w, r, o.Back, http.StatusSeeOther)
		return
	case r.PostFormValue("decline") != "":
		o.Declined = true
	default:
		o.Refusal = d.outcome(r.Context(), o, id)
	}
	if o.Declined || o.Refusal != "" {
		d.page(w, r, o)
		return
	}
	http.Redirect(w, r, o.Back, http.StatusSeeOther)
}

// outcome takes the money and says why it did not stay there; empty when it did.
func (d *Demo) outcome(ctx context.Context, o Offer, id string) string {
	told, err := d.Charge(context.WithoutCancel(ctx), id, o.Invoice, o.Amount)
	if err != nil {
		return o.Lang.T("payment.refusal.internal")
	}
	select {
	case why := <-told:
		if refused(why) {
			return o.Lang.T("payment.refusal." + why.Error())
		}
	case <-time.After(showWait):
	}
	return ""
}

// Charge takes money once under that id and tells the merchant, whose answer comes through the channel: nil is yes.
func (d *Demo) Charge(ctx context.Context, id, invoice string, amount int64) (told <-chan error, err error) {
	c := Charge{ID: id, Invoice: invoice, Amount: amount, At: d.config.Now().UnixMilli(), State: Taken}
	fresh, err := d.ledger.add(ctx, c)
	if err != nil {
		return nil, err
	}
	if !fresh {
		known := make(chan error)
		close(known)
		return known, nil
	}
	return d.tell(ctx, c), nil
}

// tell repeats a notice until the merchant acknowledges it. Money that it refuses goes back to the card.
func (d *Demo) tell(ctx context.Context, c Charge) <-chan error {
	told := make(chan error, 1)
	d.telling.Go(func() {
		body, err := json.Marshal(message{Kind: kindPaid, ID: c.ID, Invoice: c.Invoice, Amount: c.Amount, At: c.At})
		if err == nil {
			_, err = d.merchant.Post(ctx, body)
		}
		switch {
		case refused(err):
			_, _, _ = d.ledger.move(ctx, c.ID, GivenBack) // what can't be written down is told once more after the next start
		case err == nil:
			_, _, _ = d.ledger.move(ctx, c.ID, Told)
		}
		told <- err
	})
	return told
}

// Wait returns when the merchant knows of everything.
func (d *Demo) Wait() { d.telling.Wait() }

// api answers the merchant.
func (d *Demo) api(w http.ResponseWriter, r *http.Request) {
	m, err := open(w, r, d.config.Secret, d.config.Now())
	if err != nil {
		http.Error(w, errForged.Error(), http.StatusUnauthorized)
		return
	}
	answer, err := d.answer(r.Context(), m)
	switch {
	case refused(err):
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
	case err != nil:
		http.Error(w, "Not done. Ask again.", http.StatusServiceUnavailable)
	default:
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_ = json.NewEncoder(w).Encode(answer) // the merchant has gone; it will ask again
	}
}

func (d *Demo) answer(ctx context.Context, m message) (any, error) {
	switch m.Kind {
	case kindReturn:
		c, known, err := d.ledger.move(ctx, m.ID, GivenBack)
		if err == nil && !known {
			err = refusedError("no such charge")
		}
		return c, err
	case kindBooks:
		return d.ledger.between(ctx, m.From, m.To, m.After)
	default:
		return nil, refusedError("no such question")
	}
}
