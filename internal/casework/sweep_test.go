package casework

import (
	"context"
	"crypto/x509"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/integration/registers"
	population "github.com/yagona/portal/internal/integration/registers/world"
	"github.com/yagona/portal/internal/integration/signer"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/signature"
	"github.com/yagona/portal/internal/workday"
)

// TestEveryService applies for every service of the built-in catalogue, as one of the invented people with answers that
// fit, and brings the application to its end: the machine, the applicant's payment, and officials where the track has
// them. Each ends with a result or with a reason that its definition gives; none ends in an error.
func TestEveryService(t *testing.T) {
	e := newEveryone(t)
	outcomes := map[catalogue.Process]map[string]int{}
	for _, svc := range e.services.Snapshot().All() {
		end := e.toItsEnd(t, svc)
		if outcomes[svc.Process] == nil {
			outcomes[svc.Process] = map[string]int{}
		}
		outcomes[svc.Process][end]++
	}
	for process, ends := range outcomes {
		t.Logf("%s: %v", process, ends)
		total := 0
		for _, n := range ends {
			total += n
		}
		require.Greater(t, ends["done"]*100, total*80, "%s: most services can be granted to somebody of the invented people: %v", process, ends)
	}
}

// everyone is the whole catalogue over the invented population.
type everyone struct {
	*Store
	services *catalogue.Store
	world    *population.World
	clock    *clock
	who      map[string]account.Principal // by PINFL
	heads    map[string][2]account.Official
	accounts *account.Store
	office   *booking.Store
	tokens   *signer.Authority
}

func newEveryone(t *testing.T) *everyone {
	t.Helper()
	pool := postgrestest.New(t)
	c := &clock{}
	c.at.Store(time.Date(2026, 11, 25, 5, 0, 0, 0, time.UTC).UnixMicro())
	services := catalogue.NewStore(pool, c.now)
	_, err := services.Import(t.Context(), func(int, int) {})
	require.NoError(t, err)
	require.NoError(t, services.Refresh(t.Context()))
	w := population.New(400, c.now)
	e := &everyone{
		Store: NewStore(pool, keyringtest.Ring(), c.now, services, registers.Direct{World: w, Now: c.now}, payment.NewStore(pool, c.now),
			document.NewStore(pool, keyringtest.Ring(), c.now, "http://localhost:8080"), workday.New()),
		services: services, world: w, clock: c, who: map[string]account.Principal{}, heads: map[string][2]account.Official{},
		accounts: account.NewStore(pool, keyringtest.Ring(), c.now), office: booking.NewStore(pool, c.now, workday.New()),
	}
	require.NoError(t, e.office.Seed(t.Context()))
	e.tokens, err = signer.NewAuthority("Test root", c.now)
	require.NoError(t, err)
	e.WithVerifier(signature.NewVerifier([]*x509.Certificate{e.tokens.Root}, nil, c.now))
	return e
}

// sign is the signature of the applicant where the service asks for one.
func (e *everyone) sign(t *testing.T, svc *catalogue.Service, who account.Principal, in Submission) []byte {
	t.Helper()
	if needed, _ := e.Signs(svc); !needed {
		return nil
	}
	text, err := e.ToSign(t.Context(), who, in.DraftID, in.Lang)
	require.NoError(t, err, svc.Code)
	now := e.clock.now()
	token, err := e.tokens.Issue(signer.Holder{Name: who.Name, PINFL: who.PINFL, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0)})
	require.NoError(t, err)
	sig, err := token.Sign(text, now)
	require.NoError(t, err)
	return sig
}

func (e *everyone) principal(t *testing.T, r population.Resident) account.Principal {
	t.Helper()
	if p, ok := e.who[r.PINFL]; ok {
		return p
	}
	ids, err := e.accounts.Announce(t.Context(), []account.Claims{{Issuer: "test", Subject: r.PINFL, Name: r.Name, PINFL: r.PINFL, Level: catalogue.Signature}})
	require.NoError(t, err)
	e.who[r.PINFL] = account.Principal{AccountID: ids[0], Name: r.Name, PINFL: r.PINFL, Level: catalogue.Signature}
	return e.who[r.PINFL]
}

