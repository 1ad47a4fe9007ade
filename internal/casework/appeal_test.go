package casework

import (
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/workday"
	"github.com/yagona/portal/migrations"
)

// refusedByPeople is an application with a paid fee that the clerk proposed to refuse and the head refused.
func (w *world) refusedByPeople() Application {
	w.t.Helper()
	a := w.apply("tax-approval", form.Answers{})
	require.NoError(w.t, w.settle(w.t.Context(), a, newToken()))
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: ProposeRefuse, Note: "Asos yoʻq.", Fields: onGround})
	return w.act(Officer(w.head), a.Number, ActionInput{Action: ApproveProposal})
}

func (w *world) queued(o account.Official, q Queue) (numbers []string) {
	w.t.Helper()
	list, err := w.Worklist(w.t.Context(), o, Filter{Queue: q})
	require.NoError(w.t, err)
	require.Equal(w.t, len(list.Cases), list.Counts[q])
	for _, c := range list.Cases {
		numbers = append(numbers, c.Number)
	}
	return numbers
}

func TestStore_appeal_hearer(t *testing.T) {
	w := newWorld(t)
	a := w.refusedByPeople()
	err := w.try(Citizen(w.citizen), a.Number, ActionInput{Action: RequestReview})
	require.ErrorContains(t, err, "appeal_instead", "an official decided")
	err = w.try(Citizen(w.citizen), a.Number, ActionInput{Action: FileAppeal})
	require.ErrorContains(t, err, "note_needed")
	a = w.act(Citizen(w.citizen), a.Number, ActionInput{Action: FileAppeal, Note: "Asos bor."})
	p := a.Appeal()
	require.Equal(t, Appealing, p.Kind)
	require.True(t, ValidNumber(p.Number))
	require.NotEqual(t, a.Number, p.Number)
	require.True(t, p.DueAt.Equal(a.DueAt), "a clock of its own")
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'appeal-filed' AND args->>'Appeal' = $1`, p.Number))

	for who, o := range map[string]account.Official{"who prepared it": w.clerk, "who decided it": w.head} {
		for _, action := range []Action{Claim, Uphold, Oblige, Overturn} {
			err = w.try(Officer(o), a.Number, ActionInput{Action: action, Note: "x"})
			require.ErrorContains(t, err, "other_decider", "%s: %s", who, action)
			require.True(t, problem.Is(err, problem.Forbidden))
		}
		require.Empty(t, w.queued(o, QueueAppeals), who)
		require.Empty(t, w.queued(o, QueueUnassigned), who)
		require.Equal(t, []string{a.Number}, w.queued(o, QueueOffice), "%s sees that it is there", who)
		number, err := w.ClaimNext(t.Context(), o)
		require.NoError(t, err)
		require.Empty(t, number, who)
	}
	err = w.try(Officer(w.head), a.Number, ActionInput{Action: Assign, Fields: map[string]string{"official": itoa(w.clerk.ID)}})
	require.ErrorContains(t, err, "no_official", "nor is it given to him")
	require.Equal(t, []string{a.Number}, w.queued(w.second, QueueAppeals))
	for _, text := range []string{a.Number, p.Number, locale.ByThrees(p.Number), p.Number[:3] + "\u202f" + p.Number[3:]} {
		list, err := w.Worklist(t.Context(), w.second, Filter{Queue: QueueMine, Text: text})
		require.NoError(t, err)
		require.Len(t, list.Cases, 1, "found by %s", text)
		require.Equal(t, a.Number, list.Cases[0].Number)
	}
	list, err := w.Worklist(t.Context(), w.stranger, Filter{Queue: QueueMine, Text: p.Number})
	require.NoError(t, err)
	require.Empty(t, list.Cases, "another authority finds nothing")
	status, err := w.Track(t.Context(), locale.ByThrees(p.Number), a.Code)
	require.NoError(t, err)
	require.Equal(t, a.Number, status.Number)
	_, err = w.Track(t.Context(), p.Number, "WRONG234")
	require.True(t, problem.Is(err, problem.NotFound))

	number, err := w.ClaimNext(t.Context(), w.second)
	require.NoError(t, err)
	require.Equal(t, a.Number, number)
	a = w.act(Officer(w.second), a.Number, ActionInput{Action: Uphold, Note: "Toʻgʻri edi."})
	require.Equal(t, Refused, a.State)
	require.Equal(t, Upheld, a.Appeal().Outcome)
	require.Equal(t, "Toʻgʻri edi.", a.Reason.Uz)
	require.Equal(t, payment.Paid, a.Invoice.Status, "what is kept costs what it cost")
	err = w.try(Citizen(w.citizen), a.Number, ActionInput{Action: FileAppeal, Note: "Yana."})
	require.ErrorContains(t, err, "appealed_once")
	require.NotContains(t, a.ActionsFor(Citizen(w.citizen)), FileAppeal)
}

func TestStore_appeal_obliged(t *testing.T) {
	w := newWorld(t)
	a := w.refusedByPeople()
	w.clock.forward(3 * 24 * time.Hour)
	w.act(Citizen(w.citizen), a.Number, ActionInput{Action: FileAppeal, Note: "Asos bor."})
	w.clock.forward(3 * 24 * time.Hour)
	a = w.act(Officer(w.second), a.Number, ActionInput{Action: Oblige, Note: "Hujjat koʻrilmagan."})
	require.Equal(t, place{InProcess, Prepare}, place{a.State, a.Step})
	require.Equal(t, "Hujjat koʻrilmagan.", a.Anew().Note, "whoever decides reads it")
	require.True(t, a.TermAt.Equal(w.term(w.clock.now(), a.Service.Term)), "the term begins anew")
	require.True(t, a.DueAt.Equal(a.TermAt))
	require.Empty(t, a.Refunds)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'obliged'`))
	require.Equal(t, 1, w.count(`SELECT count(*) FROM audit_entries WHERE action = 'application.oblige'`))

	w.act(Officer(w.second), a.Number, ActionInput{Action: Claim})
	w.act(Officer(w.second), a.Number, ActionInput{Action: ProposeRefuse, Note: "Baribir asos yoʻq.", Fields: onGround})
	a = w.act(Officer(w.head), a.Number, ActionInput{Action: ApproveProposal})
	require.Equal(t, Refused, a.State)
	require.Nil(t, a.Anew())
	a = w.act(Citizen(w.citizen), a.Number, ActionInput{Action: FileAppeal, Note: "Yana rozi emasman."})
	require.Len(t, a.Appeals, 2, "a new decision can be appealed again")
	require.NotEqual(t, a.Appeals[0].Number, a.Appeals[1].Number)
	err := w.try(Officer(w.second), a.Number, ActionInput{Action: Uphold, Note: "x"})
	require.ErrorContains(t, err, "other_decider", "he prepared the new one")
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Overturn, Note: "Asos bor."})
	require.Equal(t, Done, a.State)
	require.Equal(t, []Outcome{Obliged, Annulled}, []Outcome{a.Appeals[0].Outcome, a.Appeals[1].Outcome})
	require.Len(t, a.Refunds, 1)
	require.Equal(t, a.Invoice.Amount, a.Refunds[0].Amount)
	require.Equal(t, payment.Overturned, a.Refunds[0].Reason)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'annulled'`))
}

// TestStore_appeal_rules: what a person did not let stand, no rule refuses once more.
func TestStore_appeal_rules(t *testing.T) {
	w := newWorld(t)
	w.registers.set("tax", "debt", 10.0)
	a := w.apply("tax-decision", form.Answers{"sum": 100.0, "why": "kerak"})
	require.Equal(t, Refused, a.State)
	w.act(Citizen(w.citizen), a.Number, ActionInput{Action: RequestReview})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Oblige, Note: "Qarz toʻlangan."})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Recheck})
	w.work()
	a = w.read(a.Number)
	require.Equal(t, InProcess, a.State)
	require.Equal(t, AfterAppeal, a.Cause)
	require.True(t, a.Reason.IsZero())
	require.Equal(t, catalogue.Refuse, a.Assessment().Outcome.Outcome, "the official sees what the rules found")
	require.Equal(t, []string{a.Number}, w.queued(w.clerk, QueueMachine))
}

// TestStore_appeal_fee: who was refused wrongly after paying gets the fee back, and pays no second one for the same service.
func TestStore_appeal_fee(t *testing.T) {
	w := newWorld(t)
	a := w.apply("tax-approval", form.Answers{})
	require.NoError(t, w.settle(t.Context(), a, "fee"))
	w.registers.set("tax", "debt", 10.0)
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Recheck})
	w.work()
	a = w.read(a.Number)
	require.Equal(t, Refused, a.State, "the rules refuse what was paid for")
	w.registers.set("tax", "debt", 0.0)
	w.act(Citizen(w.citizen), a.Number, ActionInput{Action: RequestReview})
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Overturn, Note: "Qarz toʻlangan ekan."})
	require.Equal(t, place{InProcess, Prepare}, place{a.State, a.Step}, "nobody has studied it")
	require.Equal(t, payment.Refunded, a.Invoice.Status)
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Recheck})
	w.work()
	require.Equal(t, Prepare, w.read(a.Number).Step, "nor do the rules ask for a second fee")
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: ProposeGrant, Note: "Joyida."})
	a = w.act(Officer(w.head), a.Number, ActionInput{Action: ApproveProposal})
	require.Equal(t, Done, a.State)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM invoices`))
	require.Equal(t, 1, w.count(`SELECT count(*) FROM refunds`))
}

