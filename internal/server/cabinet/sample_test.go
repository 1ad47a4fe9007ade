package cabinet_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/workday"
)

// perProcess is how many services of each process kind are driven to their end; a large number takes them all.
var perProcess = flag.Int("services", 4, "how many services of each process to drive to the end")

// applicants are the personas who try a service, in this order, until one can answer all it asks.
var applicants = []string{"aziz", "malika", "otabek", "gayrat", "nodira", "olim", "jasur", "bekzod", "shahnoza", "gulnora", "sardor", "andrey"}

// TestSample drives a sample of services of every process kind from the start page to a final state, in the pages that
// people see, with officials deciding where they have to. The sample is drawn with a fixed seed, so that a failure
// comes again.
func TestSample(t *testing.T) {
	x := newTown(t)
	browsers := map[string]*servertest.Browser{}
	for _, name := range applicants {
		browsers[name] = x.SignIn(name)
	}
	dice := rand.New(rand.NewPCG(2026, 11))
	left := map[catalogue.Process]int{}
	all := slices.Clone(x.catalogue.Snapshot().All())
	dice.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	asked := map[form.Kind]bool{}
	for _, svc := range all {
		if left[svc.Process] >= *perProcess && !brings(svc.Form, asked) {
			continue
		}
		left[svc.Process]++
		brings(svc.Form, asked)
		t.Run(svc.Code, func(t *testing.T) {
			var tried []string
			for i, name := range applicants {
				w := &walker{t: t, town: x, svc: svc, who: x.Principal(name).PINFL}
				page := w.apply(browsers[name])
				if w.stuck != "" {
					tried = append(tried, name+": "+w.stuck)
					w.giveUp(browsers[name], page)
					require.Less(t, i+1, len(applicants), "nobody can apply:\n%s", strings.Join(tried, "\n"))
					continue
				}
				number := page.URL.Path[strings.LastIndexByte(page.URL.Path, '/')+1:]
				a := w.finish(browsers[name], name, number)
				t.Logf("%s %s by %s: %s %s%s", svc.Process, number, name, a.State, a.Cause, doubts(a))
				return
			}
		})
	}
	require.Len(t, left, len(casework.Tracks), "every process")
	for _, svc := range all {
		require.False(t, brings(svc.Form, asked), "every kind of question that the catalogue asks")
	}
}

// brings reports whether a form asks something of a kind that none before it asked, and notes its kinds.
func brings(fields []form.Field, asked map[form.Kind]bool) bool {
	news := false
	for _, f := range fields {
		news = !asked[f.Kind] || news
		asked[f.Kind] = true
		news = brings(f.Fields, asked) || news
	}
	return news
}

// doubts are the errors of rules that could not be evaluated: a defect of the definition, mostly.
func doubts(a casework.Application) string {
	var b strings.Builder
	for _, kept := range a.Assessments {
		for _, trace := range kept.Outcome.Trace {
			if trace.Held == nil && trace.Error != "" && kept.Outcome.Check == trace.Index {
				fmt.Fprintf(&b, "\n  %s: %s", trace.Expr, trace.Error)
			}
		}
	}
	return b.String()
}

// finish brings an application to a final state: it pays, corrects, and lets officials decide.
func (w *walker) finish(b *servertest.Browser, name, number string) casework.Application {
	w.t.Helper()
	who := w.town.Principal(name)
	corrections := 0
	for range 40 {
		a, err := w.town.cases.Application(w.t.Context(), who, number)
		require.NoError(w.t, err)
		page := b.Get("/uz/applications/" + number)
		require.Equal(w.t, 200, page.Status, page.Text())
		require.NotContains(w.t, page.Body, "⟦")
		switch a.State {
		case casework.New:
			require.NoError(w.t, w.town.cases.WaitDecided(w.t.Context(), number, 20*time.Second))
			again, err := w.town.cases.Application(w.t.Context(), who, number)
			require.NoError(w.t, err)
			require.NotEqual(w.t, casework.New, again.State, "%s is not assessed", w.svc.Code)
		case casework.AwaitingPayment:
			page = b.Get("/uz/applications/" + number + "/pay").Follow("toʻlash").Form(demoTill).Submit("")
			require.Equal(w.t, 200, page.Status, page.Text())
		case casework.ToBeCorrected:
			if corrections++; corrections > 4 {
				page = b.Get("/uz/applications/" + number + "/withdraw").Form("/withdraw").Submit("")
				require.Equal(w.t, 200, page.Status, page.Text())
				continue
			}
			w.turn++
			w.correct(b, number)
		case casework.InProcess:
			for _, asked := range a.Consents {
				require.Contains(w.t, page.Text(), catalogue.Lists().Office(asked.Authority, locale.Uz), "the applicant sees who is asked")
				require.Contains(w.t, page.Text(), consentWord(asked.Answer), "and what was answered")
			}
			w.decide(a)
		default:
			require.True(w.t, a.State.Final(), "%s", a.State)
			if a.State == casework.Done && a.Process == catalogue.Booking {
				w.cancel(page, a)
			}
			return a
		}
	}
	require.Fail(w.t, "no end", w.svc.Code)
	return casework.Application{}
}