// head is the n-th of two heads of an authority.
func (e *everyone) head(t *testing.T, authority string, n int) account.Official {
	t.Helper()
	if two, ok := e.heads[authority]; ok {
		return two[n]
	}
	var two [2]account.Official
	for i := range two {
		ids, err := e.accounts.Announce(t.Context(), []account.Claims{{Issuer: "test", Subject: fmt.Sprint(authority, i), Name: "Head of " + authority, Level: catalogue.Signature}})
		require.NoError(t, err)
		two[i] = account.Official{Authority: authority, Role: account.Head}
		require.NoError(t, e.accounts.GrantOfficial(t.Context(), ids[0], two[i]))
		two[i].ID = ids[0]
	}
	e.heads[authority] = two
	return two[n]
}

// toItsEnd applies and follows the application until nobody has to act, and says how it ended.
func (e *everyone) toItsEnd(t *testing.T, svc *catalogue.Service) string {
	t.Helper()
	ctx := t.Context()
	who, answers, outcome := e.fitting(t, svc)
	if answers == nil {
		return "nobody"
	}
	d, err := e.StartDraft(ctx, who, svc.Code)
	require.NoError(t, err, svc.Code)
	require.NoError(t, e.Consent(ctx, who, d.ID, locale.Uz))
	d.Answers = answers
	d, err = e.SaveDraft(ctx, who, d)
	require.NoError(t, err, svc.Code)
	d, err = e.Draft(ctx, who, d.ID)
	require.NoError(t, err, svc.Code)
	_, err = e.Gather(ctx, who, d)
	require.NoError(t, err, svc.Code)
	in := Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Langs[int(d.ID)%len(locale.Langs)]}
	in.Signature = e.sign(t, svc, who, in)
	a, err := sends(ctx, e.Store, who, in)
	require.NoError(t, err, "%s: %v", svc.Code, answers)
	require.Equal(t, svc.Assurance == catalogue.Signature, len(a.Signatures) > 0, "%s is signed where it has to be", svc.Code)
	require.NoError(t, e.Assess(ctx, a.ID), svc.Code)
	for range 12 {
		a, err = e.Application(ctx, who, a.Number)
		require.NoError(t, err, svc.Code)
		if a.Cause == CantEvaluate {
			t.Errorf("%s can't be evaluated: %+v", svc.Code, a.Assessment().Outcome.Trace)
		}
		if a.State.Final() || a.State == ToBeCorrected {
			break
		}
		e.next(t, a)
	}
	if a.State != Done {
		if os.Getenv("PORTAL_TEST_VERBOSE") != "" {
			t.Logf("%s (%s) ends %s by check %d: %s | %v", svc.Code, svc.Process, a.State, outcome.Check, a.Reason.En, svc.Checks[max(outcome.Check, 0)].Require)
		}
		require.NotEmpty(t, a.Reason.Uz, "%s says why", svc.Code)
		return string(a.State)
	}
	require.NotEmpty(t, a.Documents, svc.Code)
	if len(a.Documents[0].In(a.Lang)) == 0 {
		t.Errorf("%s: an empty result %v", svc.Code, svc.Result.Shows)
	}
	return string(a.State)
}

