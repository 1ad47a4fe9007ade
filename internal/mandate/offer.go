package mandate

import (
	"context"
	"strings"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

// ofAge is when a child acts for itself.
const ofAge = 18

// purpose is what the registers' own log reads.
const purpose = "mandate"

// Grounds is every ground, in the order in which people see them, with the register and the field that prove it.
var Grounds = []struct {
	Ground   account.Ground
	Register string
	field    string
}{
	{account.Parent, "civil", "children"},
	{account.Director, "business", "companies"},
	{account.Attorney, "notary", "attorneys"},
}

// RegisterOf is the register that proves a ground.
func RegisterOf(g account.Ground) string {
	for _, x := range Grounds {
		if x.Ground == g {
			return x.Register
		}
	}
	return ""
}

// Offer is a right as its register has it now: one that can be taken, or one that can't any more, with the reason.
type Offer struct {
	account.Mandate
	Ref    string    // names the right among those of the person
	Since  time.Time // when a power of attorney was given
	Why    string    // revoked | expired | closed; empty when it can be taken
	ReadAt time.Time // when the register said so
}

// Open reports whether the right can be taken.
func (o Offer) Open() bool { return o.Why == "" }

func ref(g account.Ground, id string) string { return string(g) + ":" + id }

func cut(ref string) (account.Ground, string, bool) {
	g, id, ok := strings.Cut(ref, ":")
	return account.Ground(g), id, ok
}

// Offers is all that the registers say now of whom the person may act for, and the registers that did not answer.
func (s *Store) Offers(ctx context.Context, who account.Principal) (offers []Offer, silent []string, err error) {
	for _, g := range Grounds {
		of, err := s.ask(ctx, who, g.Ground)
		if problem.Is(err, problem.Unavailable) {
			silent = append(silent, g.Register)
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		offers = append(offers, of...)
	}
	return offers, silent, nil
}

// ask reads the register of a ground and puts the look on record.
func (s *Store) ask(ctx context.Context, who account.Principal, ground account.Ground) ([]Offer, error) {
	for _, g := range Grounds {
		if g.Ground != ground {
			continue
		}
		fact, err := s.registers.Read(ctx, register.Request{Register: g.Register, Key: who.PINFL, Applicant: who.PINFL, Fields: []string{g.field}, Purpose: purpose})
		if err != nil {
			return nil, err
		}
		err = audit.NewStore(s.pool).Record(ctx, audit.Entry{
			Kind: audit.Citizen, Actor: who.AccountID, Action: "register.read", Object: "register:" + g.Register, About: []int64{who.AccountID},
			Detail: map[string]any{"service": purpose},
		})
		if err != nil {
			return nil, postgres.Problem(err)
		}
		at := fact.FetchedAt
		if at.IsZero() {
			at = s.now()
		}
		return s.read(ground, form.Maps(fact.Value[g.field]), at), nil
	}
	return nil, problem.New(problem.NotFound, "mandate.none")
}

// read makes offers of what a register lists. Grown-up children are none of a parent's; companies in which a person has
// no more than a share are none of his.
func (s *Store) read(ground account.Ground, items []map[string]any, at time.Time) []Offer {
	today := register.DateOf(s.now())
	var out []Offer
	for _, item := range items {
		o := Offer{ReadAt: at}
		o.Scope = []string{}
		o.Ground, o.Kind = ground, account.OfPerson
		switch ground {
		case account.Parent:
			born, err := register.ParseDate(form.String(item["birth_date"]))
			grown := register.Date{Time: born.AddDate(ofAge, 0, 0)}
			if err != nil || !today.Before(grown.Time) {
				continue
			}
			o.Subject, o.Name, o.Until = form.String(item["pinfl"]), form.String(item["full_name"]), register.Date{Time: grown.AddDate(0, 0, -1)}
			o.Ref = ref(ground, o.Subject)
		case account.Director:
			if item["is_director"] != true {
				continue
			}
			o.Kind, o.Subject, o.Name = account.OfCompany, form.String(item["tin"]), form.String(item["name"])
			if form.String(item["status"]) == "closed" {
				o.Why = "closed"
			}
			o.Ref = ref(ground, o.Subject)
		case account.Attorney:
			o.attorney(item, today)
		}
		if o.Subject != "" {
			out = append(out, o)
		}
	}
	return out
}

// attorney reads a power of attorney. One without a last day holds until it is revoked.
func (o *Offer) attorney(item map[string]any, today register.Date) {
	o.Subject, o.Name, o.Number = form.String(item["principal"]), form.String(item["principal_name"]), form.String(item["number"])
	o.Scope, o.Ref = append(o.Scope, form.Strings(item["scope"])...), ref(account.Attorney, o.Number)
	if len(o.Subject) == 9 { // a TIN
		o.Kind = account.OfCompany
	}
	if since, err := register.ParseDate(form.String(item["issued_on"])); err == nil {
		o.Since = since.Time
		if today.Before(since.Time) {
			o.Why = "early"
		}
	}
	if until, err := register.ParseDate(form.String(item["valid_until"])); err == nil {
		o.Until = until
		if today.After(until.Time) {
			o.Why = "expired"
		}
	}
	if form.String(item["status"]) != "active" {
		o.Why = "revoked"
	}
}
