package due

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/register"
)

// Limits of looking.
const (
	Budget = time.Second      // how long a page waits for all registers together
	fresh  = 10 * time.Minute // how long an answer serves before the registers are asked again
	most   = 5000             // people whose answers are held; then it begins anew
)

// purpose is what the registers' own log reads.
const purpose = "cabinet"

// Finder asks the registers, all at once, and holds complete answers for a few minutes: the page on which a person's
// day begins is opened often.
type Finder struct {
	source register.Source
	now    func() time.Time

	mu   sync.Mutex
	held map[asked]Found
}

// NewFinder asks that source.
func NewFinder(source register.Source, now func() time.Time) *Finder {
	return &Finder{source: source, now: now, held: map[asked]Found{}}
}

// asked is who asks and about whom: a parent sees his own and the child's, and never one for the other.
type asked struct {
	accountID int64
	about     string
}

// Found is what falls due for one person.
type Found struct {
	Dues   []Due
	Silent []string // registers that did not answer in time: what they know is missing
	Read   []string // registers that were asked for it now; empty when the answer was held
	at     time.Time
}

// Of is what falls due for the person, by the registers that answer within the budget.
func (f *Finder) Of(ctx context.Context, who account.Principal) Found {
	now, key := f.now(), asked{who.AccountID, who.Person()}
	f.mu.Lock()
	found, ok := f.held[key]
	f.mu.Unlock()
	if ok && now.Sub(found.at) < fresh {
		found.Read = nil
		return found
	}
	found = f.ask(ctx, who, now)
	if len(found.Silent) == 0 {
		f.mu.Lock()
		if len(f.held) >= most {
			clear(f.held)
		}
		f.held[key] = found
		f.mu.Unlock()
	}
	return found
}

func (f *Finder) ask(ctx context.Context, who account.Principal, now time.Time) Found {
	ctx, cancel := context.WithTimeout(ctx, Budget)
	defer cancel()
	found := Found{at: now}
	var mu sync.Mutex
	var all sync.WaitGroup
	for code, fields := range wanted() {
		all.Go(func() {
			fact, err := f.source.Read(ctx, register.Request{Register: code, Key: who.Person(), Applicant: who.PINFL, Fields: fields, Purpose: purpose})
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				found.Silent = append(found.Silent, code)
				return
			}
			if fact.FetchedAt.IsZero() {
				fact.FetchedAt = now
			}
			fact.Register = code
			found.Read = append(found.Read, code)
			found.Dues = append(found.Dues, In(fact, now)...)
		})
	}
	all.Wait()
	slices.Sort(found.Silent)
	slices.Sort(found.Read)
	slices.SortStableFunc(found.Dues, func(a, b Due) int { return cmp.Compare(a.Register, b.Register) })
	order(found.Dues)
	return found
}

// wanted is the registers that the rules name, with the fields of each.
var wanted = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for _, r := range Rules() {
		field := r.Field()
		if r.List != "" {
			field = r.List
		}
		if !slices.Contains(out[r.Register], field) {
			out[r.Register] = append(out[r.Register], field)
		}
	}
	return out
})
