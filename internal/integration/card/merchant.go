package card

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/payment"
)

// Merchant hears of money that the provider took. A notice may come again, late or twenty times at once.
type Merchant struct {
	secret string
	now    func() time.Time
	cases  *casework.Store
}

// NewMerchant hears notices that are signed with that secret.
func NewMerchant(secret string, now func() time.Time, cases *casework.Store) *Merchant {
	return &Merchant{secret, now, cases}
}

// ServeHTTP acknowledges money that is written down, whatever comes of it. Money for which we have no invoice is
// refused for good: the provider gives it back itself.
func (m *Merchant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	n, err := open(w, r, m.secret, m.now())
	if err != nil {
		http.Error(w, "The notice can't be taken.", http.StatusUnauthorized)
		return
	}
	err = m.take(r.Context(), n)
	why, final := errors.AsType[payment.RefusedError](err)
	switch {
	case final:
		http.Error(w, string(why), http.StatusUnprocessableEntity)
	case err != nil:
		slog.ErrorContext(r.Context(), "a notice of the card provider could not be kept", "error", err.Error())
		http.Error(w, "Not kept. Send it again.", http.StatusServiceUnavailable)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

func (m *Merchant) take(ctx context.Context, n message) error {
	switch {
	case n.Kind != kindPaid, n.ID == "", len(n.ID) > idLimit, n.At <= 0:
		return payment.ErrNoTransaction
	case n.Amount <= 0:
		return payment.ErrWrongAmount
	}
	_, err := m.cases.ReceivePayment(ctx, payment.Order{Provider: Provider, External: n.ID, Invoice: n.Invoice, Amount: n.Amount, MadeAt: time.UnixMilli(n.At)})
	return err
}
