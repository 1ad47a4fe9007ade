package public

import (
	"maps"
	"slices"
	"strings"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/web/ui"
)

// reads is what an application for the service reads, register by register: which facts, and what for. The registers of
// the person come first, those of everybody else's things after them.
func (r reader) reads(svc *catalogue.Service) []ui.Row {
	fields := casework.Reads(svc)
	var rows []ui.Row
	for _, code := range slices.SortedFunc(maps.Keys(fields), r.registerOrder) {
		book, _ := r.list.Registers.Get(code)
		owner, _ := r.list.Authorities.Get(book.Owner)
		rows = append(rows, ui.Row{Key: book.Title.In(r.lang), Value: strings.Join(r.purposes(svc, code, fields[code]), "\n"), Note: owner.Short.In(r.lang)})
	}
	return rows
}

// registerOrder puts who applies first, then the other registers by their names.
func (r reader) registerOrder(a, b string) int {
	switch register.PersonKey {
	case a:
		return -1
	case b:
		return 1
	}
	left, _ := r.list.Registers.Get(a)
	right, _ := r.list.Registers.Get(b)
	return strings.Compare(left.Title.In(r.lang), right.Title.In(r.lang))
}

// purposes is the facts of a register gathered by what they are read for.
func (r reader) purposes(svc *catalogue.Service, code string, fields []string) []string {
	titles := map[string][]string{}
	var order []string
	for _, field := range fields {
		why := r.purpose(svc, code, field)
		title := register.Title(code, field).In(r.lang)
		if titles[why] == nil {
			order = append(order, why)
		}
		if !slices.Contains(titles[why], title) {
			titles[why] = append(titles[why], title)
		}
	}
	lines := make([]string, len(order))
	for i, why := range order {
		lines[i] = r.lang.T("passport.reads.line", "Facts", strings.Join(titles[why], ", "), "Why", why)
	}
	return lines
}

// purpose is what a fact is read for, in words.
func (r reader) purpose(svc *catalogue.Service, code, field string) string {
	var why []string
	reads := svc.Readings()
	if i := slices.IndexFunc(reads, func(r catalogue.Reading) bool { return r.Register == code && r.Field == field }); i >= 0 {
		for _, purpose := range reads[i].For {
			why = append(why, r.lang.T("passport.reads."+string(purpose)))
		}
	}
	switch {
	case len(why) > 0:
	case code == register.PersonKey:
		why = append(why, r.lang.T("passport.reads.applicant"))
	case svc.Lookup != nil && svc.Lookup.Register == code:
		why = append(why, r.lang.T("passport.reads.found"))
	default:
		why = append(why, r.lang.T("passport.reads.discount"))
	}
	return strings.Join(why, ", ")
}
