package casework

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/job/jobtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

func TestStore_Submit_fifty_at_once(t *testing.T) {
	w := newWorld(t)
	d := w.draft("tax-debt", form.Answers{})
	numbers := make([]string, 50)
	var clicks sync.WaitGroup
	for i := range numbers {
		clicks.Go(func() {
			a, err := w.sends(t.Context(), w.citizen, Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Ru})
			if err != nil {
				t.Error(err)
			}
			numbers[i] = a.Number
		})
	}
	clicks.Wait()
	for _, n := range numbers {
		require.Equal(t, numbers[0], n)
	}
	require.True(t, ValidNumber(numbers[0]))
	for table, want := range map[string]int{"applications": 1, "application_events": 1, "application_payloads": 1, "messages": 1, "river_job": 1} {
		require.Equal(t, want, w.count(`SELECT count(*) FROM `+table), table)
	}
	require.Equal(t, 1, w.count(`SELECT count(*) FROM audit_entries WHERE action = 'application.submit'`))

	again, err := w.StartDraft(t.Context(), w.citizen, "tax-debt")
	require.NoError(t, err)
	require.NotEqual(t, d.ID, again.ID, "a new application begins with a new draft")
}

func TestStore_Submit_refusals(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	d := w.draft("tax-decision", form.Answers{"sum": 5.0})
	_, err := w.Submit(ctx, w.citizen, Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Uz})
	require.True(t, problem.Is(err, problem.Invalid), "a question without an answer: %v", err)
	_, err = w.Submit(ctx, w.other, Submission{DraftID: d.ID, Row: d.Row, Token: d.Token})
	require.True(t, problem.Is(err, problem.NotFound), "another's draft: %v", err)
	_, err = w.Submit(ctx, w.citizen, Submission{DraftID: d.ID, Row: d.Row, Token: "guessed"})
	require.True(t, problem.Is(err, problem.NotFound), "a wrong token: %v", err)
	weak := w.citizen
	weak.Level = catalogue.Basic
	_, err = w.Submit(ctx, weak, Submission{DraftID: d.ID, Row: d.Row, Token: d.Token})
	require.True(t, problem.Is(err, problem.Forbidden), "a sign-in level too low: %v", err)
	require.Zero(t, w.count(`SELECT count(*) FROM applications`))
}

// What another window changed between the look and the click is not sent unseen; what was sent stays found.
func TestStore_Submit_changed_meanwhile(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	seen := w.draft("tax-decision", form.Answers{"sum": 5.0, "why": "kerak"})
	changed := seen
	changed.Answers = form.Answers{"sum": 9.0, "why": "kerak"}
	changed, err := w.SaveDraft(ctx, w.citizen, changed)
	require.NoError(t, err)

	_, err = w.Submit(ctx, w.citizen, Submission{DraftID: seen.ID, Row: seen.Row, Token: seen.Token, Lang: locale.Uz})
	require.True(t, problem.Is(err, problem.Conflict), "%v", err)
	require.Zero(t, w.count(`SELECT count(*) FROM applications`))
	_, err = w.SentAs(ctx, w.citizen, seen.ID)
	require.True(t, problem.Is(err, problem.NotFound))

	a, err := w.sends(ctx, w.citizen, Submission{DraftID: changed.ID, Row: changed.Row, Token: changed.Token, Lang: locale.Uz})
	require.NoError(t, err)
	require.EqualValues(t, 9, a.Answers["sum"])
	late, err := w.sends(ctx, w.citizen, Submission{DraftID: seen.ID, Row: seen.Row, Token: seen.Token, Lang: locale.Uz})
	require.NoError(t, err)
	require.Equal(t, a.Number, late.Number, "the old click gets the number as well")
	became, err := w.SentAs(ctx, w.citizen, seen.ID)
	require.NoError(t, err)
	require.Equal(t, a.Number, became)
	_, err = w.SentAs(ctx, w.other, seen.ID)
	require.True(t, problem.Is(err, problem.NotFound), "another's")
}