func TestStore_appeal_term(t *testing.T) {
	w := newWorld(t)
	a := w.refusedByPeople()
	until := a.AppealBy()
	require.True(t, until.Equal(w.calendar.Due(w.clock.now(), DaysToAppeal, workday.CalendarDays)))
	w.clock.at.Store(until.UnixMicro())
	require.Contains(t, w.read(a.Number).ActionsFor(Citizen(w.citizen)), FileAppeal, "to the last minute")
	w.clock.forward(time.Second)
	err := w.try(Citizen(w.citizen), a.Number, ActionInput{Action: FileAppeal, Note: "Kech."})
	require.ErrorContains(t, err, "appeal_late")
	require.Empty(t, w.read(a.Number).ActionsFor(Citizen(w.citizen)))
	require.Equal(t, Appealing, w.read(a.Number).Remedy(), "late is not heard")
}

// onPaper holds what is said of the paper of an end against what it should be.
func (w *world) onPaper(a Application, mark string, want document.Standing, state State) {
	w.t.Helper()
	v, got, err := w.Ended(w.t.Context(), a.Number+mark)
	require.NoError(w.t, err)
	require.Equal(w.t, want, v.Standing, mark)
	require.Equal(w.t, state, got)
	if want != document.Unknown {
		require.Equal(w.t, a.Number+mark, v.Number)
		require.NotContains(w.t, v.Holder, a.Applicant)
	}
}

