package report

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
)

// FixKind is what could be mended in a service.
type FixKind string

// Kinds of fixes. Each is a cause of lost hours of its own; fixes of one service may count the same day of waiting, so their
// hours do not add up.
const (
	FixQuestion FixKind = "question" // a question for which applications are sent back
	FixReason   FixKind = "reason"   // a rule or another cause that sends applications to people
	FixLate     FixKind = "late"     // decisions after the term
	FixComing   FixKind = "coming"   // people who must come more than once
	FixAgain    FixKind = "again"    // people who try again after a refusal or a lapse
	FixUnpaid   FixKind = "unpaid"   // applications that lapse because the fee is not paid
)

// FixKinds is all of them.
var FixKinds = []FixKind{FixQuestion, FixReason, FixLate, FixComing, FixAgain, FixUnpaid}

// Fix is something to mend, with the hours of people that it costs in the period.
type Fix struct {
	Kind    FixKind
	Service string
	What    string // of a question its key, of a reason the cause and, after a colon, the mark of its rule
	N       int    // applications concerned; of coming: times
	Of      int    // applications of the service that it is a part of: those sent for questions and reasons, else those ended
	Days    float64
	Hours   float64
	Month   time.Time   // of the line of a month
	Rule    locale.Text // what the rule of a reason tells the applicant; empty when none decided
	Check   int         // its index in the version of today, -1 when it has none such
}

// Share is the part of the applications that are concerned.
func (f Fix) Share() float64 { return share(f.N, f.Of) }

// Cause is the cause of a reason without its rule.
func (f Fix) Cause() string {
	cause, _, _ := strings.Cut(f.What, ":")
	return cause
}

// ruleMark names a rule of a service whatever the version: a few letters of the hash of what it requires.
func ruleMark(require string) string {
	sum := sha256.Sum256([]byte(require))
	return hex.EncodeToString(sum[:4])
}

// TopFixes is how many fixes the page names.
const TopFixes = 10

// Fixes is what would save most, the most first. What concerns fewer than Floor applications is left out.
func (s *Store) Fixes(ctx context.Context, f Filter) ([]Fix, error) {
	list, err := s.fixes(ctx, f, `@from::date`)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(x Fix) bool { return x.N < Floor || x.Hours <= 0 })
	slices.SortFunc(list, func(a, b Fix) int {
		return cmp.Or(cmp.Compare(b.Hours, a.Hours), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.What, b.What))
	})
	return list, nil
}

// FixCourse is one fix over the whole period, and month by month, oldest first: what it is made of.
func (s *Store) FixCourse(ctx context.Context, f Filter, kind FixKind, service, what string) (whole Fix, months []Fix, err error) {
	f.Service = service
	same := func(list []Fix) []Fix {
		return slices.DeleteFunc(list, func(x Fix) bool { return x.Kind != kind || x.What != what })
	}
	all, err := s.fixes(ctx, f, `@from::date`)
	if err != nil {
		return Fix{}, nil, err
	}
	if all = same(all); len(all) == 0 {
		return Fix{Kind: kind, Service: service, What: what, Check: -1}, nil, nil
	}
	if months, err = s.fixes(ctx, f, `month`); err != nil {
		return Fix{}, nil, err
	}
	months = same(months)
	slices.SortFunc(months, func(a, b Fix) int { return a.Month.Compare(b.Month) })
	return all[0], months, nil
}