// next does what whoever must act would do.
func (e *everyone) next(t *testing.T, a Application) {
	t.Helper()
	ctx := t.Context()
	do := func(o account.Official, in ActionInput) {
		in.Row = a.Row
		err := e.Act(ctx, Officer(o), a.Number, in)
		require.NoError(t, err, "%s: %s in %s/%s", a.Service.Code, in.Action, a.State, a.Step)
	}
	first, second := e.head(t, a.Authority, 0), e.head(t, a.Authority, 1)
	switch a.Step {
	case Pay:
		require.NoError(t, e.settle(ctx, a, newToken()), a.Service.Code)
	case Study:
		if a.Process == catalogue.Inspection {
			do(first, ActionInput{Action: ScheduleVisit, Fields: map[string]string{"at": worktime(e.clock.now()), "place": "Toshkent"}})
			return
		}
		do(first, ActionInput{Action: Grant})
	case Visit:
		record, dice := form.Answers{}, rand.New(rand.NewPCG(1, 1))
		for _, q := range a.Service.Visit {
			record[q.Key] = e.answer(t, a.Service, q, population.Resident{}, register.Facts{}, dice)
		}
		do(first, ActionInput{Action: RecordResult, Note: "Mos.", Fields: map[string]string{"passed": "yes"}, Record: record})
	case Prepare:
		do(first, ActionInput{Action: ProposeGrant, Note: "Asosli."})
	case Approve:
		do(second, ActionInput{Action: ApproveProposal})
	case Consents:
		for _, c := range a.Consents {
			if c.Answer == "" {
				do(e.head(t, c.Authority, 0), ActionInput{Action: GiveConsent})
				return
			}
		}
	case Decide:
		do(first, ActionInput{Action: Grant})
	default:
		t.Fatalf("%s stands in %s/%s and nobody acts", a.Service.Code, a.State, a.Step)
	}
}

// fitting finds a person and answers for which the checks hold, else those that came furthest.
func (e *everyone) fitting(t *testing.T, svc *catalogue.Service) (account.Principal, form.Answers, catalogue.Assessment) {
	t.Helper()
	dice := rand.New(rand.NewPCG(1, uint64(svc.ID)))
	var best account.Principal
	var bestAnswers form.Answers
	var bestOutcome catalogue.Assessment
	furthest := -1
	for n := range 250 {
		r := e.world.Resident(n)
		who := account.Principal{PINFL: r.PINFL}
		facts, err := e.read(t.Context(), reading{svc: svc, pinfl: r.PINFL, today: register.DateOf(e.clock.now())})
		require.NoError(t, err)
		for range 8 {
			answers := e.answers(t, svc, r, facts, dice)
			if answers == nil {
				continue
			}
			known, err := e.read(t.Context(), reading{svc: svc, pinfl: who.PINFL, answers: answers, facts: facts, today: register.DateOf(e.clock.now())})
			require.NoError(t, err)
			outcome := svc.Assess(catalogue.Input{Facts: known, Form: answers, Today: register.DateOf(e.clock.now())})
			if outcome.Outcome == catalogue.Grant {
				return e.principal(t, r), answers, outcome
			}
			if outcome.Check > furthest {
				furthest, bestAnswers, bestOutcome = outcome.Check, answers, outcome
				best = e.principal(t, r)
			}
		}
	}
	if bestAnswers == nil {
		t.Errorf("nobody can fill in %s", svc.Code)
	}
	return best, bestAnswers, bestOutcome
}

// answers fills a form in with things that fit, or gives nil when the person has nothing to pick.
func (e *everyone) answers(t *testing.T, svc *catalogue.Service, r population.Resident, facts register.Facts, dice *rand.Rand) form.Answers {
	t.Helper()
	a := form.Answers{}
	today := register.DateOf(e.clock.now())
	for _, f := range svc.Form {
		asked := svc.Asked(catalogue.Input{Facts: facts, Form: a, Today: today})
		if !asked[f.Key] || !f.IsRequired() && dice.IntN(3) == 0 {
			continue
		}
		if v := e.answer(t, svc, f, r, facts, dice); v != nil {
			a[f.Key] = v
		} else if f.IsRequired() {
			return nil
		}
	}
	return a
}

