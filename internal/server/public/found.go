package public

import (
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/workday"
	view "github.com/yagona/portal/web/public"
)

// shelf is that of the reader's language.
func (r reader) shelf() *shelf {
	kept, _ := r.shelves.LoadOrStore(r.lang, &shelf{})
	s := kept.(*shelf)
	s.once.Do(func() {
		all := r.snap.All()
		s.found, s.facets, s.marks = make(map[string]view.Found, len(all)), r.facets(), make(map[string]marks, len(all))
		s.titles = make(map[string][]word, len(all))
		for _, svc := range all {
			s.titles[svc.Code] = wordsOf(svc.Title.In(r.lang))
			s.found[svc.Code], s.marks[svc.Code] = r.describe(svc), marksOf(s.facets, svc)
		}
		s.counts = s.none()
		for _, has := range s.marks {
			tally(s.counts, has)
		}
	})
	return s
}

// found is a service in a list.
func (r reader) found(svc *catalogue.Service) view.Found { return r.shelf().found[svc.Code] }

func (r reader) describe(svc *catalogue.Service) view.Found {
	a, _ := r.list.Authorities.Get(svc.Authority)
	return view.Found{
		Title:     svc.Title.In(r.lang),
		Href:      r.link("/services/" + svc.Code),
		Summary:   svc.Summary.In(r.lang),
		When:      r.when(svc),
		Automatic: svc.Process.Automatic(),
		Fee:       r.fee(svc),
		Authority: a.Short.In(r.lang),
	}
}

func (r reader) foundAll(list []*catalogue.Service) []view.Found {
	out := make([]view.Found, len(list))
	for i, svc := range list {
		out[i] = r.found(svc)
	}
	return out
}

// byTitle sorts as the reader's language does: ў after у, oʻ after o.
func (r reader) byTitle(found []view.Found) {
	c := collate.New(language.MustParse(r.lang.Tag()))
	slices.SortStableFunc(found, func(a, b view.Found) int { return c.CompareString(a.Title, b.Title) })
}

// when is how soon: "at once" only where the answer comes while one waits.
func (r reader) when(svc *catalogue.Service) string {
	if r.hand.holds(svc.Code) {
		return r.due(svc)
	}
	if atOnce(svc) {
		return r.lang.T("public.at-once")
	}
	term := r.term(svc.Term)
	if svc.Process.Automatic() {
		return r.lang.T("public.automatic-within", "Term", term)
	}
	return term
}

func atOnce(svc *catalogue.Service) bool {
	return svc.Process.Automatic() && svc.Term.Unit == workday.Minutes
}

// due is the term, where there is one to promise.
func (r reader) due(svc *catalogue.Service) string {
	if r.untimed(svc) {
		return r.lang.T("public.not-at-once")
	}
	return r.term(svc.Term)
}

// untimed reports whether people decide a service for which only rules are fast enough.
func (r reader) untimed(svc *catalogue.Service) bool {
	return r.hand.holds(svc.Code) && svc.Term.Unit == workday.Minutes
}

// term is "10 working days".
func (r reader) term(t catalogue.Term) string {
	unit, _ := r.list.Units.Get(string(t.Unit))
	n := int64(t.Value)
	return r.lang.Number(n) + "\u00a0" + unit.After(r.lang, n)
}

// fee is the price in a word or two: of the cheapest row when there are several.
func (r reader) fee(svc *catalogue.Service) string {
	rows := r.prices(svc)
	low, high := rows[0], rows[0]
	for _, row := range rows[1:] {
		if row.Amount < low.Amount {
			low = row
		}
		if row.Amount > high.Amount {
			high = row
		}
	}
	switch {
	case high.Amount == 0 && svc.Process == catalogue.Payment:
		return r.lang.T("public.fee.bill")
	case high.Amount == 0:
		return r.lang.T("public.fee.free")
	case r.bhm == 0:
		return r.lang.T("public.fee.bhm", "N", r.decimal(low.Factor))
	case low.Amount == 0:
		return r.lang.T("public.fee.up-to", "Sum", r.lang.Money(high.Amount))
	case low.Amount != high.Amount:
		return r.lang.T("public.fee.from", "Sum", r.lang.Money(low.Amount))
	default:
		return r.lang.Money(low.Amount)
	}
}

// prices is each row of the tariff through the portal, without the social discount. A service always has a row.
func (r reader) prices(svc *catalogue.Service) []payment.Quote {
	out := make([]payment.Quote, 0, len(svc.Definition.Fee)+1)
	for _, row := range svc.Definition.Fee {
		out = append(out, r.price(svc, row, payment.NoGround))
	}
	if len(out) == 0 {
		out = append(out, payment.Quote{})
	}
	return out
}

// price works a row out; without a base amount it counts in BHM alone, so that rows can still be compared.
func (r reader) price(svc *catalogue.Service, row catalogue.Tariff, ground payment.Ground) payment.Quote {
	bhm := r.bhm
	if bhm == 0 {
		bhm = 1000
	}
	q, err := payment.Price(bhm, payment.Tariff{BHM: row.BHM, Label: row.Label, Discounts: discounted(svc)}, ground)
	if err != nil { // a published definition has decimals only; publication checks it
		return payment.Quote{Factor: row.BHM}
	}
	return q
}

// discounted: prices of the market know no discounts of the state.
func discounted(svc *catalogue.Service) bool { return svc.Discounts == nil || *svc.Discounts }

// decimal writes an exact decimal of a definition with the language's mark.
func (r reader) decimal(s string) string {
	if r.lang == "en" {
		return s
	}
	return strings.Replace(s, ".", ",", 1)
}
