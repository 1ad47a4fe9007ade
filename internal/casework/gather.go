package casework

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

const (
	pageWait  = 2500 * time.Millisecond // how long a page waits for all registers together; the job after sending waits longer
	atOnce    = 6                       // registers asked at once for one application
	socialKey = "social"                // the register that gives the social discount
)

// personFields are what every application needs of the applicant: who applies, and which office answers.
var personFields = []string{"pinfl", "full_name", "birth_date", "citizenship", "region", "district", "address", "disability_group"}

// reading is one round of questions to the registers for one case.
type reading struct {
	svc     *catalogue.Service
	pinfl   string // of the person whom the registers are asked about
	asker   string // of the person who asks; empty: the same
	company string // TIN of the company that is acted for; empty: the one that is picked
	purpose string // application number, or the code of the service while there is none
	answers form.Answers
	facts   register.Facts // known before and young enough
	today   register.Date
	shared  bool        // what another application of the person was told serves as well, as long as it may be kept
	since   time.Time   // nor does what was asked for before that time
	lang    locale.Lang // in which our own register answers
}

// Gather reads what the form, its conditions and the fee need, after the applicant's consent, and keeps it with the
// draft. When a register is down it gives what the others said, with an Unavailable error: the person can go on, and
// the register is asked again after the application is sent.
func (s *Store) Gather(ctx context.Context, who account.Principal, d Draft) (register.Facts, error) {
	if d.ConsentAt == nil {
		return nil, problem.New(problem.Forbidden, "casework.consent_needed")
	}
	svc, err := s.catalogue.Version(ctx, d.VersionID)
	if err != nil {
		return nil, err
	}
	who = who.As(d.Mandate)
	now := s.now()
	known := register.Facts{}
	for code, fact := range d.Facts {
		if now.Sub(fact.FetchedAt) < register.KeptFor(code) && code != register.CompanyKey && code != register.FoundKey {
			known[code] = fact
		}
	}
	if company, ok := d.Facts[register.CompanyKey]; ok && company.Key == cmp.Or(who.Company(), svc.Company(d.Answers)) && now.Sub(company.FetchedAt) < register.KeptFor(register.CompanyKey) {
		known[register.CompanyKey] = company
	}
	had := len(known)
	asking, done := context.WithTimeout(ctx, pageWait)
	defer done()
	facts, down := s.read(asking, reading{svc: svc, pinfl: who.Person(), asker: who.PINFL, company: who.Company(), purpose: svc.Code, answers: d.Answers, facts: known, today: register.DateOf(now), shared: true, lang: locale.FromContext(ctx)})
	if errors.Is(down, context.DeadlineExceeded) && ctx.Err() == nil {
		down = problem.New(problem.Unavailable, "common.unavailable").Because(down)
	}
	if down != nil && !problem.Is(down, problem.Unavailable) {
		return facts, down
	}
	if len(facts) == had && len(facts) == len(d.Facts) {
		return facts, down
	}
	if err := s.keepFacts(ctx, who, d, facts); err != nil {
		return facts, err
	}
	return facts, down
}

// keepFacts keeps what was read with the draft, and on record who read what. The row version stays: a reading is no
// change that another tab could lose.
func (s *Store) keepFacts(ctx context.Context, who account.Principal, d Draft, facts register.Facts) error {
	var fresh []string
	for code, fact := range facts {
		if before, ok := d.Facts[code]; !ok || !before.FetchedAt.Equal(fact.FetchedAt) {
			fresh = append(fresh, code)
		}
	}
	slices.Sort(fresh)
	sealed, plain, err := s.ring.Document(draftFacts, d.ID, s.now(), facts)
	if err != nil {
		return err
	}
	_, err = s.pool.Exec(ctx, `UPDATE drafts SET facts_sealed = $3, facts = $4 WHERE id = $1 AND account_id = $2 AND application_id IS NULL AND consent_at IS NOT NULL`, d.ID, who.AccountID, sealed, plain)
	if err != nil {
		return postgres.Problem(fmt.Errorf("keep facts: %w", err))
	}
	if len(fresh) == 0 {
		return nil
	}
	return postgres.Problem(audit.NewStore(s.pool).Record(ctx, audit.Entry{
		Kind: audit.Citizen, Actor: who.AccountID, Action: "register.read", Object: fmt.Sprintf("person:%d", who.AccountID), About: s.Seen(ctx, who),
		Detail: who.Detail("registers", fresh, "service", d.ServiceCode),
	}))
}