func (e *everyone) answer(t *testing.T, svc *catalogue.Service, f form.Field, r population.Resident, facts register.Facts, dice *rand.Rand) any {
	t.Helper()
	today := register.DateOf(e.clock.now())
	if svc.Lookup != nil && strings.Contains(svc.Lookup.By, "form."+f.Key) {
		if keys := append(e.world.Own(svc.Lookup.Register, r.PINFL), e.world.Samples(svc.Lookup.Register)...); len(keys) > 0 {
			key := keys[dice.IntN(len(keys))]
			switch f.Kind {
			case form.KindCompany:
				return e.reference(register.CompanyKey, key, r)
			case form.KindPerson:
				return e.reference(register.PersonKey, key, r)
			case form.KindText, form.KindPINFL, form.KindTIN, form.KindCadastre, form.KindPlate, form.KindRegion, form.KindDistrict, form.KindDate:
				return key
			default: // not what a register keeps things under
			}
		}
	}
	if code, list, _ := register.PickSource(f.Kind); list != "" {
		if own := form.Maps(facts[code].Value[list]); len(own) > 0 {
			return own[dice.IntN(len(own))]
		}
		return nil
	}
	switch f.Kind {
	case form.KindText, form.KindTextarea, form.KindAddress:
		return "Sinov uchun javob"
	case form.KindInteger:
		return int64(1 + dice.IntN(1<<dice.IntN(12)))
	case form.KindYear:
		return int64(2000 + dice.IntN(27))
	case form.KindDecimal, form.KindMoney:
		return float64(1 + dice.IntN(1<<dice.IntN(28)))
	case form.KindDate:
		return register.DateOf(today.AddDate(0, 0, dice.IntN(120)-40)).String()
	case form.KindYesNo:
		return dice.IntN(2) == 0
	case form.KindChoice:
		return f.Options[dice.IntN(len(f.Options))].Value
	case form.KindChoices:
		return []any{f.Options[dice.IntN(len(f.Options))].Value}
	case form.KindEmail:
		return "kimdir@example.uz"
	case form.KindPhone:
		return "+998901234567"
	case form.KindPINFL:
		return e.world.Resident(dice.IntN(60)).PINFL
	case form.KindTIN:
		return "301234567"
	case form.KindPassport:
		return "AB1234567"
	case form.KindCadastre:
		return "10:01:01:01:01:0001"
	case form.KindPlate:
		return "01A123BC"
	case form.KindBankAccount:
		return "20208000900123456001"
	case form.KindRegion:
		return r.Region
	case form.KindDistrict:
		return r.District
	case form.KindPlace:
		return map[string]any{"lat": 41.31, "lon": 69.24, "text": "Toshkent"}
	case form.KindPeriod:
		from := today.AddDate(0, 0, 5+dice.IntN(20))
		return map[string]any{"from": register.DateOf(from).String(), "to": register.DateOf(from.AddDate(0, 0, 1+dice.IntN(60))).String()}
	case form.KindFile:
		return []any{map[string]any{"id": "none", "name": "qogʻoz.pdf", "size": 100.0}}
	case form.KindPerson:
		return e.reference(register.PersonKey, e.world.Resident(dice.IntN(100)).PINFL, r)
	case form.KindCompany:
		for range 50 {
			if list := e.world.Resident(dice.IntN(200)).Companies; len(list) > 0 {
				return e.reference(register.CompanyKey, list[0], r)
			}
		}
		return nil
	case form.KindSlot:
		offices, err := e.office.Offices(t.Context(), svc.Authority, "")
		require.NoError(t, err)
		o := offices[dice.IntN(len(offices))]
		free, err := e.office.Slots(t.Context(), o.ID, e.clock.now(), 10, booking.Holder{})
		require.NoError(t, err)
		return slot(o.ID, free[dice.IntN(len(free))].At)
	case form.KindGroup:
		row := map[string]any{}
		for _, q := range f.Fields {
			if v := e.answer(t, svc, q, r, facts, dice); v != nil {
				row[q.Key] = v
			} else if q.IsRequired() {
				return nil
			}
		}
		return []any{row}
	default: // picked above
		t.Fatalf("no answer for a question of kind %s", f.Kind)
		return nil
	}
}

// reference is a person or a company as a question keeps it.
func (e *everyone) reference(code, key string, r population.Resident) any {
	kind := form.KindPerson
	if code == register.CompanyKey {
		kind = form.KindCompany
	}
	var fields []string
	for _, f := range register.Picked(kind) {
		fields = append(fields, f.Name)
	}
	fact, err := e.registers.Read(context.Background(), register.Request{Register: code, Key: key, Applicant: r.PINFL, Fields: fields})
	if err != nil || !fact.Found() {
		return nil
	}
	return fact.Value
}
