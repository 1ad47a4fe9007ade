package casework

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
)

// TestClock_warning: a pause moves the warning along with the term, and a claim moves neither.
func TestClock_warning(t *testing.T) {
	w := newWorld(t)
	warned := func(number string) (at time.Time) {
		require.NoError(t, w.pool.QueryRow(t.Context(), `SELECT warn_at FROM applications WHERE number = $1`, number).Scan(&at))
		return at
	}
	a := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	before := warned(a.Number)
	require.Equal(t, a.SubmittedAt.Add(a.DueAt.Sub(a.SubmittedAt)*4/5).UnixMicro(), before.UnixMicro())
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	require.True(t, before.Equal(warned(a.Number)))

	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: AskCorrection, Marks: []Mark{{Key: "why", Reason: "Aniqroq yozing"}}})
	require.NotNil(t, a.StoppedAt)
	w.clock.forward(2 * 24 * time.Hour)
	a, err := w.resubmit(t.Context(), w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"why": "aniq"}})
	require.NoError(t, err)
	w.work()
	a = w.read(a.Number)
	require.Equal(t, InProcess, a.State)
	clock := a.runs(w.calendar)
	require.True(t, clock.Due.Equal(a.DueAt))
	require.Len(t, clock.Pauses, 1)
	require.Positive(t, clock.Pauses[0].Moved)
	moved := warned(a.Number)
	require.True(t, moved.Equal(before.Add(clock.Pauses[0].Moved)), "as much of the term has gone as before the pause")
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Release})
	w.act(Officer(w.second), a.Number, ActionInput{Action: Claim})
	require.True(t, moved.Equal(warned(a.Number)), "a claim moves no date")
}

// TestClaim_exclusive: what one official has claimed is his: nobody else decides it or sends it away, whatever the rank.
func TestClaim_exclusive(t *testing.T) {
	w := newWorld(t)
	a := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	for _, in := range []ActionInput{
		{Action: Grant}, {Action: Refuse, Note: "Yoʻq.", Fields: onGround}, {Action: AskCorrection, Marks: []Mark{{Key: "why"}}}, {Action: Recheck}, {Action: Claim},
	} {
		err := w.try(Officer(w.head), a.Number, in)
		require.True(t, problem.Is(err, problem.Conflict), "%s: %v", in.Action, err)
	}
	err := w.try(Officer(w.second), a.Number, ActionInput{Action: Reroute, Note: "x", Fields: map[string]string{"region": samarkand}})
	require.True(t, problem.Is(err, problem.Conflict))
	err = w.try(Officer(w.second), a.Number, ActionInput{Action: Release})
	require.True(t, problem.Is(err, problem.Conflict))

	a = w.act(Officer(w.head), a.Number, ActionInput{Action: Release})
	require.NotContains(t, a.ActionsFor(Officer(w.head)), Release, "nobody has it")
	w.act(Officer(w.head), a.Number, ActionInput{Action: Claim})
	a = w.act(Officer(w.head), a.Number, ActionInput{Action: Refuse, Note: "Asos yoʻq.", Fields: onGround})
	a = w.act(Citizen(w.citizen), a.Number, ActionInput{Action: FileAppeal, Note: "Asos bor."})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	err = w.try(Officer(w.second), a.Number, ActionInput{Action: Uphold, Note: "x"})
	require.True(t, problem.Is(err, problem.Conflict), "an appeal that a colleague hears")
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Uphold, Note: "Toʻgʻri rad etilgan."})
	require.Equal(t, Refused, a.State)
}