// TestStore_review: what the rules refused is reviewed at a click; what the reviewer keeps is an official's decision.
func TestStore_review(t *testing.T) {
	w := newWorld(t)
	w.registers.set("tax", "debt", 10.0)
	a := w.apply("tax-decision", form.Answers{"sum": 100.0, "why": "kerak"})
	err := w.try(Citizen(w.citizen), a.Number, ActionInput{Action: FileAppeal, Note: "x"})
	require.ErrorContains(t, err, "review_instead")
	a = w.act(Citizen(w.citizen), a.Number, ActionInput{Action: RequestReview})
	require.Equal(t, ReviewByPerson, a.Appeal().Kind)
	w.onPaper(a, "-E1", document.Valid, Refused)
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Uphold, Note: "Qarz bor."})
	w.onPaper(a, "-E1", document.Overtaken, Refused)
	w.onPaper(a, "-E2", document.Valid, Refused)
	err = w.try(Citizen(w.citizen), a.Number, ActionInput{Action: RequestReview})
	require.ErrorContains(t, err, "appeal_instead")
	w.act(Citizen(w.citizen), a.Number, ActionInput{Action: FileAppeal, Note: "Qarz yoʻq."})
	err = w.try(Officer(w.clerk), a.Number, ActionInput{Action: Overturn, Note: "x"})
	require.ErrorContains(t, err, "other_decider")
	a = w.act(Officer(w.second), a.Number, ActionInput{Action: Oblige, Note: "Toʻlov hujjatini koʻring."})
	require.Equal(t, place{InProcess, Study}, place{a.State, a.Step})
	require.Nil(t, a.Ending(), "it goes on")
	w.onPaper(a, "-E2", document.Overtaken, Refused)
	w.onPaper(a, "-E3", document.Unknown, "")
	w.onPaper(Application{Number: "000000000"}, "-E1", document.Unknown, "")
	require.Equal(t, a.Service.TermByPeople().Value, a.TermByPeople())
	require.True(t, a.DueAt.Equal(w.term(w.clock.now(), a.Service.TermByPeople())), "people have their own term, not the five minutes of the rules")
	require.False(t, a.Automatic)
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Grant})
	require.Equal(t, Done, a.State)
}

