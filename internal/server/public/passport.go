package public

import (
	"strings"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/workday"
	"github.com/yagona/portal/web/ui"
)

// passport is the facts of a service, row by row.
func (r reader) passport(svc *catalogue.Service) []ui.Row {
	process, _ := r.list.Processes.Get(string(svc.Process))
	assurance, _ := r.list.Assurances.Get(string(svc.Assurance))
	authority, _ := r.list.Authorities.Get(svc.Authority)
	rows := []ui.Row{
		{Key: r.lang.T("public.passport.for-whom"), Value: r.forWhom(svc)},
		{Key: r.lang.T("public.passport.result"), Value: r.result(svc)},
		{Key: r.lang.T("public.passport.decides"), Value: process.Lead.In(r.lang)},
	}
	if names := r.consents(svc); names != "" {
		rows = append(rows, ui.Row{Key: r.lang.T("public.passport.consents"), Value: names})
	}
	rows = append(rows, ui.Row{Key: r.lang.T("public.passport.term"), Value: r.termRow(svc), Note: r.silence(svc)})
	return append(rows,
		ui.Row{Key: r.lang.T("public.passport.sign-in"), Value: assurance.Title.In(r.lang) + ". " + assurance.Lead.In(r.lang)},
		ui.Row{Key: r.lang.T("public.passport.fill"), Value: r.lang.T("public.glance.minutes", "Count", form.FillMinutes(svc.Form), "N", form.FillMinutes(svc.Form))},
		ui.Row{Key: r.lang.T("public.passport.office"), Value: authority.Title.In(r.lang), Note: r.phone(authority)},
		ui.Row{Key: r.lang.T("public.passport.appeal"), Value: r.lang.T("public.passport.appeal-text", "N", casework.DaysToAppeal)},
		ui.Row{Key: r.lang.T("public.passport.basis"), Value: r.basis(svc)},
	)
}

func (r reader) forWhom(svc *catalogue.Service) string {
	var parts []string
	for _, code := range svc.Audience {
		a, _ := r.list.Audiences.Get(code)
		parts = append(parts, a.Title.In(r.lang))
	}
	for _, code := range svc.Groups {
		g, _ := r.list.Groups.Get(code)
		parts = append(parts, g.Title.In(r.lang))
	}
	return strings.Join(parts, ", ")
}

func (r reader) result(svc *catalogue.Service) string {
	kind, _ := r.list.ResultKinds.Get(svc.Result.Kind)
	text := kind.Title.In(r.lang) + ". " + kind.Lead.In(r.lang)
	if days := svc.Result.ValidDays; days > 0 {
		text += " " + r.lang.T("public.passport.valid", "Term", r.term(catalogue.Term{Value: days, Unit: workday.CalendarDays}))
	}
	return text
}

func (r reader) termRow(svc *catalogue.Service) string {
	if r.untimed(svc) {
		return r.lang.T("public.tag.manual")
	}
	if svc.Process.Automatic() {
		return r.lang.T("public.passport.term-automatic", "Term", r.term(svc.Term))
	}
	return r.lang.T("public.passport.term-official", "Term", r.term(svc.Term))
}

// silence is what follows when nobody answers within the term, where a law says so.
func (r reader) silence(svc *catalogue.Service) string {
	law, ok := r.list.Laws.Get(svc.Term.Silence)
	if !ok {
		return ""
	}
	said := r.lang.T("public.passport.silence", "Law", law.Title.In(r.lang))
	if law.Basis != "known" {
		said += " " + r.lang.T("public.passport.silence-estimated")
	}
	return said
}

func (r reader) consents(svc *catalogue.Service) string {
	var names []string
	for _, code := range svc.Consents {
		a, _ := r.list.Authorities.Get(code)
		names = append(names, a.Title.In(r.lang))
	}
	return strings.Join(names, ", ")
}

// basis says honestly where the term and the fee come from.
func (r reader) basis(svc *catalogue.Service) string {
	if svc.Basis == "known" {
		return r.lang.T("public.passport.basis-known")
	}
	return r.lang.T("public.passport.basis-estimated")
}

// priced reports whether anything is paid for the service itself.
func (r reader) priced(svc *catalogue.Service) bool {
	for _, q := range r.prices(svc) {
		if q.Amount > 0 {
			return true
		}
	}
	return false
}

// feeNote is the small print of the price on top.
func (r reader) feeNote(svc *catalogue.Service) string {
	switch {
	case !r.priced(svc) && svc.Process == catalogue.Payment:
		return r.lang.T("public.fee.no-commission")
	case !r.priced(svc):
		return r.lang.T("public.fee.none")
	case !discounted(svc):
		return r.lang.T("public.fee.commercial")
	default:
		return r.lang.T("public.fee.online")
	}
}
