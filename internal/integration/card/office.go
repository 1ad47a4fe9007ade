package card

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/yagona/portal/internal/integration/ask"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
)

// OfficeConfig is our account at the provider.
type OfficeConfig struct {
	Page   string // where people pay
	API    string
	Secret string
	Origin string // ours, where people return to
	Client *http.Client
	Now    func() time.Time
}

// Office is what we ask of the provider.
type Office struct {
	config OfficeConfig
	api    ask.Caller
}

// NewOffice asks the provider in the name of that account.
func NewOffice(c OfficeConfig) *Office {
	return &Office{c, newCaller(c.API, c.Secret, c.Client, c.Now, false)}
}

var _ payment.Provider = (*Office)(nil)

// Name is that of the provider.
func (o *Office) Name() string { return Provider }

// Fields of an address of the provider's page. All of them are signed: nobody pays another amount or is led elsewhere.
const (
	invoiceField   = "invoice"
	amountField    = "amount"
	langField      = "lang"
	backField      = "back"
	signatureField = "sign"
	linkPurpose    = "link"
)

// Link leads to the provider's page.
func (o *Office) Link(invoice string, amount int64, l locale.Lang, back string) string {
	q := url.Values{
		invoiceField: {invoice}, amountField: {strconv.FormatInt(amount, 10)}, langField: {string(l)}, backField: {o.config.Origin + back},
	}
	q.Set(signatureField, hex.EncodeToString(mac(o.config.Secret, linkPurpose, []byte(q.Encode()))))
	return o.config.Page + "?" + q.Encode()
}

// Return has a charge given back at once. One that is back already is no error.
func (o *Office) Return(ctx context.Context, external string) (back bool, err error) {
	_, err = o.ask(ctx, message{Kind: kindReturn, ID: external})
	if why, ok := errors.AsType[refusedError](err); ok {
		return false, payment.WontReturnError(why)
	}
	return err == nil, err
}

// Books is the charges of that time.
func (o *Office) Books(ctx context.Context, from, to time.Time) ([]payment.Booked, error) {
	var all []payment.Booked
	after := ""
	for {
		answer, err := o.ask(ctx, message{Kind: kindBooks, From: from.UnixMilli(), To: to.UnixMilli(), After: after})
		if err != nil {
			return nil, err
		}
		var page []Charge
		if err := json.Unmarshal(answer, &page); err != nil {
			return nil, fmt.Errorf("books: %w", err)
		}
		for _, c := range page {
			b := payment.Booked{External: c.ID, Invoice: c.Invoice, Amount: c.Amount, State: payment.Performed}
			if c.State == GivenBack {
				b.State = payment.Returned
			}
			all, after = append(all, b), c.ID
		}
		if len(page) < booksMost {
			return all, nil
		}
	}
}

func (o *Office) ask(ctx context.Context, m message) ([]byte, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	return o.api.Post(ctx, body)
}
