package public

import (
	"maps"
	"slices"
	"strings"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/payment"
	view "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

// rehearsed is what the rules made of typed answers: the rules that do not hold first, then those that are still open,
// then those that hold.
func (r reader) rehearsed(svc *catalogue.Service, tried catalogue.Rehearsal) *view.RehearsalResult {
	v := &view.RehearsalResult{
		Verdict: r.lang.T("rehearsal.verdict." + string(tried.Verdict)), Text: r.lang.T("rehearsal.verdict-text." + string(tried.Verdict)),
		Facts: []ui.Glimpse{r.rehearsedFee(svc, tried.Fee), {Key: r.lang.T("public.glance.when"), Value: r.due(svc), Note: r.lang.T("public.glance.at-most")}},
	}
	switch tried.Verdict {
	case catalogue.Likely:
		v.Tone = "done"
	case catalogue.No:
		v.Tone = "no"
	case catalogue.Official, catalogue.Depends: // neither good nor bad
	}
	var open []view.RehearsedRule
	held := view.RehearsedRule{Tone: "ok", Icon: "ok"}
	holds, apart := 0, 0
	for _, t := range tried.Assessment.Trace {
		switch {
		case t.Apart:
			apart++
		case t.Held == nil:
			open = append(open, r.openRule(svc, t))
		case *t.Held:
			holds++
			for _, row := range r.factRows(svc, t.Values) {
				if !slices.ContainsFunc(held.Rows, func(other ui.Row) bool { return other.Key == row.Key }) {
					held.Rows = append(held.Rows, row)
				}
			}
		default:
			v.Rules = append(v.Rules, r.brokenRule(svc, t))
		}
	}
	v.Rules = append(v.Rules, open...)
	if held.Title = r.lang.T("rehearsal.rule.held", "Count", holds); holds > 0 {
		v.Rules = append(v.Rules, held)
	}
	if apart > 0 {
		v.Apart = r.lang.T("rehearsal.rule.apart", "Count", apart)
	}
	return v
}

// brokenRule is a rule that does not hold: what is told, the facts it rests on, and what would change it.
func (r reader) brokenRule(svc *catalogue.Service, t catalogue.CheckTrace) view.RehearsedRule {
	check := svc.Checks[t.Index]
	rule := view.RehearsedRule{
		Tone: "no", Icon: "no", Word: r.lang.T("rehearsal.rule.otherwise." + string(check.Otherwise)), Title: check.Reason.In(r.lang), Rows: r.factRows(svc, t.Values),
	}
	if check.Otherwise == catalogue.ToReview {
		rule.Tone, rule.Icon = "", "person"
	}
	if len(rule.Rows) > 0 {
		rule.Note = r.lang.T("rehearsal.rule.change")
	}
	return rule
}

// openRule is a rule that cannot be told yet: what is missing, and what follows if it does not hold.
func (r reader) openRule(svc *catalogue.Service, t catalogue.CheckTrace) view.RehearsedRule {
	var missing []string
	for _, path := range t.Open {
		if title := casework.TitleOf(svc, path, r.lang); title != "" && !slices.Contains(missing, title) {
			missing = append(missing, title)
		}
	}
	rule := view.RehearsedRule{Icon: "clock", Word: r.lang.T("rehearsal.rule.open"), Title: strings.Join(missing, "; "), Rows: r.factRows(svc, t.Values)}
	if rule.Title == "" {
		rule.Title = r.lang.T("rehearsal.rule.open-register")
	}
	if reason := svc.Checks[t.Index].Reason.In(r.lang); reason != "" {
		rule.Note = r.lang.T("rehearsal.rule.if-not", "Reason", reason)
	}
	return rule
}

// rehearsedFee is what these answers would cost.
func (r reader) rehearsedFee(svc *catalogue.Service, row *catalogue.Tariff) ui.Glimpse {
	fee := ui.Glimpse{Key: r.lang.T("public.glance.fee"), Value: r.lang.T("rehearsal.fee-open")}
	if row == nil {
		return fee
	}
	online, social := r.price(svc, *row, payment.NoGround), r.price(svc, *row, payment.SocialRegister)
	switch {
	case online.Amount == 0 && svc.Process == catalogue.Payment:
		fee.Value = r.lang.T("public.fee.bill")
	case online.Amount == 0:
		fee.Value = r.lang.T("public.fee.free")
	case r.bhm == 0:
		fee.Value = r.lang.T("public.fee.bhm", "N", r.decimal(row.BHM))
	default:
		fee.Value = r.lang.Money(online.Amount)
		if social.Amount < online.Amount {
			fee.Note = r.lang.T("rehearsal.fee-social", "Sum", r.lang.Money(social.Amount))
		}
	}
	return fee
}

// factRows is the facts and answers that a rule read, in words.
func (r reader) factRows(svc *catalogue.Service, values map[string]any) []ui.Row {
	var rows []ui.Row
	for _, path := range slices.Sorted(maps.Keys(values)) {
		title, said, ok := casework.Told(svc, path, values[path], r.lang)
		if catalogue.Stands(values[path]) {
			said = r.lang.T("common.yes")
		}
		if ok && said != "" {
			rows = append(rows, ui.Row{Key: title, Value: said})
		}
	}
	return rows
}
