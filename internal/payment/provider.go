package payment

import (
	"context"
	"time"

	"github.com/yagona/portal/internal/locale"
)

// Provider is an outside system that takes money for us: what we ask of it. What it tells us comes in its own protocol,
// to a package of its own below internal/integration.
type Provider interface {
	// Name is that under which its transactions are kept, for good.
	Name() string
	// Link leads to the payment of an invoice of that many soʻm, and back to a path of ours.
	Link(invoice string, amount int64, l locale.Lang, back string) string
	// Return asks to give a payment back, all of it. Asked again it changes nothing. back is false while it is under
	// way; a WontReturnError says that asking again is in vain.
	Return(ctx context.Context, external string) (back bool, err error)
	// Books is what it has on its books of the payments made in that time, both ends included.
	Books(ctx context.Context, from, to time.Time) ([]Booked, error)
}

// Booked is a payment on the books of a provider.
type Booked struct {
	External string
	Invoice  string
	Amount   int64 // soʻm
	State    TransactionState
}

// WontReturnError is why a provider will not give a payment back, in its own words.
type WontReturnError string

func (e WontReturnError) Error() string {
	return "the provider does not return the payment: " + string(e)
}

// With is the store with the providers that are configured, in the order in which people are offered them.
func (s *Store) With(providers ...Provider) *Store {
	s.providers = providers
	return s
}

// Tills is where people pay; empty where nobody takes money.
func (s *Store) Tills() []Provider { return s.providers }

// Provider is the provider of that name, or nil: one that is no longer configured, or of a demonstration's past.
func (s *Store) Provider(name string) Provider {
	for _, p := range s.providers {
		if p.Name() == name {
			return p
		}
	}
	return nil
}