// correct mends what the page asks for and sends it back.
func (w *walker) correct(b *servertest.Browser, number string) {
	w.t.Helper()
	page := b.Get("/uz/applications/" + number + "/correct")
	require.Equal(w.t, 200, page.Status, page.Text())
	for range 3 { // an answer can bring up a question that was not asked before
		f := page.Form("/correct")
		for _, q := range w.svc.Form {
			if asks(page, q.Key) && q.Kind != form.KindGroup && q.Kind != form.KindSlot {
				w.fill(page, f, q, q.Key)
			}
		}
		if page = f.Submit(""); page.Status == 200 {
			return
		}
		require.Equal(w.t, 422, page.Status, "%s: %s", w.svc.Code, page.Text())
	}
}

// decide lets the officials of the authority take the next step.
func (w *walker) decide(a casework.Application) {
	w.t.Helper()
	for _, c := range a.Consents {
		if c.Answer == "" && a.Step == casework.Consents {
			o := account.Official{ID: w.town.IDs["justice-head"], Authority: c.Authority, Role: account.Head}
			w.act(o, a, casework.GiveConsent)
			return
		}
	}
	specialist := account.Official{ID: w.town.IDs["cadastre-specialist"], Authority: a.Authority, Role: account.Specialist}
	head := account.Official{ID: w.town.IDs["cadastre-head"], Authority: a.Authority, Role: account.Head}
	for _, action := range []casework.Action{casework.ApproveProposal, casework.Claim, casework.Grant, casework.ProposeGrant, casework.RecordResult, casework.ScheduleVisit} {
		for _, o := range []account.Official{specialist, head} {
			if slices.Contains(a.ActionsFor(casework.Officer(o)), action) {
				w.act(o, a, action)
				return
			}
		}
	}
	require.Failf(w.t, "nobody can act", "%s at %s", w.svc.Code, a.Step)
}

func (w *walker) act(o account.Official, a casework.Application, action casework.Action) {
	w.t.Helper()
	day := time.Now().AddDate(0, 0, 1)
	for !workday.New().Works(day) {
		day = day.AddDate(0, 0, 1)
	}
	at := day.In(workday.Zone).Format(time.DateOnly) + "T10:00"
	err := w.town.cases.Act(w.t.Context(), casework.Officer(o), a.Number, casework.ActionInput{
		Action: action, Note: "Koʻrib chiqildi", Row: a.Row,
		Fields: map[string]string{"at": at, "place": "Joyida", "passed": "yes", "result": "Mos"}, Record: noted(a.Service.Visit),
	})
	require.NoError(w.t, err, "%s at %s", action, a.Step)
}

// noted is what an inspector writes down.
func noted(questions []form.Field) form.Answers {
	record := form.Answers{}
	for _, q := range questions {
		switch q.Kind {
		case form.KindYesNo:
			record[q.Key] = true
		case form.KindInteger:
			record[q.Key] = int64(7)
		case form.KindDecimal:
			record[q.Key] = 7.5
		case form.KindChoice:
			record[q.Key] = q.Options[0].Value
		case form.KindChoices:
			record[q.Key] = []any{q.Options[0].Value}
		case form.KindDate:
			record[q.Key] = "2026-01-05"
		default:
			record[q.Key] = "Mos"
		}
	}
	return record
}

func consentWord(a consent.Answer) string {
	if a == consent.Waiting {
		return locale.Uz.T("casework.consent.waiting")
	}
	return locale.Uz.T("casework.consent." + string(a))
}

// cancel gives a booked visit back, in the words for a visit: nothing that is granted is withdrawn.
func (w *walker) cancel(page *servertest.Page, a casework.Application) {
	w.t.Helper()
	require.Equal(w.t, a.Invoice != nil, strings.Contains(page.Text(), "toʻlov qaytariladi"), "no fee is given back that nobody paid")
	page = page.Follow(locale.Uz.T("cabinet.cancel.link"))
	require.NotContains(w.t, page.Text(), "koʻrib chiqilmaydi")
	page = page.Form("/withdraw").Submit("")
	require.Contains(w.t, page.Text(), locale.Uz.T("cabinet.cancel.done"))
}
