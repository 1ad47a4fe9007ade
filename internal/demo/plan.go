package demo

import (
	"cmp"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/workday"
)

// planned is an application that is going to be sent.
type planned struct {
	at     time.Time
	svc    *catalogue.Service
	who    *applicant     // nil: whoever can
	region string         // of whoever can; empty: anywhere
	want   casework.State // how it stands today; empty: as it comes
}

// eachAtLeast is how often every service is applied for: no report has a gap.
const eachAtLeast = 3

// spare is how many applications in percent are planned for a hundred: some services find nobody who can apply.
const spare = 113

// layOut spreads the applications over the year and the services: every service a little, a few a lot, more in the last
// months than in the first; and something for every persona.
func (y *year) layOut(r *rand.Rand) []planned {
	size := y.Lived * spare / 100
	services := slices.Clone(y.Services.Snapshot().All())
	slices.SortFunc(services, func(a, b *catalogue.Service) int { return cmp.Compare(a.Code, b.Code) })
	var plan []planned
	for _, p := range y.people.personas {
		plan = append(plan, y.own(r, p)...)
	}
	plan = append(plan, y.desks(r)...)
	plan = append(plan, y.troubled(r)...)
	plan = append(plan, y.troubles(r)...)
	for range eachAtLeast {
		for _, svc := range services {
			if len(plan) < size*3/4 {
				plan = append(plan, planned{at: y.moment(r, 365), svc: svc})
			}
		}
	}
	pick := popular(services)
	for len(plan) < size {
		plan = append(plan, planned{at: y.moment(r, 365), svc: pick(r)})
	}
	slices.SortStableFunc(plan, func(a, b planned) int { return a.at.Compare(b.at) })
	return plan
}

// own is the applications of a persona.
func (y *year) own(r *rand.Rand, p applicant) []planned {
	var plan []planned
	for _, w := range wishes[p.subject] {
		if svc, ok := y.Services.Snapshot().Service(w.service); ok {
			plan = append(plan, planned{at: y.moment(r, w.days), svc: svc, who: &p, want: w.state})
		}
	}
	return plan
}

// onDesk is how many applications of these weeks are laid on the desks of each persona's office.
const onDesk = 24

// desks gives the officials among the personas something to do: applications of the last weeks that people decide.
func (y *year) desks(r *rand.Rand) []planned {
	var plan []planned
	for _, p := range officials() {
		var slow []*catalogue.Service
		for _, svc := range y.Services.Snapshot().ByAuthority(p.Official.Authority) {
			if !svc.Process.Automatic() {
				slow = append(slow, svc)
			}
		}
		for n := range min(onDesk, y.Lived/40) {
			if len(slow) == 0 {
				continue
			}
			next := planned{at: y.moment(r, 16), svc: slow[r.IntN(len(slow))], region: p.Official.Region}
			if n%2 == 0 { // every other is still with them; the older ones are late
				next.at, next.want = y.moment(r, 20+n*2), atWork
			}
			plan = append(plan, next)
		}
	}
	return plan
}

// moment is a time in the last so many days: in the daytime of working days more than at night and on Sundays.
func (y *year) moment(r *rand.Rand, days int) time.Time {
	for {
		// The square root leans towards today: the portal is used more and more.
		back := time.Duration((1 - math.Pow(r.Float64(), 0.8)) * float64(days) * 24 * float64(time.Hour))
		at := y.now.Add(-back).Truncate(time.Second)
		local := at.In(workday.Zone)
		chance := 1.0
		if !y.Calendar.Works(at) {
			chance = 0.4
		}
		switch hour := local.Hour(); {
		case hour < 7:
			chance *= 0.06
		case hour < 9, hour >= 20:
			chance *= 0.4
		}
		if r.Float64() < chance && at.Before(y.now.Add(-20*time.Minute)) {
			return at
		}
	}
}

// popular draws services as often as they are asked for: extracts more than licences, a few services most of all.
func popular(services []*catalogue.Service) func(*rand.Rand) *catalogue.Service {
	base := map[catalogue.Process]float64{
		catalogue.Extract: 6, catalogue.Payment: 5, catalogue.Decision: 4, catalogue.Booking: 4, catalogue.Registration: 3,
		catalogue.Review: 5, catalogue.Approval: 4, catalogue.Inspection: 3, catalogue.Consent: 3,
	}
	upTo := make([]float64, len(services))
	sum := 0.0
	for i, svc := range services {
		h := fnv.New32a()
		_, _ = h.Write([]byte(svc.Code))
		luck := float64(h.Sum32()%1000+1) / 1000
		sum += base[svc.Process] / math.Sqrt(luck)
		upTo[i] = sum
	}
	return func(r *rand.Rand) *catalogue.Service {
		i, _ := slices.BinarySearch(upTo, r.Float64()*sum)
		return services[min(i, len(services)-1)]
	}
}
