package report

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
)

// Cause is why applications went to people: the reason why the machine first passed them on.
type Cause struct {
	Code    string // of casework's causes, or appeal: the applicant asked for a person
	N       int
	Minutes int // working minutes that officials had them
}

// Causes is why the applications sent in the period went to people, those that cost officials most time first.
func (s *Store) Causes(ctx context.Context, f Filter) ([]Cause, error) {
	return collect[Cause](ctx, s, `
		SELECT cause, sum(n), round(sum(minutes))::int FROM report_reasons WHERE`+inMonths+`GROUP BY 1 ORDER BY 3 DESC, 2 DESC, 1`, f)
}

// Refusals is how often a ground refused.
type Refusals struct {
	Ground string // rules: they refused by themselves; rule: of the service, which an official named; unnamed: none was asked for yet; else casework's
	N      int
}

// Refusals is why the applications that were decided in the period are refused, the most frequent ground first.
func (s *Store) Refusals(ctx context.Context, f Filter) ([]Refusals, error) {
	return collect[Refusals](ctx, s, `SELECT ground, count(*) FROM report_applications WHERE state = 'refused' AND`+inPeriod("day_out")+begun+`GROUP BY 1 ORDER BY 2 DESC, 1`, f)
}

// Reason is a cause in one service: which of its rules sent applications to people.
type Reason struct {
	Service string
	Cause   string
	Check   int         // index of the rule in the version of today, -1 when it has none such
	Rule    locale.Text // what the rule tells the applicant; empty when none decided
	N       int
	Minutes int
}

// mostReasons is how many reasons the list has: those below cost next to nothing.
const mostReasons = 200

// Reasons is why the applications sent in the period went to people, by service and rule, the dearest first. A rule that
// stands in several versions of a service is one reason.
func (s *Store) Reasons(ctx context.Context, f Filter) ([]Reason, error) {
	type group struct {
		Service string
		Version int64
		Cause   string
		Hit     int
		N       int
		Minutes int
	}
	groups, err := collect[group](ctx, s, `
		SELECT service, version, cause, hit, sum(n), round(sum(minutes))::int FROM report_reasons WHERE`+inMonths+`GROUP BY 1, 2, 3, 4`, f)
	if err != nil {
		return nil, err
	}
	type key struct{ service, cause, rule string }
	by := map[key]Reason{}
	for _, g := range groups {
		r, rule := Reason{Service: g.Service, Cause: g.Cause, Check: -1}, ""
		if g.Hit >= 0 {
			svc, err := s.services.Version(ctx, g.Version)
			if err != nil {
				return nil, err
			}
			rule, r.Rule = svc.Checks[g.Hit].Require, svc.Checks[g.Hit].Reason
			if today, ok := s.services.Snapshot().Service(g.Service); ok {
				r.Check = slices.IndexFunc(today.Checks, func(c catalogue.Check) bool { return c.Require == rule })
			}
		}
		k := key{g.Service, g.Cause, rule}
		r.N, r.Minutes = by[k].N+g.N, by[k].Minutes+g.Minutes
		by[k] = r
	}
	list := slices.SortedFunc(maps.Values(by), func(a, b Reason) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(b.N, a.N), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Cause, b.Cause), cmp.Compare(a.Check, b.Check))
	})
	return list[:min(len(list), mostReasons)], nil
}

// Alone is level B of a service or an authority.
type Alone struct {
	Code    string
	Decided int
	Alone   int // decided without an official
	Minutes int // working minutes that officials had the others
}

// B is the share of the decided that no official touched.
func (a Alone) B() float64 { return share(a.Alone, a.Decided) }

// AloneByService is level B of each service with decisions in the period, those that cost officials most time first.
func (s *Store) AloneByService(ctx context.Context, f Filter) ([]Alone, error) {
	return s.alone(ctx, "service", f)
}

// AloneByAuthority is level B of each authority with decisions in the period, in the same order.
func (s *Store) AloneByAuthority(ctx context.Context, f Filter) ([]Alone, error) {
	return s.alone(ctx, "authority", f)
}

func (s *Store) alone(ctx context.Context, by string, f Filter) ([]Alone, error) {
	return collect[Alone](ctx, s, `
		SELECT `+by+`, sum(granted + refused), sum(alone), round(sum(minutes))::int
		FROM report_months WHERE`+inMonths+`GROUP BY 1 HAVING sum(granted + refused) > 0 ORDER BY 4 DESC, 2 DESC, 1`, f)
}