// read asks every register that the service needs, the personal ones side by side, then what depends on their answers:
// the legal entity and the record looked up. The error is Unavailable when one did not answer; the facts are what the
// others said.
func (s *Store) read(ctx context.Context, r reading) (register.Facts, error) {
	r.asker = cmp.Or(r.asker, r.pinfl)
	var mu sync.Mutex
	facts := maps.Clone(r.facts)
	if facts == nil {
		facts = register.Facts{}
	}
	var down []error
	ask := func(group *errgroup.Group, key string, q register.Request) {
		if _, known := r.facts[key]; known { // not `facts`: the answers of the others are being written into it
			return
		}
		// Copies are shared for a short while, as between the applications of one day's errand, and never with who asks for
		// somebody else: the register may refuse him by now.
		if r.shared && r.asker == r.pinfl {
			q.Within, q.Since = register.KeptUsually, r.since
		}
		group.Go(func() error {
			fact, err := s.ask(ctx, r, q)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				down = append(down, err)
				return nil
			}
			if fact.FetchedAt.IsZero() {
				fact.FetchedAt = s.now()
			}
			facts[key] = fact
			return nil
		})
	}
	var group errgroup.Group
	group.SetLimit(atOnce)
	for code, fields := range personal(r.svc) {
		ask(&group, code, register.Request{Register: code, Key: r.pinfl, Applicant: r.asker, Fields: fields, Purpose: r.purpose})
	}
	_ = group.Wait()
	// Worked out before the next two are asked: from then on the map of facts is written.
	lookup, lookupErr := r.svc.LookupKey(catalogue.Input{Facts: facts, Form: r.answers, Today: r.today})
	if tin := cmp.Or(r.company, r.svc.Company(r.answers)); tin != "" {
		fields := r.fields(register.CompanyKey)
		if len(fields) > 0 || r.company != "" {
			fields = append(slices.Clone(fields), "tin", "name", "form", "region", "is_director")
		}
		ask(&group, register.CompanyKey, register.Request{Register: register.CompanyKey, Key: tin, Applicant: r.asker, Fields: fields, Purpose: r.purpose})
	}
	if lookupErr == nil && lookup != "" {
		ask(&group, register.FoundKey, register.Request{Register: r.svc.Lookup.Register, Key: lookup, Applicant: r.asker, Purpose: r.purpose})
	}
	_ = group.Wait()
	return facts, errors.Join(down...)
}

// Reads is the registers that an application for the service reads, with the fields of each: those of the applicant, of
// the legal entity and of what is looked up.
func Reads(svc *catalogue.Service) map[string][]string {
	all := personal(svc)
	for _, need := range svc.Needs() {
		if all[need.Register] == nil {
			all[need.Register] = need.Fields
		}
	}
	if svc.Lookup != nil && all[svc.Lookup.Register] == nil {
		all[svc.Lookup.Register] = []string{register.LookupKey(svc.Lookup.Register).Name}
	}
	return all
}

// personal is the registers kept by person that the service reads, with the fields of each: what it needs, who applies,
// and what may halve the fee.
func personal(svc *catalogue.Service) map[string][]string {
	want := map[string][]string{register.PersonKey: slices.Clone(personFields)} // sorted below
	for _, n := range svc.Needs() {
		if n.Register == register.CompanyKey || !register.OfApplicant(n.Register) {
			continue
		}
		want[n.Register] = append(slices.Clone(want[n.Register]), n.Fields...)
	}
	if paid(svc) {
		want[socialKey] = append(slices.Clone(want[socialKey]), "in_register", "poverty", "disability_group")
	}
	for code, fields := range want {
		slices.Sort(fields)
		want[code] = slices.Compact(fields)
	}
	return want
}

func (r reading) fields(code string) []string {
	for _, n := range r.svc.Needs() {
		if n.Register == code {
			return n.Fields
		}
	}
	return nil
}

// paid reports whether the service may cost a fee of the state, so that discounts matter.
func paid(svc *catalogue.Service) bool {
	if svc.Discounts != nil && !*svc.Discounts {
		return false
	}
	return slices.ContainsFunc(svc.Definition.Fee, func(t catalogue.Tariff) bool { return t.BHM != "0" && t.BHM != "0.0" })
}

// renewed is the answers with every picked thing as the registers know it now, and the questions whose thing is gone:
// an application that was corrected after a week must not be decided on what was picked then.
func renewed(svc *catalogue.Service, answers form.Answers, facts register.Facts) (fresh form.Answers, gone []string) {
	fresh = maps.Clone(answers)
	for _, f := range svc.Form {
		if answers[f.Key] == nil {
			continue
		}
		if f.Kind != form.KindGroup {
			var there bool
			if fresh[f.Key], there = picked(f.Kind, answers[f.Key], facts); !there {
				gone = append(gone, f.Key)
			}
			continue
		}
		rows := form.Maps(answers[f.Key])
		renewed := make([]any, len(rows))
		for i, row := range rows {
			row = maps.Clone(row)
			for _, q := range f.Fields {
				if row[q.Key] == nil {
					continue
				}
				var there bool
				if row[q.Key], there = picked(q.Kind, row[q.Key], facts); !there && !slices.Contains(gone, f.Key) {
					gone = append(gone, f.Key)
				}
			}
			renewed[i] = row
		}
		fresh[f.Key] = renewed
	}
	return fresh, gone
}

// picked is a picked thing as its register has it now. A register that was not read says nothing about it.
func picked(kind form.Kind, answer any, facts register.Facts) (now any, there bool) {
	code, list, id := register.PickSource(kind)
	chosen := form.Map(answer)
	if list == "" || chosen == nil {
		return answer, true
	}
	fact, read := facts[code]
	if !read {
		return answer, true
	}
	for _, item := range form.Maps(fact.Value[list]) {
		if item[id] == chosen[id] {
			return item, true
		}
	}
	return answer, false
}

// noteReading keeps on record which registers were asked for an application, for its applicant to see.
func (s *Store) noteReading(ctx context.Context, a Application, facts register.Facts) error {
	var read []string
	for code := range facts {
		if code == register.FoundKey && a.Service.Lookup != nil {
			code = a.Service.Lookup.Register
		}
		read = append(read, code)
	}
	if len(read) == 0 {
		return nil
	}
	slices.Sort(read)
	return postgres.Problem(audit.NewStore(s.pool).Record(ctx, audit.Entry{
		Kind: audit.Machine, Action: "register.read", Object: "application:" + a.Number, About: a.about(),
		Detail: map[string]any{"registers": slices.Compact(read), "service": a.Service.Code, "authority": a.Service.Authority},
	}))
}