// TestStore_Submit_broken_anywhere breaks the submission at each of its statements: nothing is left half done, and the
// same click then goes through.
func TestStore_Submit_broken_anywhere(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	d := w.draft("tax-debt", form.Answers{})
	owner := postgrestest.Owner(t, w.pool)
	_, err := owner.Exec(ctx, `CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$`)
	require.NoError(t, err)
	for _, table := range []string{"applications", "application_payloads", "drafts", "application_events", "messages", "river_job", "audit_entries"} {
		_, err = owner.Exec(ctx, `CREATE TRIGGER broken AFTER INSERT OR UPDATE ON `+table+` FOR EACH ROW EXECUTE FUNCTION broken()`)
		require.NoError(t, err)
		_, err = w.Submit(ctx, w.citizen, Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Uz})
		require.ErrorContains(t, err, "broken", table)
		_, err = owner.Exec(ctx, `DROP TRIGGER broken ON `+table)
		require.NoError(t, err)
		require.Zero(t, w.count(`SELECT count(*) FROM applications`), table)
		require.Zero(t, w.count(`SELECT count(*) FROM messages`), table)
	}
	a, err := w.sends(ctx, w.citizen, Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Uz})
	require.NoError(t, err)
	require.Equal(t, New, a.State)
}

func TestStore_Submit_slot_race(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	offices, err := w.booking.Offices(ctx, taxes, tashkentCity)
	require.NoError(t, err)
	slots, err := w.booking.Slots(ctx, offices[0].ID, w.clock.now(), 2, booking.Holder{})
	require.NoError(t, err)
	at := slots[0].At

	const people = 12
	drafts := make([]Draft, people)
	who := make([]account.Principal, people)
	for i := range people {
		who[i] = w.person(string(rune('a'+i)), "Person", "")
		d, err := w.StartDraft(ctx, who[i], "visit-office")
		require.NoError(t, err)
		d.Answers = form.Answers{"visit": slot(offices[0].ID, at)}
		drafts[i], err = w.SaveDraft(ctx, who[i], d)
		require.NoError(t, err)
	}
	var mu sync.Mutex
	var got, lost int
	var race sync.WaitGroup
	for i := range people {
		race.Go(func() {
			_, err := w.Submit(ctx, who[i], Submission{DraftID: drafts[i].ID, Row: drafts[i].Row, Token: drafts[i].Token, Lang: locale.Uz})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				got++
			case problem.Is(err, problem.Conflict):
				lost++
			default:
				t.Error(err)
			}
		})
	}
	race.Wait()
	require.Equal(t, 2, got, "as many as there are places")
	require.Equal(t, people-2, lost)
	left, err := w.booking.Slots(ctx, offices[0].ID, w.clock.now(), 2, booking.Holder{})
	require.NoError(t, err)
	require.False(t, left[0].At.Equal(at), "the time is no longer offered")
}

func TestStore_drafts(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	d, err := w.StartDraft(ctx, w.citizen, "tax-review")
	require.NoError(t, err)
	same, err := w.StartDraft(ctx, w.citizen, "tax-review")
	require.NoError(t, err)
	require.Equal(t, d.ID, same.ID, "the open draft is resumed")

	_, err = w.Gather(ctx, w.citizen, d)
	require.True(t, problem.Is(err, problem.Forbidden), "no reading without consent")
	require.Zero(t, w.registers.reads.Load())
	require.NoError(t, w.Consent(ctx, w.citizen, d.ID, locale.Uz))
	d, err = w.Draft(ctx, w.citizen, d.ID)
	require.NoError(t, err)
	facts, err := w.Gather(ctx, w.citizen, d)
	require.NoError(t, err)
	require.Equal(t, "Karimov Anvar Akmalovich", facts["person"].Value["full_name"])
	require.Equal(t, 1, w.count(`SELECT count(*) FROM audit_entries WHERE action = 'register.read'`), "who read what is on record")
	reads := w.registers.reads.Load()
	d, err = w.Draft(ctx, w.citizen, d.ID)
	require.NoError(t, err)
	_, err = w.Gather(ctx, w.citizen, d)
	require.NoError(t, err)
	require.Equal(t, reads, w.registers.reads.Load(), "a young fact is not read again")

	d.Answers = form.Answers{"why": "bir"}
	svc, err := w.Service(ctx, d)
	require.NoError(t, err)
	first, err := w.SaveDraft(ctx, w.citizen, d, svc.Form[0])
	require.NoError(t, err)
	_, err = w.SaveDraft(ctx, w.citizen, d)
	require.True(t, problem.Is(err, problem.Conflict), "another tab saved meanwhile")
	_, err = w.SaveDraft(ctx, w.other, first)
	require.True(t, problem.Is(err, problem.NotFound), "another's draft")
	require.True(t, problem.Is(w.DiscardDraft(ctx, w.other, d.ID), problem.NotFound))

	w.clock.forward(49 * time.Hour)
	require.NoError(t, w.TidyDrafts(ctx))
	require.NoError(t, w.TidyDrafts(ctx))
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'draft'`), "one reminder")
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'draft' AND args->>'Draft' = $1`, strconv.FormatInt(d.ID, 10)), "that leads to the draft")
	d, err = w.Draft(ctx, w.citizen, d.ID)
	require.NoError(t, err)
	_, err = w.SaveDraft(ctx, w.citizen, d)
	require.NoError(t, err)
	w.clock.forward(49 * time.Hour)
	require.NoError(t, w.TidyDrafts(ctx))
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'draft'`), "once in its life")
	require.Zero(t, w.count(`SELECT count(*) FROM messages WHERE event = 'draft-expires'`))
	w.clock.forward(26 * 24 * time.Hour)
	require.NoError(t, w.TidyDrafts(ctx))
	require.NoError(t, w.TidyDrafts(ctx))
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'draft-expires'`), "told before it goes")
	w.clock.forward(31 * 24 * time.Hour)
	require.NoError(t, w.TidyDrafts(ctx))
	require.Zero(t, w.count(`SELECT count(*) FROM drafts`), "expired")
	require.Equal(t, 1, w.count(`SELECT count(*) FROM form_starts WHERE draft_id = $1 AND service = 'tax-review' AND via = 'self' AND reached = 1 AND NOT sent`, d.ID), "how far it came outlives it")
}