// TestStore_ClaimNext: thirty officials ask at once for the twenty cases that there are.
func TestStore_ClaimNext(t *testing.T) {
	w := newWorld(t)
	const officials, cases = 30, 20
	for range cases {
		w.submit("tax-review", form.Answers{"why": "kerak", "more": "ha"})
		w.clock.forward(time.Second)
	}
	own := w.citizen.AccountID
	require.NoError(t, account.NewStore(w.pool, keyringtest.Ring(), w.clock.now).GrantOfficial(t.Context(), own, account.Official{Authority: taxes, Role: account.Specialist}))
	w.work()
	number, err := w.ClaimNext(t.Context(), account.Official{ID: own, Authority: taxes, Role: account.Specialist})
	require.NoError(t, err)
	require.Empty(t, number, "nobody is given a case of his own")
	_, err = w.ClaimNext(t.Context(), account.Official{ID: own, Authority: taxes, Role: account.TaskForce})
	require.True(t, problem.Is(err, problem.NotFound))

	first := w.official("first", account.Official{Authority: taxes, Region: tashkentCity, Role: account.Specialist})
	looks := w.count(`SELECT count(*) FROM audit_entries WHERE action LIKE 'application.view%'`)
	var mu sync.Mutex
	taken, empty := map[string]bool{}, 0
	var all sync.WaitGroup
	for i := range officials {
		o := w.official(fmt.Sprintf("official %d", i), account.Official{Authority: taxes, Region: tashkentCity, Role: account.Specialist})
		all.Go(func() {
			number, err := w.ClaimNext(t.Context(), o)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil:
				t.Errorf("%s: %v", o.Name, err)
			case number == "":
				empty++
			case taken[number]:
				t.Errorf("%s was given twice", number)
			default:
				taken[number] = true
			}
		})
	}
	all.Wait()
	require.Len(t, taken, cases, "while there is one, nobody is told that there is none")
	require.Equal(t, officials-cases, empty)
	require.Equal(t, cases, w.count(`SELECT count(DISTINCT assignee) FROM applications WHERE assignee IS NOT NULL`))
	require.Equal(t, cases, w.count(`SELECT count(*) FROM audit_entries WHERE action = 'application.claim'`))
	require.Equal(t, looks, w.count(`SELECT count(*) FROM audit_entries WHERE action LIKE 'application.view%'`), "nobody looked at a case that he did not get")

	// A case that somebody holds for a moment and lets go is not "none".
	id := w.count(`SELECT min(id) FROM applications`)
	_, err = w.pool.Exec(t.Context(), `UPDATE applications SET assignee = NULL WHERE id = $1`, id)
	require.NoError(t, err)
	tx, err := w.pool.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `SELECT FROM applications WHERE id = $1 FOR UPDATE`, id)
	require.NoError(t, err)
	time.AfterFunc(200*time.Millisecond, func() { _ = tx.Rollback(t.Context()) })
	number, err = w.ClaimNext(t.Context(), first)
	require.NoError(t, err)
	require.NotEmpty(t, number)
}

// TestStore_ClaimNext_same: the next case is claimed as any other is, but in one wait for the database.
func TestStore_ClaimNext_same(t *testing.T) {
	w := newWorld(t)
	pool, trips := postgrestest.Counted(t, w.pool)
	require.NoError(t, pool.Ping(t.Context()))
	w.Store.pool = pool
	// written is what a claim wrote of a case: the row, the last event and the last entry, but ids, numbers and what registers said.
	written := func(t *testing.T, number string) (all string) {
		t.Helper()
		require.NoError(t, w.pool.QueryRow(t.Context(), `SELECT jsonb_build_object(
			'row', to_jsonb(a) - 'id' - 'number' - 'code', 'payload', to_jsonb(l) - 'application_id' - 'token' - 'facts' - 'facts_sealed' - 'answers_sealed',
			'event', (SELECT to_jsonb(e) - 'id' - 'application_id' FROM application_events e WHERE e.application_id = a.id ORDER BY e.id DESC LIMIT 1),
			'entry', (SELECT jsonb_build_array(e.kind, e.actor, e.action, replace(e.object, a.number, ''), e.detail, (SELECT count(*) FROM audit_subjects s WHERE s.entry_id = e.id))
				FROM audit_entries e WHERE e.object = 'application:' || a.number ORDER BY e.id DESC LIMIT 1),
			'stale', (SELECT count(*) > 0 FROM report_stale s WHERE s.application_id = a.id))::text
			FROM applications a JOIN application_payloads l ON l.application_id = a.id WHERE a.number = $1`, number).Scan(&all))
		return all
	}
	for name, state := range map[string]string{
		"in process":    `UPDATE applications SET automatic = true`,
		"for somebody":  `UPDATE applications SET mandate_id = (SELECT id FROM mandates)`,
		"an appeal":     `UPDATE applications SET state = 'appealed', step = 'hear'`,
		"a proposal":    `UPDATE applications SET step = 'approve', proposal = 'grant'`,
		"of an outcome": `UPDATE applications SET resume = 'closed', cause = 'check'`,
	} {
		t.Run(name, func(t *testing.T) {
			one := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
			two := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
			const child = "50101190010011"
			sealed, err := keyringtest.Ring().Seal(account.SubjectColumn, 1_000_000, child)
			require.NoError(t, err)
			_, err = w.pool.Exec(t.Context(), `INSERT INTO mandates (id, account_id, ground, kind, subject_sealed, subject_index, name, taken_at, checked_at)
				OVERRIDING SYSTEM VALUE VALUES (1000000, $1, 'parent', 'person', $2, $3, 'Laylo', $4, $4) ON CONFLICT DO NOTHING`,
				w.citizen.AccountID, sealed, keyringtest.Ring().Index(child), w.clock.now())
			require.NoError(t, err)
			_, err = w.pool.Exec(t.Context(), state+` WHERE number IN ($1, $2)`, one.Number, two.Number)
			if err == nil { // alike, so that nothing but the claim can tell them apart
				_, err = w.pool.Exec(t.Context(), `UPDATE applications x SET (submitted_at, term_at, due_at, warn_at) =
					(SELECT submitted_at, term_at, due_at, warn_at FROM applications WHERE number = $1) WHERE number = $2`, one.Number, two.Number)
			}
			require.NoError(t, err)
			before := trips()
			number, err := w.ClaimNext(t.Context(), w.head)
			require.NoError(t, err)
			require.Equal(t, one.Number, number)
			require.Equal(t, int64(1), trips()-before)
			w.act(Officer(w.head), two.Number, ActionInput{Action: Claim})
			require.JSONEq(t, written(t, two.Number), written(t, one.Number))
		})
	}
}

