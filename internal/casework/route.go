package casework

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/routing"
)

// takers are the steps at which a specialist takes a case: those at which rules send it to an office.
var takers = []Step{Study, Prepare, Visit, Decide}

// comes reports whether people of the authority get the case now: from the machine, from the applicant, from the
// authorities that were asked for consent, or from another office.
func (a Application) comes(after *Application, action Action) bool {
	return after.State == InProcess && slices.Contains(takers, after.Step) && (a.State != InProcess || a.Step == Consents || action == Reroute)
}

// sent reports whether an official has sent the case to the office where it is: it stays there until the applicant changes
// an answer that says where it belongs.
func (a Application) sent() bool {
	for _, e := range slices.Backward(a.Events) {
		switch {
		case e.Action == Reroute:
			return true
		case e.Action == Resubmit && slices.ContainsFunc(form.Strings(e.Detail["changed"]), a.placed):
			return false
		}
	}
	return false
}

// placed reports whether a question asks where the case belongs.
func (a Application) placed(key string) bool {
	return slices.ContainsFunc(a.Service.Form, func(f form.Field) bool {
		return f.Key == key && slices.Contains([]form.Kind{form.KindRegion, form.KindDistrict, form.KindPlace}, f.Kind)
	})
}

// corrects is the account of the official who asked for the correction that the applicant has sent; 0: nobody did.
func (a Application) corrects() int64 {
	for _, e := range slices.Backward(a.Events) {
		switch e.Action {
		case AskCorrection:
			return e.ActorID
		case Claim, Assign, Route, Reroute, Release:
			return 0
		default: // what registers and rules did since
		}
	}
	return 0
}

// routed is what rules of routing ask of the case.
func (a Application) routed(sent bool) routing.Case {
	c := routing.Case{Authority: a.Authority, Service: a.Service.Code, Company: a.Company != "", Sent: sent, Suits: a.Suits}
	if p := a.Appeal(); p != nil { // somebody else decides anew what they decided, where there is anybody
		c.Last = []int64{p.Against, p.PreparedBy}
	}
	if sent {
		c.Territory = a.Region
	} else {
		c.Territory = cmp.Or(belongs(a.Service, a.Answers, a.Facts), a.Region)
	}
	return c
}

// route sends a case that comes to people to an office, and to an official where a rule says so, in the transaction that
// brings it. One that somebody has who can still act in it stays with him, and after a correction it comes back to who asked
// for it. The event says by which rule, or who has it again; nil where it stays.
func (s *Store) route(ctx context.Context, tx pgx.Tx, before, after *Application, e Event) (*Event, error) {
	if !before.comes(after, e.Action) {
		return nil, nil //nolint:nilnil // nothing to say
	}
	if had := cmp.Or(after.Assignee, before.corrects()); had != 0 {
		o, holds, err := account.Holds(ctx, tx, had)
		if err != nil {
			return nil, err
		}
		if holds && after.may(Officer(o), BySpecialist) {
			if after.Assignee == had {
				return nil, nil //nolint:nilnil // nothing to say
			}
			after.Assignee = had
			return &Event{At: e.At, Action: Assign, From: after.State, To: after.State, Step: after.Step, Kind: string(audit.Machine), Detail: map[string]any{"official": had}}, nil
		}
	}
	if err := postgres.Lift(ctx, tx); err != nil { // colleagues have cases of other regions too
		return nil, err
	}
	d, err := routing.Decide(ctx, tx, s.now(), after.routed(e.Action == Reroute || before.sent()))
	if err != nil {
		return nil, err
	}
	after.Region, after.Assignee = d.Region, d.Official
	came := Event{At: e.At, Action: Route, From: after.State, To: after.State, Step: after.Step, Kind: string(audit.Machine), Detail: came(d)}
	return &came, nil
}

// came is what the event of a routing keeps: the rule with its conditions, which may end later, and where the case went.
func came(d routing.Decision) map[string]any {
	r := d.Rule()
	detail := map[string]any{
		"rule": r.ID, "place": d.Place(), "service": r.Service, "territory": r.Territory, "applicant": r.Applicant, "share": r.Share, "region": d.Region,
	}
	if d.Official != 0 {
		detail["official"] = d.Official
	}
	if d.Raised != "" {
		detail["raised_from"] = d.Raised
	}
	return detail
}

// Arrival is the last routing of a case: by which rule it came to which office, and whom it was given to.
type Arrival struct {
	At     time.Time
	Place  int // of the rule in the list then, from 1; 0: the default
	Rule   routing.Rule
	Region string // of the office; empty: the whole authority
	Raised string // region of the office that had nobody
	Given  bool   // to an official; else anybody of the office takes it
}

// Arrived is how the case came to where it is; false when no rule was asked yet.
func (a Application) Arrived() (Arrival, bool) {
	for _, e := range slices.Backward(a.Events) {
		if e.Action != Route {
			continue
		}
		number := func(key string) int64 { n, _ := form.Number(e.Detail[key]); return int64(n) }
		text := func(key string) string { return form.String(e.Detail[key]) }
		return Arrival{
			At: e.At, Place: int(number("place")), Region: text("region"), Raised: text("raised_from"), Given: number("official") != 0,
			Rule: routing.Rule{ID: number("rule"), Authority: a.Authority, Service: text("service"), Territory: text("territory"), Applicant: text("applicant"), Share: routing.Share(text("share"))},
		}, true
	}
	return Arrival{}, false
}

// Routing is what rules of routing would be asked of a case of the official's office now; the look at it is on record.
func (s *Store) Routing(ctx context.Context, o account.Official, number string) (Application, routing.Case, error) {
	a, err := s.seen(ctx, o, number, "application.view")
	if err != nil {
		return Application{}, routing.Case{}, err
	}
	if !a.inScope(o) {
		return Application{}, routing.Case{}, problem.New(problem.NotFound, "casework.not_found")
	}
	return a, a.routed(a.sent()), nil
}
