package casework

import (
	"context"
	"errors"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/register"
)

// ErrUncertain means that a fee can't be worked out yet: a fact or an answer that it depends on is missing.
var ErrUncertain = errors.New("the fee is not certain yet")

// billPath is the computed value that a payment service collects besides its fee: the bill, the fine or the tax found.
const billPath = "compute.bill"

// Quote is what the applicant would pay with those facts and answers, step by step. It is ErrUncertain while a fact is
// missing, also one that could halve it: nobody is charged double because a register was down.
func (s *Store) Quote(ctx context.Context, svc *catalogue.Service, in catalogue.Input) (payment.Quote, error) {
	row, err := svc.Fee(in)
	if err != nil {
		return payment.Quote{}, errors.Join(ErrUncertain, err)
	}
	bhm, err := s.payments.BHM(ctx, in.Today.Time)
	if err != nil {
		return payment.Quote{}, err
	}
	discounts := discounted(svc)
	ground := payment.GroundOf(in.Facts)
	q, err := payment.Price(bhm, tariff(svc, row), ground)
	if err != nil {
		return payment.Quote{}, err
	}
	q.On = in.Today.String()
	if _, asked := in.Facts[socialKey]; q.Amount > 0 && discounts && ground == payment.NoGround && !asked {
		return payment.Quote{}, ErrUncertain
	}
	return q.WithBill(bill(svc, in)), nil
}

// discounted: prices of the market know no discounts of the state.
func discounted(svc *catalogue.Service) bool { return svc.Discounts == nil || *svc.Discounts }

func tariff(svc *catalogue.Service, row catalogue.Tariff) payment.Tariff {
	return payment.Tariff{BHM: row.BHM, Label: row.Label, Discounts: discounted(svc)}
}

// Price is what a row of a tariff comes to on a day, for whoever applies here and with the social discount.
type Price struct{ Online, Social payment.Quote }

// Prices is what each row of a service's tariff comes to today, before anybody has answered anything.
func (s *Store) Prices(ctx context.Context, svc *catalogue.Service) ([]Price, error) {
	bhm, err := s.payments.BHM(ctx, s.now())
	if err != nil {
		return nil, err
	}
	list := make([]Price, len(svc.Definition.Fee))
	for i, row := range svc.Definition.Fee {
		if list[i].Online, err = payment.Price(bhm, tariff(svc, row), payment.NoGround); err != nil {
			return nil, err
		}
		if list[i].Social, err = payment.Price(bhm, tariff(svc, row), payment.SocialRegister); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// bill is what a payment service found to be paid.
func bill(svc *catalogue.Service, in catalogue.Input) int64 {
	if svc.Process != catalogue.Payment {
		return 0
	}
	for _, line := range svc.Lines(in) {
		if amount, ok := line.Value.(float64); ok && line.Path == billPath {
			return payment.Som(amount)
		}
	}
	return 0
}

// input is what the expressions of the service see of a case today.
func (a Application) input(today register.Date) catalogue.Input {
	return catalogue.Input{Facts: a.Facts, Form: a.Answers, Today: today}
}