// TestClaimable: what the SQL offers is what the table lets the official claim and decide.
func TestClaimable(t *testing.T) {
	w := newWorld(t)
	approval := w.apply("tax-approval", form.Answers{"why": "kerak"})
	require.NoError(t, w.settle(t.Context(), approval, "token"))
	w.act(Officer(w.head), approval.Number, ActionInput{Action: Claim})
	w.act(Officer(w.head), approval.Number, ActionInput{Action: ProposeGrant, Note: "Joyida."})
	refused := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	w.act(Officer(w.clerk), refused.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), refused.Number, ActionInput{Action: Refuse, Note: "Yoʻq.", Fields: onGround})
	w.act(Citizen(w.citizen), refused.Number, ActionInput{Action: FileAppeal, Note: "Nega?"})
	boss := w.official("boss", account.Official{Authority: taxes, Region: tashkentCity, Role: account.Head})
	for _, x := range []struct {
		o    account.Official
		want string
	}{
		{w.clerk, ""}, // his own refusal, and a step of heads
		{w.far, ""},
		{w.stranger, ""},
		{w.second, refused.Number},
		{w.second, ""},
		{w.head, ""}, // what he prepared
		{boss, approval.Number},
		{boss, ""},
	} {
		number, err := w.ClaimNext(t.Context(), x.o)
		require.NoError(t, err)
		require.Equal(t, x.want, number, x.o.Name)
	}
}

// TestRemark: colleagues write one another beside whoever has the case, and nobody else reads it.
func TestRemark(t *testing.T) {
	w := newWorld(t)
	before := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	w.act(Officer(w.clerk), before.Number, ActionInput{Action: Claim})
	err := w.try(Officer(w.second), before.Number, ActionInput{Action: Remark})
	require.ErrorContains(t, err, "note_needed")
	err = w.try(Officer(w.stranger), before.Number, ActionInput{Action: Remark, Note: "Salom."})
	require.True(t, problem.Is(err, problem.NotFound))
	a := w.act(Officer(w.second), before.Number, ActionInput{Action: Remark, Note: "Arxivdan soʻradim."})
	require.Equal(t, w.clerk.ID, a.Assignee)
	require.True(t, a.DueAt.Equal(before.DueAt))

	notes := func(list []Event) (notes []string) {
		for _, e := range list {
			if e.Action == Remark {
				notes = append(notes, e.Note)
			}
		}
		return notes
	}
	seen, err := w.Case(t.Context(), w.head, a.Number)
	require.NoError(t, err)
	require.Equal(t, []string{"Arxivdan soʻradim."}, notes(seen.Events))
	own, err := w.Application(t.Context(), w.citizen, a.Number)
	require.NoError(t, err)
	require.Equal(t, []string{""}, notes(own.Events))
	_, err = w.BreakGlass(t.Context(), w.stranger, a.Number, "Odamning hayoti xavf ostida.")
	require.NoError(t, err)
	seen, err = w.Case(t.Context(), w.stranger, a.Number)
	require.NoError(t, err)
	require.Empty(t, notes(seen.Events))
	require.Empty(t, seen.ActionsFor(Officer(w.stranger)))
}

// resubmit is Resubmit, and the application as it stands then.
func (w *world) resubmit(ctx context.Context, who account.Principal, number string, in Correction) (Application, error) {
	if err := w.Resubmit(ctx, who, number, in); err != nil {
		return Application{}, err
	}
	return w.Application(ctx, who, number)
}
