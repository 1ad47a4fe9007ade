// Package payment is fees: the base calculation amount by date, what a person pays and why, invoices, payments and
// refunds.
package payment

import (
	"fmt"
	"math/big"

	"github.com/yagona/portal/internal/locale"
)

// Discounts of the state's fees, as exact decimals.
const (
	onlineFactor = "0.9" // applied for through the portal
	socialFactor = "0.5" // people in the social register, "yellow" poor families, disability groups I and II
)

// Ground is why a person pays half; a message of package locale is kept under "payment.ground.<ground>".
type Ground string

// Grounds of the social discount.
const (
	NoGround       Ground = ""
	SocialRegister Ground = "social-register"
	PoorFamily     Ground = "poor-family"
	Disability     Ground = "disability"
)

// Tariff is the row of a service's fee that holds for the applicant.
type Tariff struct {
	BHM       string      // multiple of the base calculation amount, an exact decimal
	Label     locale.Text // of the row; may be empty
	Discounts bool        // false for commercial prices: no discount of the state applies
}

// StepKind is one step of the sum; a message is kept under "payment.step.<kind>".
type StepKind string

// Steps of the sum, in order.
const (
	StepBase   StepKind = "base"   // BHM × multiple
	StepOnline StepKind = "online" // × 0.9
	StepSocial StepKind = "social" // × 0.5
	StepRound  StepKind = "round"  // to whole soʻm
	StepBill   StepKind = "bill"   // the bill found, of a payment service
)

// Step explains one step of the sum: what it was multiplied by and what it came to.
type Step struct {
	Kind   StepKind `json:"kind"`
	Factor string   `json:"factor,omitempty"`
	Amount int64    `json:"amount"` // rounded, for reading; the sum is carried on exactly
}

// Quote is what is to be paid, explained step by step. It is frozen on the invoice at issue.
type Quote struct {
	BHM    int64       `json:"bhm"`          // the base calculation amount of the day
	On     string      `json:"on,omitempty"` // that day, as "2006-01-02"; older invoices do not say it
	Factor string      `json:"factor"`       // multiple of it
	Label  locale.Text `json:"label,omitzero"`
	Base   int64       `json:"base"` // before discounts
	Online bool        `json:"online"`
	Social bool        `json:"social"`
	Ground Ground      `json:"ground,omitempty"`
	Steps  []Step      `json:"steps"`
	Bill   int64       `json:"bill,omitempty"` // of a payment service: the bill, fine or tax itself
	Amount int64       `json:"amount"`         // to pay: the fee and the bill
}

// Price works out a fee. The sum is carried exactly and rounded once, at the end.
func Price(bhm int64, t Tariff, ground Ground) (Quote, error) {
	factor, ok := new(big.Rat).SetString(t.BHM)
	if !ok || factor.Sign() < 0 {
		return Quote{}, fmt.Errorf("tariff %q is not a decimal", t.BHM)
	}
	sum := factor.Mul(factor, new(big.Rat).SetInt64(bhm))
	q := Quote{BHM: bhm, Factor: t.BHM, Label: t.Label, Base: Round(sum), Ground: ground}
	if sum.Sign() == 0 {
		return q, nil
	}
	q.Steps = append(q.Steps, Step{Kind: StepBase, Factor: t.BHM, Amount: Round(sum)})
	if t.Discounts {
		q.Online = true
		sum.Mul(sum, decimal(onlineFactor))
		q.Steps = append(q.Steps, Step{Kind: StepOnline, Factor: onlineFactor, Amount: Round(sum)})
		if ground != NoGround {
			q.Social = true
			sum.Mul(sum, decimal(socialFactor))
			q.Steps = append(q.Steps, Step{Kind: StepSocial, Factor: socialFactor, Amount: Round(sum)})
		}
	}
	q.Amount = Round(sum)
	if !sum.IsInt() {
		q.Steps = append(q.Steps, Step{Kind: StepRound, Amount: q.Amount})
	}
	return q, nil
}

// WithBill adds the bill that a payment service found.
func (q Quote) WithBill(amount int64) Quote {
	if amount <= 0 {
		return q
	}
	q.Bill = amount
	q.Amount += amount
	q.Steps = append(append([]Step(nil), q.Steps...), Step{Kind: StepBill, Amount: amount})
	return q
}

// Round is the one rounding of money: to whole soʻm, half away from zero.
func Round(r *big.Rat) int64 {
	two := big.NewInt(2)
	num := new(big.Int).Mul(new(big.Int).Abs(r.Num()), two)
	num.Add(num, r.Denom())
	num.Quo(num, new(big.Int).Mul(r.Denom(), two))
	if r.Sign() < 0 {
		num.Neg(num)
	}
	return num.Int64()
}

// Som is an amount of an expression, a double in CEL, as whole soʻm.
func Som(f float64) int64 {
	r := new(big.Rat).SetFloat64(f)
	if r == nil { // not a number or infinite
		return 0
	}
	return Round(r)
}

func decimal(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic("payment: constant " + s + " is not a decimal")
	}
	return r
}