// fixes is every fix by service and the expression of a month.
func (s *Store) fixes(ctx context.Context, f Filter, month string) ([]Fix, error) {
	var all []Fix
	for _, find := range []func(context.Context, Filter, string) ([]Fix, error){s.fixesOfService, s.fixesOfQuestions, s.fixesOfReasons} {
		some, err := find(ctx, f, month)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func (s *Store) fixesOfService(ctx context.Context, f Filter, month string) ([]Fix, error) {
	type counts struct {
		Service       string
		Month         time.Time
		Ended, Late   int
		LateDays      float64
		Trips, Again  int
		AgainFill     float64
		Unpaid        int
		UnpaidMinutes float64
		Decided       int
	}
	found, err := collect[counts](ctx, s, `
		SELECT service, `+month+`, sum(granted + refused + withdrawn + lapsed), sum(late), sum(late_days), sum(trips), sum(again), sum(again_fill), sum(unpaid), sum(unpaid_fill), sum(granted + refused)
		FROM report_months WHERE`+inMonths+`GROUP BY 1, 2 HAVING sum(late) + sum(trips) + sum(again) + sum(unpaid) > 0`, f)
	if err != nil {
		return nil, err
	}
	var list []Fix
	for _, c := range found {
		for _, x := range []Fix{
			{Kind: FixLate, N: c.Late, Of: c.Decided, Days: c.LateDays, Hours: c.LateDays * (HoursPerDay + HoursPerLateDay)},
			{Kind: FixComing, N: c.Trips, Of: c.Ended, Hours: float64(c.Trips) * HoursPerTrip},
			{Kind: FixAgain, N: c.Again, Of: c.Ended, Hours: c.AgainFill / 60},
			{Kind: FixUnpaid, N: c.Unpaid, Of: c.Ended, Hours: c.UnpaidMinutes / 60},
		} {
			if x.N > 0 {
				x.Service, x.Month, x.Check = c.Service, c.Month, -1
				list = append(list, x)
			}
		}
	}
	return list, nil
}

func (s *Store) fixesOfQuestions(ctx context.Context, f Filter, month string) ([]Fix, error) {
	questions, err := s.questions(ctx, f, month)
	if err != nil {
		return nil, err
	}
	list := make([]Fix, 0, len(questions))
	for _, q := range questions {
		list = append(list, Fix{
			Kind: FixQuestion, Service: q.Service, Month: q.Month, What: q.Key, N: q.N, Of: q.Sent, Days: q.Stood, Check: -1,
			Hours: q.Refill*CorrectingShare/60 + q.Stood*HoursPerDay,
		})
	}
	return list, nil
}

func (s *Store) fixesOfReasons(ctx context.Context, f Filter, month string) ([]Fix, error) {
	type group struct {
		Service          string
		Month            time.Time
		Version          int64
		Cause            string
		Hit, N           int
		Waited, LateDays float64
	}
	found, err := collect[group](ctx, s, `
		SELECT service, `+month+`, version, cause, hit, sum(n), sum(waited), sum(late_days) FROM report_reasons
		WHERE cause NOT IN ('track', 'appeal') AND`+inMonths+`GROUP BY 1, 2, 3, 4, 5`, f)
	if err != nil {
		return nil, err
	}
	sent, err := s.sent(ctx, f, month)
	if err != nil {
		return nil, err
	}
	type key struct {
		service, what string
		month         time.Time
	}
	by := map[key]Fix{}
	for _, g := range found {
		rule, err := s.rule(ctx, g.Service, g.Version, g.Hit)
		if err != nil {
			return nil, err
		}
		what := g.Cause
		if rule.mark != "" {
			what += ":" + rule.mark
		}
		k := key{g.Service, what, g.Month}
		x := by[k]
		x = Fix{
			Kind: FixReason, Service: g.Service, What: what, Month: g.Month, N: x.N + g.N, Of: sent[sentKey{g.Service, g.Month}], Days: x.Days + g.Waited, Rule: rule.reason, Check: rule.today,
			Hours: x.Hours + g.Waited*HoursPerDay + g.LateDays*HoursPerLateDay,
		}
		by[k] = x
	}
	list := make([]Fix, 0, len(by))
	for _, x := range by {
		list = append(list, x)
	}
	return list, nil
}

// ruleOf is a rule of a version of a service; its mark is empty when there is none.
type ruleOf struct {
	mark    string
	require string
	reason  locale.Text
	today   int // index in the version of today, -1 when it has none such
}

// rule is the rule of that index in that version.
func (s *Store) rule(ctx context.Context, service string, version int64, index int) (ruleOf, error) {
	if index < 0 {
		return ruleOf{today: -1}, nil
	}
	svc, err := s.services.Version(ctx, version)
	if err != nil {
		return ruleOf{}, err
	}
	if index >= len(svc.Checks) {
		return ruleOf{today: -1}, nil
	}
	r := ruleOf{mark: ruleMark(svc.Checks[index].Require), require: svc.Checks[index].Require, reason: svc.Checks[index].Reason, today: -1}
	if now, ok := s.services.Snapshot().Service(service); ok {
		r.today = slices.IndexFunc(now.Checks, func(c catalogue.Check) bool { return c.Require == r.require })
	}
	return r, nil
}

func sortLost(list []Lost) {
	slices.SortFunc(list, func(a, b Lost) int {
		return cmp.Or(cmp.Compare(b.Hours(), a.Hours()), cmp.Compare(a.Code, b.Code))
	})
}
