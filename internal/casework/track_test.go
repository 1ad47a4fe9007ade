package casework

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/payment"
)

// The nine tracks, each to its end.

func TestTrack_extract(t *testing.T) {
	w := newWorld(t)
	a := w.apply("tax-debt", form.Answers{})
	require.Equal(t, Done, a.State)
	require.True(t, a.Automatic)
	require.Len(t, a.Documents, 1)
	require.Equal(t, "Karimov Anvar Akmalovich", a.Documents[0].Holder)
	require.Equal(t, tashkentCity, a.Region)
	require.NotEmpty(t, a.Facts["tax"].FetchedAt)
}

func TestTrack_extract_with_fee(t *testing.T) {
	w := newWorld(t)
	w.registers.set("social", "in_register", true)
	a := w.apply("tax-paid", form.Answers{})
	require.Equal(t, AwaitingPayment, a.State)
	require.EqualValues(t, 185_400, a.Invoice.Amount, "BHM × 0.9 × 0.5")
	require.Empty(t, a.Documents, "no result before the payment")

	ctx := t.Context()
	require.NoError(t, w.settle(ctx, a, "token"))
	for range 3 {
		paid, err := w.PerformPayment(ctx, "test", "token")
		require.NoError(t, err)
		require.Equal(t, payment.Performed, paid.State)
	}
	a = w.read(a.Number)
	require.Equal(t, Done, a.State)
	require.Equal(t, payment.Paid, a.Invoice.Status)
	require.Len(t, a.Documents, 1)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM payments`))
	require.True(t, a.Automatic)
}

func TestTrack_decision(t *testing.T) {
	w := newWorld(t)
	w.run("granted", func(t *testing.T) {
		a := w.apply("tax-decision", form.Answers{"sum": 100.0, "why": "kerak"})
		require.Equal(t, Done, a.State)
	})
	w.run("refused, reviewed, overturned", func(t *testing.T) {
		w.registers.set("tax", "debt", 10.0)
		a := w.apply("tax-decision", form.Answers{"sum": 100.0, "why": "kerak"})
		w.registers.set("tax", "debt", 0.0)
		require.Equal(t, Refused, a.State)
		require.Equal(t, "Soliq qarzi bor.", a.Reason.Uz)
		require.Contains(t, a.ActionsFor(Citizen(w.citizen)), RequestReview)

		a = w.act(Citizen(w.citizen), a.Number, ActionInput{Action: RequestReview, Note: "Qarzim toʻlangan."})
		require.Equal(t, Appealed, a.State)
		require.Nil(t, a.ClosedAt)
		require.True(t, a.DueAt.After(w.clock.now()))
		a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Overturn, Note: "Toʻlov topildi."})
		require.Equal(t, Done, a.State)
		require.Equal(t, Annulled, a.Appeal().Outcome)
		require.False(t, a.Automatic)
		require.Len(t, a.Documents, 1)
	})
	w.run("corrected", func(t *testing.T) {
		a := w.apply("tax-decision", form.Answers{"sum": 0.0, "why": "kerak"})
		require.Equal(t, ToBeCorrected, a.State)
		require.NotNil(t, a.StoppedAt)
		require.Equal(t, []Mark{{Key: "sum"}}, a.Marks)
		a, err := w.resubmit(t.Context(), w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"sum": 5.0, "why": "not marked"}})
		require.NoError(t, err)
		require.Equal(t, New, a.State)
		require.Nil(t, a.StoppedAt)
		require.Equal(t, "kerak", a.Answers["why"], "only marked questions change")
		w.work()
		require.Equal(t, Done, w.read(a.Number).State)
	})
	w.run("to an official", func(t *testing.T) {
		a := w.apply("tax-decision", form.Answers{"sum": 2e6, "why": "kerak"})
		require.Equal(t, InProcess, a.State)
		require.Equal(t, Study, a.Step)
		require.Equal(t, ByCheck, a.Cause)
		require.False(t, a.Automatic)
		w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
		a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Grant})
		require.Equal(t, Done, a.State)
	})
}

func TestTrack_registration(t *testing.T) {
	w := newWorld(t)
	vehicle := map[string]any{"plate": "01A123BC", "arrested": false}
	a := w.apply("vehicle-note", form.Answers{"vehicle": vehicle})
	require.Equal(t, Done, a.State)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM registrations WHERE record->>'form.vehicle.plate' = '01A123BC'`))

	w.run("what is no longer yours", func(t *testing.T) {
		a := w.apply("vehicle-note", form.Answers{"vehicle": map[string]any{"plate": "01B777BB", "arrested": false}})
		require.Equal(t, ToBeCorrected, a.State)
		require.Equal(t, []Mark{{Key: "vehicle"}}, a.Marks)
	})
	w.run("picked anew at decision", func(t *testing.T) {
		w.registers.set("vehicle", "vehicles", []any{map[string]any{"plate": "01A123BC", "arrested": true}})
		a := w.apply("vehicle-note", form.Answers{"vehicle": vehicle})
		require.Equal(t, Refused, a.State, "the register's word of today decides")
	})
}

