package demo

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/integration/registers"
	"github.com/yagona/portal/internal/integration/registers/world"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

var testDay = time.Date(2026, time.November, 25, 9, 0, 0, 0, workday.Zone)

// trial is somebody of the world trying a service.
type trial struct {
	w      *world.World
	source registers.Direct
	rand   *rand.Rand
}

func newTrial(size int) trial {
	now := func() time.Time { return testDay }
	w := world.New(size, now)
	return trial{w, registers.Direct{World: w, Now: now}, rand.New(rand.NewPCG(1, 2))}
}

func (t trial) read(code, key, pinfl string, fields ...string) register.Fact {
	fact, err := t.source.Read(context.Background(), register.Request{Register: code, Key: key, Applicant: pinfl, Fields: fields})
	if err != nil {
		panic(err)
	}
	return fact
}

// apply fills the form of a service for a person and evaluates its checks.
func (t trial) apply(svc *catalogue.Service, pinfl string) (catalogue.Input, catalogue.Assessment, bool) {
	facts := register.Facts{register.PersonKey: t.read("person", pinfl, pinfl)}
	for _, n := range svc.Needs() {
		if register.OfApplicant(n.Register) && n.Register != register.CompanyKey && n.Register != register.PersonKey {
			facts[n.Register] = t.read(n.Register, pinfl, pinfl, n.Fields...)
		}
	}
	r := &respondent{
		Rand: t.rand, world: t.w, read: t.read, pinfl: pinfl, today: register.DateOf(testDay),
		book: newDiary(nil, workday.New()).book,
	}
	answers, ok := r.answers(svc, facts)
	if !ok {
		return catalogue.Input{}, catalogue.Assessment{}, false
	}
	if tin := svc.Company(answers); tin != "" {
		facts[register.CompanyKey] = t.read("company", tin, pinfl)
	}
	in := catalogue.Input{Facts: facts, Form: answers, Today: r.today}
	if key, err := svc.LookupKey(in); err == nil && key != "" {
		facts[register.FoundKey] = t.read(svc.Lookup.Register, key, pinfl)
	}
	return in, svc.Assess(in), true
}

// Nearly every service has somebody in the world whom its rules grant: a world in which a service refuses everybody
// would hide its mistakes. Those that are left need answers that only a person finds.
func TestRespondent_somebody_is_granted_nearly_everything(t *testing.T) {
	tr := newTrial(world.People)
	services, findings := catalogue.Seed()
	require.Empty(t, findings)
	var never []string
	for _, svc := range services {
		if !tr.grantsSomebody(svc, 120) {
			never = append(never, svc.Code)
		}
	}
	require.Less(t, len(never), len(services)/12, "never granted: %v", never)
}

// grantsSomebody tries the people with a story first, then anybody.
func (t trial) grantsSomebody(svc *catalogue.Service, tries int) bool {
	for i := range tries {
		who := t.w.Resident(i % 52)
		if i >= 52 {
			who = t.w.Resident(t.rand.IntN(t.w.Size()))
		}
		if who.Age < 16 {
			continue
		}
		if _, a, ok := t.apply(svc, who.PINFL); ok && a.Outcome == catalogue.Grant {
			return true
		}
	}
	return false
}

// What a respondent types is what the form takes.
func TestRespondent_answers_are_well_formed(t *testing.T) {
	tr := newTrial(2000)
	for i := range tr.w.Size() {
		who := tr.w.Resident(i)
		for code, canonical := range map[string]func(string, time.Time) (string, bool){"cadastre": form.Cadastre, "plates": form.Plate, "companies": form.TIN} {
			for _, key := range tr.w.Own(code, who.PINFL) {
				s, ok := canonical(key, testDay)
				require.True(t, ok, key)
				require.Equal(t, key, s)
			}
		}
		_, ok := form.PINFL(who.PINFL, testDay)
		require.True(t, ok, who.PINFL)
		phone, ok := form.Phone(who.Phone, testDay)
		require.True(t, ok)
		require.Equal(t, who.Phone, phone)
	}
}
