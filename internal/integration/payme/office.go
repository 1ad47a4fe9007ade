package payme

import (
	"context"
	"net/http"
	"time"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
)

// Methods of the Subscribe API, by which a merchant asks Payme. A receipt there has the id of the transaction here.
const (
	receiptsCancel = "receipts.cancel"
	receiptsCheck  = "receipts.check"
	receiptsGetAll = "receipts.get_all"
)

// States of a receipt.
const (
	ReceiptCreated   = 0
	ReceiptClosing   = 3 // the merchant is asked to perform
	ReceiptPaid      = 4
	ReceiptGoingBack = 21 // in the queue for cancelling: the merchant is asked next
	ReceiptCancelled = 50
)

// receiptsMost is how many receipts one answer holds.
const receiptsMost = 50

// OfficeConfig is our account at Payme.
type OfficeConfig struct {
	Till   Till
	API    string // such as https://checkout.paycom.uz/api
	Key    string
	Client *http.Client
}

// Office is what we ask of Payme.
type Office struct {
	till Till
	api  caller
}

// NewOffice asks Payme in the name of that account.
func NewOffice(c OfficeConfig) *Office {
	return &Office{c.Till, newCaller(c.API, c.Client, func(r *http.Request) { r.Header.Set("X-Auth", c.Till.Merchant+":"+c.Key) })}
}

var _ payment.Provider = (*Office)(nil)

// Name is that of Payme.
func (o *Office) Name() string { return Provider }

// Link leads to Payme's page.
func (o *Office) Link(invoice string, amount int64, l locale.Lang, back string) string {
	return o.till.Link(invoice, amount, l, back)
}

// Return has a receipt cancelled. Payme then calls CancelTransaction, in which our consent is asked: until that has
// come the money is on its way. What is refused may have been cancelled before, by an earlier call whose answer was
// lost or by an accountant in Payme's office: that is looked up.
func (o *Office) Return(ctx context.Context, external string) (back bool, err error) {
	var cancelled struct{ Receipt receiptJSON }
	err = o.api.call(ctx, receiptsCancel, map[string]any{"id": external}, &cancelled)
	if err == nil {
		return cancelled.Receipt.State == ReceiptCancelled, nil
	}
	if !refusedFor(err) {
		return false, err
	}
	var seen struct{ State int }
	if e := o.api.call(ctx, receiptsCheck, map[string]any{"id": external}, &seen); e != nil {
		if refusedFor(e) {
			return false, payment.WontReturnError(err.Error())
		}
		return false, e
	}
	switch seen.State {
	case ReceiptCancelled:
		return true, nil
	case ReceiptGoingBack:
		return false, nil
	default:
		return false, payment.WontReturnError(err.Error())
	}
}

// receiptJSON is a receipt as Payme tells of it; we read a part of it.
type receiptJSON struct {
	ID         string        `json:"_id"`
	CreateTime Timestamp     `json:"create_time"`
	PayTime    Timestamp     `json:"pay_time"`
	CancelTime Timestamp     `json:"cancel_time"`
	State      int           `json:"state"`
	Amount     int64         `json:"amount"`
	Account    []accountJSON `json:"account"`
}

type accountJSON struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}

// Books is Payme's receipts of that time.
func (o *Office) Books(ctx context.Context, from, to time.Time) ([]payment.Booked, error) {
	var all []payment.Booked
	for {
		var page []receiptJSON
		params := map[string]any{"count": receiptsMost, "from": stamp(from), "to": stamp(to), "offset": len(all)}
		if err := o.api.call(ctx, receiptsGetAll, params, &page); err != nil {
			return nil, err
		}
		for _, r := range page {
			all = append(all, r.booked())
		}
		if len(page) < receiptsMost {
			return all, nil
		}
	}
}

func (r receiptJSON) booked() payment.Booked {
	b := payment.Booked{External: r.ID, Amount: r.Amount / tiyin, State: payment.Reserved}
	for _, a := range r.Account {
		if value, ok := a.Value.(string); ok && a.Name == AccountField {
			b.Invoice = value
		}
	}
	switch {
	case r.State == ReceiptPaid || r.State == ReceiptGoingBack:
		b.State = payment.Performed
	case r.State == ReceiptCancelled && r.PayTime != 0:
		b.State = payment.Returned
	case r.State == ReceiptCancelled:
		b.State = payment.Withdrawn
	}
	return b
}