// A register that takes the question and never answers holds nobody up: the page goes on with what the others said.
func TestStore_Gather_mute(t *testing.T) {
	w := newWorld(t)
	d := w.draft("tax-debt", form.Answers{})
	d, err := w.Draft(t.Context(), w.citizen, d.ID)
	require.NoError(t, err)
	tax := "tax"
	w.registers.mute.Store(&tax)
	facts, err := w.Gather(t.Context(), w.citizen, d)
	require.True(t, problem.Is(err, problem.Unavailable), "%v", err)
	require.Contains(t, facts, register.PersonKey)
	require.NotContains(t, facts, tax)
	w.registers.mute.Store(nil)
	d, err = w.Draft(t.Context(), w.citizen, d.ID)
	require.NoError(t, err)
	facts, err = w.Gather(t.Context(), w.citizen, d)
	require.NoError(t, err, "asked again by the next page")
	require.Contains(t, facts, tax)
}

func TestStore_Gather_outage(t *testing.T) {
	w := newWorld(t)
	d := w.draft("tax-debt", form.Answers{})
	d, err := w.Draft(t.Context(), w.citizen, d.ID)
	require.NoError(t, err)
	w.registers.down.Store(true)
	facts, err := w.Gather(t.Context(), w.citizen, d)
	require.True(t, problem.Is(err, problem.Unavailable))
	require.Empty(t, facts)
	a, err := w.sends(t.Context(), w.citizen, Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Uz})
	require.NoError(t, err, "an outage stops nobody")
	require.Equal(t, New, a.State)
	w.registers.down.Store(false)
	jobtest.Run(t, w.pool, w.plan)
	require.Equal(t, Done, w.read(a.Number).State)
}

// What may be old serves the next page as it is; what may change within the hour is read again, and a decision reads all.
func TestStore_Gather_kept(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	d := w.draft("tax-debt", form.Answers{})
	d, err := w.Draft(ctx, w.citizen, d.ID)
	require.NoError(t, err)
	first, err := w.Gather(ctx, w.citizen, d)
	require.NoError(t, err)
	w.clock.at.Store(first["tax"].FetchedAt.Add(register.KeptUsually + time.Millisecond).UnixMicro()) // the client of the registers has its own clock
	w.registers.set("tax", "debt", 5000.0)
	d, err = w.Draft(ctx, w.citizen, d.ID)
	require.NoError(t, err)
	asked := w.registers.reads.Load()
	facts, err := w.Gather(ctx, w.citizen, d)
	require.NoError(t, err)
	require.Equal(t, asked+1, w.registers.reads.Load(), "one request, for all that the register is asked")
	require.True(t, facts[register.PersonKey].FetchedAt.Equal(first[register.PersonKey].FetchedAt), "a kept copy says as of when")
	require.InDelta(t, 5000.0, facts["tax"].Value["debt"], 0)

	w.registers.set("tax", "debt", 0.0)
	a, err := w.sends(ctx, w.citizen, Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Uz})
	require.NoError(t, err)
	w.work()
	a = w.read(a.Number)
	require.Equal(t, Done, a.State, "a kept debt refuses nobody")
	require.True(t, a.Facts[register.PersonKey].FetchedAt.After(first[register.PersonKey].FetchedAt), "nor does a kept copy decide")
}