// TestStore_appeal_raised: where nobody of the office may hear it the whole authority does, and the office has the case
// again afterwards.
func TestStore_appeal_raised(t *testing.T) {
	w := newWorld(t)
	w.registers.set("person", "region", samarkand)
	a := w.apply("tax-approval", form.Answers{})
	require.NoError(t, w.settle(t.Context(), a, "fee"))
	w.act(Officer(w.far), a.Number, ActionInput{Action: Claim})
	w.act(Officer(w.far), a.Number, ActionInput{Action: ProposeRefuse, Note: "Asos yoʻq.", Fields: onGround})
	a = w.act(Officer(w.head), a.Number, ActionInput{Action: ApproveProposal})
	require.Equal(t, samarkand, a.Region)
	_, err := w.Case(t.Context(), w.clerk, a.Number)
	require.True(t, problem.Is(err, problem.NotFound))
	a = w.act(Citizen(w.citizen), a.Number, ActionInput{Action: FileAppeal, Note: "Asos bor."})
	require.Empty(t, a.Region)
	require.Equal(t, samarkand, a.Appeal().RaisedFrom)
	require.Equal(t, []string{a.Number}, w.queued(w.clerk, QueueAppeals), "an office of another region hears it")
	require.Equal(t, 2, w.count(`SELECT count(*) FROM messages WHERE event = 'appeal-raised' AND account_id IN ($1, $2)`, w.clerk.ID, w.second.ID), "who can hear it is told")
	require.Zero(t, w.count(`SELECT count(*) FROM messages WHERE event = 'appeal-raised' AND account_id IN ($1, $2)`, w.far.ID, w.head.ID), "who decided is not")
	require.Empty(t, w.queued(w.far, QueueAppeals))
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Oblige, Note: "Koʻrilmagan."})
	require.Equal(t, samarkand, a.Region)
	_, err = w.Case(t.Context(), w.clerk, a.Number)
	require.True(t, problem.Is(err, problem.NotFound))

	w.official("deputy", account.Official{Authority: taxes, Role: account.Head})
	w.act(Officer(w.far), a.Number, ActionInput{Action: Claim})
	w.act(Officer(w.far), a.Number, ActionInput{Action: ProposeRefuse, Note: "Asos yoʻq.", Fields: onGround})
	w.act(Officer(w.head), a.Number, ActionInput{Action: ApproveProposal})
	a = w.act(Citizen(w.citizen), a.Number, ActionInput{Action: FileAppeal, Note: "Asos bor."})
	require.Equal(t, samarkand, a.Region, "a head of the whole authority hears it where it is")
	require.Empty(t, a.Appeal().RaisedFrom)
	require.Equal(t, 2, w.count(`SELECT count(*) FROM messages WHERE event = 'appeal-raised'`), "and nobody else is called")
}

// TestStore_appeal_nobody: where the authority has nobody to hear an appeal, the authority above hears of it at once.
func TestStore_appeal_nobody(t *testing.T) {
	w := newWorld(t)
	a := w.refusedByPeople()
	above, _ := catalogue.Lists().Authorities.Get(taxes)
	require.NotEmpty(t, above.Supervisor)
	ministry := w.official("ministry", account.Official{Authority: above.Supervisor, Role: account.Head})
	_, err := w.pool.Exec(t.Context(), `UPDATE officials SET ended_at = $1 WHERE account_id IN ($2, $3)`, w.clock.now(), w.second.ID, w.far.ID)
	require.NoError(t, err)
	a = w.act(Citizen(w.citizen), a.Number, ActionInput{Action: FileAppeal, Note: "Asos bor."})
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'appeal-nobody' AND account_id = $1 AND args->>'Appeal' = $2`, ministry.ID, a.Appeal().Number))
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event LIKE 'appeal-%' AND office <> ''`))
	_, err = w.Case(t.Context(), ministry, a.Number)
	require.True(t, problem.Is(err, problem.NotFound), "it is not theirs to open")
}

func TestStore_appeal_race(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	at := func(n int, do func(i int) error) (done int) {
		errs := make([]error, n)
		var all sync.WaitGroup
		for i := range n {
			all.Go(func() { errs[i] = do(i) })
		}
		all.Wait()
		for _, err := range errs {
			if err == nil {
				done++
			} else {
				require.True(t, problem.Is(err, problem.Conflict), "%v", err)
			}
		}
		return done
	}
	a := w.refusedByPeople()
	require.Equal(t, 1, at(8, func(int) error {
		err := w.Act(ctx, Citizen(w.citizen), a.Number, ActionInput{Action: FileAppeal, Note: "Asos bor.", Row: a.Row})
		return err
	}), "pressed eight times, filed once")
	require.Equal(t, 1, w.count(`SELECT count(*) FROM appeals`))

	row := w.read(a.Number).Row
	hearers := []account.Official{w.second, w.official("deputy", account.Official{Authority: taxes, Role: account.Head})}
	actions := []Action{Uphold, Oblige, Overturn}
	require.Equal(t, 1, at(12, func(i int) error {
		err := w.Act(ctx, Officer(hearers[i%2]), a.Number, ActionInput{Action: actions[i%3], Note: "Qaror.", Row: row})
		return err
	}), "one of two hearers decides")
	a = w.read(a.Number)
	require.Equal(t, map[Outcome]State{Upheld: Refused, Obliged: InProcess, Annulled: Done}[a.Appeal().Outcome], a.State)
	require.Equal(t, a.State == Done, len(a.Refunds) == 1, "the fee goes back with the refusal, and once")
	require.Equal(t, 1, w.count(`SELECT count(*) FROM application_events WHERE action IN ('uphold', 'oblige', 'overturn')`))
}