func TestTrack_booking(t *testing.T) {
	w := newWorld(t)
	offices, err := w.booking.Offices(t.Context(), taxes, tashkentCity)
	require.NoError(t, err)
	slots, err := w.booking.Slots(t.Context(), offices[0].ID, w.clock.now(), 3, booking.Holder{})
	require.NoError(t, err)
	a := w.apply("visit-office", form.Answers{"visit": slot(offices[0].ID, slots[0].At)})
	require.Equal(t, Done, a.State)
	require.NotNil(t, a.Appointment)
	require.True(t, slots[0].At.Equal(a.Appointment.At))
}

func TestTrack_payment(t *testing.T) {
	w := newWorld(t)
	a := w.apply("pay-bill", form.Answers{"account": map[string]any{"number": "100200", "debt": 1.0}})
	require.Equal(t, AwaitingPayment, a.State)
	require.EqualValues(t, 45_000, a.Invoice.Amount, "the bill of the register, not of the page")
	require.NoError(t, w.settle(t.Context(), a, "bill"))
	a = w.read(a.Number)
	require.Equal(t, Done, a.State)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM registrations`))
}

func TestTrack_review(t *testing.T) {
	w := newWorld(t)
	a := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	require.Equal(t, InProcess, a.State)
	require.Equal(t, Study, a.Step)
	term := a.TermAt

	err := w.try(Officer(w.clerk), a.Number, ActionInput{Action: Grant})
	require.ErrorContains(t, err, "claim_first")
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	err = w.try(Officer(w.second), a.Number, ActionInput{Action: Claim})
	require.ErrorContains(t, err, "claimed")
	err = w.try(Officer(w.clerk), a.Number, ActionInput{Action: Refuse})
	require.ErrorContains(t, err, "field_needed.ground")

	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: AskCorrection, Note: "Aniqroq yozing.", Marks: []Mark{{Key: "why", Reason: "qisqa"}}})
	require.Equal(t, ToBeCorrected, a.State)
	w.clock.forward(2 * 24 * time.Hour) // Wednesday to Friday
	a, err = w.resubmit(t.Context(), w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"why": "uzunroq"}})
	require.NoError(t, err)
	w.work()
	a = w.read(a.Number)
	require.Equal(t, InProcess, a.State)
	require.True(t, a.TermAt.After(term), "the clock stood still")
	require.Equal(t, w.clerk.ID, a.Assignee, "who asked for the correction has it again")
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Refuse, Note: "Asos yoʻq.", Fields: onGround})
	require.Equal(t, Refused, a.State)

	w.act(Citizen(w.citizen), a.Number, ActionInput{Action: FileAppeal, Note: "Rozi emasman."})
	err = w.try(Officer(w.clerk), a.Number, ActionInput{Action: Uphold, Note: "Toʻgʻri edi."})
	require.ErrorContains(t, err, "other_decider")
	a = w.act(Officer(w.second), a.Number, ActionInput{Action: Uphold, Note: "Toʻgʻri edi."})
	require.Equal(t, Refused, a.State)
	require.NotContains(t, a.ActionsFor(Citizen(w.citizen)), FileAppeal, "one appeal")
}

func TestTrack_approval(t *testing.T) {
	w := newWorld(t)
	a := w.apply("tax-approval", form.Answers{})
	require.Equal(t, AwaitingPayment, a.State)
	require.NoError(t, w.settle(t.Context(), a, "fee"))
	a = w.read(a.Number)
	require.Equal(t, Prepare, a.Step)

	// A head may prepare; another person must approve.
	a = w.act(Officer(w.head), a.Number, ActionInput{Action: ProposeGrant, Note: "Hammasi joyida."})
	require.Equal(t, Approve, a.Step)
	err := w.try(Officer(w.head), a.Number, ActionInput{Action: ApproveProposal})
	require.ErrorContains(t, err, "four_eyes")
	err = w.try(Officer(w.clerk), a.Number, ActionInput{Action: ApproveProposal})
	require.ErrorContains(t, err, "not_yours")

	deputy := w.official("deputy", account.Official{Authority: taxes, Role: account.Head})
	a = w.act(Officer(deputy), a.Number, ActionInput{Action: Return, Note: "Asosini yozing."})
	require.Equal(t, Prepare, a.Step)
	require.Equal(t, w.head.ID, a.Assignee)
	err = w.try(Officer(w.head), a.Number, ActionInput{Action: ProposeRefuse, Note: "Asos yoʻq."})
	require.ErrorContains(t, err, "field_needed.ground")
	err = w.try(Officer(w.head), a.Number, ActionInput{Action: ProposeRefuse, Note: "Asos yoʻq.", Fields: map[string]string{"ground": "rule-99"}})
	require.ErrorContains(t, err, "field_needed.ground")
	err = w.try(Officer(w.head), a.Number, ActionInput{Action: ProposeRefuse, Fields: onGround})
	require.ErrorContains(t, err, "note_needed")
	a = w.act(Officer(w.head), a.Number, ActionInput{Action: ProposeRefuse, Note: "Asos yoʻq.", Fields: onGround})
	a = w.act(Officer(deputy), a.Number, ActionInput{Action: ApproveProposal})
	require.Equal(t, Refused, a.State)
	require.Equal(t, "Boshqa sabab.\nAsos yoʻq.", a.Reason.Uz)
	require.Equal(t, "Другая причина.\nAsos yoʻq.", a.Reason.Ru)
	ground, ok := a.Ground()
	require.True(t, ok)
	require.Equal(t, "other", ground.Code)

	w.act(Citizen(w.citizen), a.Number, ActionInput{Action: FileAppeal, Note: "Asos bor."})
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Overturn, Note: "Asos bor ekan."})
	require.Equal(t, Done, a.State)
	require.Equal(t, payment.Refunded, a.Invoice.Status, "an unjustified refusal gives the fee back")
	require.Equal(t, 1, w.count(`SELECT count(*) FROM refunds`))
}

func TestTrack_inspection(t *testing.T) {
	w := newWorld(t)
	a := w.apply("tax-inspection", form.Answers{})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	require.NotContains(t, w.read(a.Number).ActionsFor(Officer(w.clerk)), Grant, "no grant before the visit")
	err := w.try(Officer(w.clerk), a.Number, ActionInput{Action: ScheduleVisit, Fields: map[string]string{"at": "2020-01-01T10:00", "place": "x"}})
	require.ErrorContains(t, err, "visit_past")
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: ScheduleVisit, Fields: map[string]string{"at": "2026-11-27T10:00", "place": "Chilonzor 5"}})
	require.Equal(t, Visit, a.Step)
	for _, shut := range []string{"2026-11-28T10:00", "2026-11-30T13:30", "2026-11-30T20:00"} {
		err = w.try(Officer(w.clerk), a.Number, ActionInput{Action: ScheduleVisit, Fields: map[string]string{"at": shut, "place": "x"}})
		require.ErrorContains(t, err, "visit_hours", shut)
	}
	for _, nobody := range []account.Official{w.stranger, w.far} {
		err = w.try(Officer(w.clerk), a.Number, ActionInput{Action: ScheduleVisit, Fields: map[string]string{"at": "2026-11-30T10:00", "place": "x", "inspector": strconv.FormatInt(nobody.ID, 10)}})
		require.ErrorContains(t, err, "no_inspector", nobody.Name)
	}
	require.Equal(t, w.clerk.Name, a.Visits[0].InspectorName, "who schedules it makes it")
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: ScheduleVisit, Fields: map[string]string{"at": "2026-11-30T10:00", "place": "Chilonzor 5", "inspector": strconv.FormatInt(w.second.ID, 10)}})
	require.Len(t, a.Visits, 1, "moved, not doubled")
	require.Equal(t, w.second.Name, a.Visits[0].InspectorName)
	told := func(event string) int {
		return w.count(`SELECT count(*) FROM messages WHERE event = $1 AND application_id = $2`, event, a.ID)
	}
	require.Equal(t, 2, told("visit"))

	err = w.try(Citizen(w.citizen), a.Number, ActionInput{Action: AskOtherTime})
	require.ErrorContains(t, err, "note_needed")
	a = w.act(Citizen(w.citizen), a.Number, ActionInput{Action: AskOtherTime, Note: "Safardaman."})
	require.Equal(t, 2, w.count(`SELECT count(*) FROM messages WHERE event = 'visit-asked' AND application_id = $1 AND account_id IN ($2, $3)`, a.ID, w.clerk.ID, w.second.ID))
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: ScheduleVisit, Fields: map[string]string{"at": "2026-12-01T10:00", "place": "Chilonzor 5"}})
	require.Equal(t, "Safardaman.", a.Visits[0].AskedWhy, "a moved visit keeps what was asked")
	err = w.try(Citizen(w.citizen), a.Number, ActionInput{Action: AskOtherTime, Note: "Yana."})
	require.ErrorContains(t, err, "not_now", "once")

	require.NoError(t, w.RemindDue(t.Context()))
	require.Zero(t, told("inspection-tomorrow"))
	w.clock.forward(a.Visits[0].At.Sub(w.clock.now()) - time.Hour)
	require.NoError(t, w.RemindDue(t.Context()))
	require.NoError(t, w.RemindDue(t.Context()))
	require.Equal(t, 1, told("inspection-tomorrow"))
	again := ActionInput{Action: RecordAbsence, Fields: map[string]string{"at": "2026-12-03T10:00", "place": "Chilonzor 5"}}
	err = w.try(Officer(w.clerk), a.Number, again)
	require.ErrorContains(t, err, "not_now", "nobody is missing before the time has come")
	w.clock.forward(2 * time.Hour)
	a = w.act(Officer(w.clerk), a.Number, again)
	require.Len(t, a.Visits, 2)
	require.True(t, a.Visits[0].Missed)
	require.Equal(t, 1, told("visit-again"))
	w.clock.forward(a.Visits[1].At.Sub(w.clock.now()) + time.Hour)
	err = w.try(Officer(w.clerk), a.Number, again)
	require.ErrorContains(t, err, "not_now", "a third date is not given")
	result := ActionInput{Action: RecordResult, Note: "Talablarga javob beradi.", Fields: map[string]string{"passed": "yes"}}
	err = w.try(Officer(w.clerk), a.Number, result)
	require.ErrorContains(t, err, "record_incomplete", "every question of the definition is answered")
	result.Record = looked
	a = w.act(Officer(w.clerk), a.Number, result)
	require.Equal(t, Decide, a.Step)
	require.Equal(t, looked, a.Visits[1].Record)
	require.True(t, *a.Visits[1].Passed)
	require.Nil(t, a.Visits[0].Passed, "who was not there has neither passed nor failed")
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Grant})
	require.Equal(t, Done, a.State)
}

func TestTrack_consent(t *testing.T) {
	w := newWorld(t)
	water := w.official("water", account.Official{Authority: "water", Region: tashkentCity, Role: account.Specialist})
	far := w.official("water-far", account.Official{Authority: "water", Region: samarkand, Role: account.Specialist})
	green := w.official("green", account.Official{Authority: "ecology", Role: account.Specialist})
	consents := func(o account.Official) []Summary {
		list, err := w.Worklist(t.Context(), o, Filter{Queue: QueueConsents})
		require.NoError(t, err)
		require.Len(t, list.Cases, list.Counts[QueueConsents])
		return list.Cases
	}
	sees := func(o account.Official, number string) bool {
		_, err := w.Case(t.Context(), o, number)
		return err == nil
	}
	a := w.apply("tax-consent", form.Answers{"why": "kerak"})
	require.Equal(t, Consents, a.Step)
	require.Len(t, a.Consents, 2)
	for _, c := range a.Consents {
		require.True(t, c.DueAt.Before(a.TermAt))
	}
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'consents-asked' AND application_id = $1`, a.ID))
	require.Len(t, consents(w.stranger), 1, "the asked authority finds the request")
	require.Equal(t, a.Consents[0].DueAt.Unix(), consents(w.stranger)[0].DueAt.Unix(), "with its own day")
	require.Len(t, consents(water), 1)
	require.Empty(t, consents(far), "an office of another region is not asked")
	require.False(t, sees(far, a.Number))

	err := w.try(Officer(w.stranger), a.Number, ActionInput{Action: RefuseConsent, Note: "Suv yoʻq.", Fields: onGround})
	require.ErrorContains(t, err, "claim_first")
	w.act(Officer(w.stranger), a.Number, ActionInput{Action: ClaimConsent})
	require.Equal(t, w.stranger.Name, consents(green)[0].AssignedTo)
	err = w.try(Officer(green), a.Number, ActionInput{Action: ClaimConsent})
	require.ErrorContains(t, err, "claimed")
	err = w.try(Officer(green), a.Number, ActionInput{Action: GiveConsent})
	require.ErrorContains(t, err, "claim_first")
	w.act(Officer(w.stranger), a.Number, ActionInput{Action: ReleaseConsent})
	w.act(Officer(green), a.Number, ActionInput{Action: ClaimConsent})
	err = w.try(Officer(green), a.Number, ActionInput{Action: RefuseConsent, Fields: onGround})
	require.ErrorContains(t, err, "note_needed", "a refusal is explained")
	w.act(Officer(green), a.Number, ActionInput{Action: RefuseConsent, Note: "Suv yoʻq.", Fields: onGround})
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'consent-refused' AND application_id = $1 AND args->'Reason'->>'uz' LIKE '%Suv yoʻq.'`, a.ID))
	err = w.try(Officer(green), a.Number, ActionInput{Action: GiveConsent})
	require.ErrorContains(t, err, "answered")
	w.act(Officer(water), a.Number, ActionInput{Action: ClaimConsent})
	a = w.act(Officer(water), a.Number, ActionInput{Action: GiveConsent})
	require.Equal(t, Decide, a.Step)
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})

	w.run("what changed is asked again", func(t *testing.T) {
		w.clock.forward(time.Minute)
		a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: AskCorrection, Marks: []Mark{{Key: "why"}}})
		a, err = w.resubmit(t.Context(), w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"why": "boshqa"}})
		require.NoError(t, err)
		w.work()
		a = w.read(a.Number)
		require.Equal(t, Consents, a.Step)
		for _, c := range a.Consents {
			require.True(t, c.Waits(), "%s agreed to something else", c.Authority)
			require.Zero(t, c.Assignee)
		}
		w.act(Officer(w.stranger), a.Number, ActionInput{Action: ClaimConsent})
		w.act(Officer(w.stranger), a.Number, ActionInput{Action: GiveConsent})
		w.act(Officer(water), a.Number, ActionInput{Action: ClaimConsent})
		a = w.act(Officer(water), a.Number, ActionInput{Action: GiveConsent})
		require.Equal(t, Decide, a.Step)
	})
	w.run("what did not change stands as it was answered", func(t *testing.T) {
		w.act(Officer(w.clerk), a.Number, ActionInput{Action: Recheck})
		w.work()
		a = w.read(a.Number)
		require.Equal(t, Decide, a.Step)
		require.Equal(t, consent.Given, a.Consents[0].Answer)
	})
	w.run("the asked see it for some days more", func(t *testing.T) {
		require.True(t, sees(water, a.Number))
		w.clock.forward(consent.SightAfter)
		require.False(t, sees(water, a.Number))
		require.True(t, sees(w.clerk, a.Number))
	})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Grant})
	require.Equal(t, Done, a.State)

	w.run("silence counts as consent", func(t *testing.T) {
		a, gone := w.apply("tax-consent", form.Answers{}), w.apply("tax-consent", form.Answers{})
		require.True(t, sees(water, gone.Number))
		gone = w.act(Citizen(w.citizen), gone.Number, ActionInput{Action: Withdraw})
		require.False(t, sees(water, gone.Number), "what is closed is no longer theirs")
		w.clock.forward(10 * 24 * time.Hour)
		require.NoError(t, w.SilenceDue(t.Context()))
		a = w.read(a.Number)
		require.Equal(t, Decide, a.Step)
		require.Equal(t, consent.Silent, a.Consents[0].Answer)
		require.Equal(t, 2, w.count(`SELECT count(DISTINCT detail->>'authority') FROM application_events WHERE application_id = $1 AND action = 'silence'`, a.ID), "each silence is an event")
		require.True(t, w.read(gone.Number).Consents[0].Waits(), "what is closed is left alone")
	})
	w.run("a case that stood with every answer goes on", func(t *testing.T) {
		a := w.apply("tax-consent", form.Answers{})
		_, err := w.pool.Exec(t.Context(), `UPDATE consents SET answer = 'given', answered_at = $2 WHERE application_id = $1`, a.ID, w.clock.now())
		require.NoError(t, err)
		require.NoError(t, w.SilenceDue(t.Context()))
		require.Equal(t, Decide, w.read(a.Number).Step)
	})
}