// TestMigration_appeals: rows of before get numbers as the program draws them, and no application gets the same later.
func TestMigration_appeals(t *testing.T) {
	w := newWorld(t)
	a := w.refusedByPeople()
	a = w.act(Citizen(w.citizen), a.Number, ActionInput{Action: FileAppeal, Note: "Asos bor."})
	w.registers.set("tax", "debt", 10.0)
	b := w.apply("tax-decision", form.Answers{"sum": 100.0, "why": "kerak"})
	w.act(Citizen(w.citizen), b.Number, ActionInput{Action: RequestReview})
	b = w.act(Officer(w.second), b.Number, ActionInput{Action: Oblige, Note: "Koʻring."})

	w.pool = postgrestest.Owner(t, w.pool)
	ctx, url := t.Context(), w.pool.Config().ConnString()
	for _, sql := range []string{ // only the program can open them
		`UPDATE accounts SET pinfl = '', pinfl_sealed = NULL, pinfl_index = NULL`,
		`UPDATE drafts SET answers = '{}', answers_sealed = NULL, facts = '{}', facts_sealed = NULL, undo_sealed = NULL WHERE answers_sealed IS NOT NULL OR facts_sealed IS NOT NULL`,
		`UPDATE application_payloads SET answers = '{}', answers_sealed = NULL, facts = '{}', facts_sealed = NULL, correction_sealed = NULL`,
		`UPDATE assessments SET answers = '{}', answers_sealed = NULL, facts = '{}', facts_sealed = NULL, assessment = jsonb_build_object('outcome', outcome), assessment_sealed = NULL`,
		`UPDATE documents SET lines = '{}', lines_sealed = NULL`,
	} {
		_, err := w.pool.Exec(ctx, sql)
		require.NoError(t, err)
	}
	require.NoError(t, postgres.Rollback(ctx, url, since(t, "000064")))
	require.Equal(t, 2, w.count(`SELECT count(*) FROM appeals`))
	require.NoError(t, postgres.Migrate(ctx, url))
	require.NoError(t, postgres.Grant(ctx, url, postgrestest.Serves))
	w.pool.Reset()
	position := int64(w.count(`SELECT last_value FROM application_numbers`))
	var key []byte
	require.NoError(t, w.pool.QueryRow(ctx, `SELECT key FROM number_keys`).Scan(&key))
	drawn := map[string]bool{}
	for _, at := range []int64{position - 1, position} {
		n, err := numberAt(key, at)
		require.NoError(t, err)
		drawn[n] = true
	}
	for _, x := range []Application{w.read(a.Number), w.read(b.Number)} {
		require.True(t, drawn[x.Appeal().Number], x.Appeal().Number)
		require.Equal(t, x.Appeal().Kind == Appealing, x.Number == a.Number)
	}
	require.Equal(t, a.Appeal().PreparedBy, w.read(a.Number).Appeal().PreparedBy)
}

// since is how many migrations there are from that one on.
func since(t *testing.T, first string) (n int) {
	t.Helper()
	names, err := fs.Glob(migrations.FS, "*.up.sql")
	require.NoError(t, err)
	for _, name := range names {
		if strings.Compare(name, first) >= 0 {
			n++
		}
	}
	return n
}

// TestRefusedByOfficial: the rules refused what an official had touched before, and what an appeal speaks against is still his.
func TestRefusedByOfficial(t *testing.T) {
	of := func(state State, action Action) bool {
		return Application{State: state, Events: []Event{{Action: Recheck, From: InProcess, To: New}, {Action: action, From: InProcess, To: Refused}}}.RefusedByOfficial()
	}
	require.False(t, of(Refused, AutoRefuse))
	require.True(t, of(Refused, Refuse))
	require.True(t, of(Appealed, Refuse))
	require.False(t, of(Done, Refuse), "what was granted anew is refused no more")
}
