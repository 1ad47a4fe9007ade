package casework

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/keyring/keyringtest"
)

// The official who makes a visit need not be who has the case: he sees it among his rounds, writes down what he finds bit
// by bit, with photos, and records it; who has the case is told, and the applicant reads it then and not before.
func TestStore_inspector(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	a := w.apply("tax-inspection", form.Answers{})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	visit := ActionInput{Action: ScheduleVisit, Fields: map[string]string{"at": worktime(w.clock.now()), "place": "Chilonzor 5", "inspector": strconv.FormatInt(w.second.ID, 10)}}
	a = w.act(Officer(w.clerk), a.Number, visit)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'visit-planned' AND account_id = $1 AND office <> ''`, w.second.ID))
	rounds := func(o account.Official, office bool, after *VisitRecord) []Round {
		list, err := w.Rounds(ctx, o, office, after)
		require.NoError(t, err)
		return list
	}
	require.Empty(t, rounds(w.clerk, false, nil))
	require.Empty(t, rounds(w.clerk, true, nil), "only a head sees those of the office")
	require.Empty(t, rounds(w.stranger, true, nil))
	require.Len(t, rounds(w.head, true, nil), 1)
	mine := rounds(w.second, false, nil)
	require.Len(t, mine, 1)
	require.Equal(t, a.Number, mine[0].Number)
	require.Equal(t, "Chilonzor 5", mine[0].Visit.Place)
	require.Empty(t, rounds(w.second, false, &mine[0].Visit), "the page behind the last")

	save := func(o account.Official) (document.Upload, error) {
		return w.SaveVisitFile(ctx, o, a.Number, catalogue.PhotosKey, "zal.png", picture(t))
	}
	for who, want := range map[*account.Official]string{&w.stranger: "not_found", &w.far: "not_found"} {
		_, err := save(*who)
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, w.KeepRecord(ctx, *who, a.Number, looked), want)
	}
	up, err := save(w.second)
	require.NoError(t, err)
	left, err := w.SaveVisitFile(ctx, w.second, a.Number, catalogue.PhotosKey, "boshqa.png", picture(t))
	require.NoError(t, err)
	record := form.Answers{"hall": true, catalogue.PhotosKey: []any{map[string]any{"id": up.ID, "name": up.Name, "size": float64(up.Size)}}}
	require.NoError(t, w.KeepRecord(ctx, w.second, a.Number, record))
	a = w.read(a.Number)
	require.Equal(t, record, a.Visits[0].Record, "a draft")
	require.Empty(t, a.Uploads, "no file of the applicant")
	_, err = w.VisitFile(ctx, w.citizen, a.Number, up.ID)
	require.ErrorContains(t, err, "not_found", "before the result nobody but the office sees it")
	_, err = w.CaseVisitFile(ctx, w.clerk, a.Number, up.ID)
	require.NoError(t, err)

	result := ActionInput{Action: RecordResult, Note: "Mos.", Fields: map[string]string{"passed": "yes"}, Record: form.Answers{"hall": true, catalogue.PhotosKey: []any{map[string]any{"id": "none"}}}}
	err = w.try(Officer(w.second), a.Number, result)
	require.ErrorContains(t, err, "document.gone")
	result.Record = record
	a = w.act(Officer(w.second), a.Number, result)
	require.Equal(t, Decide, a.Step)
	require.Equal(t, w.clerk.ID, a.Assignee, "the case stays with who has it")
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'visit-recorded' AND account_id = $1`, w.clerk.ID))
	require.NotContains(t, a.ActionsFor(Officer(w.second)), Grant, "who inspects decides nothing")
	_, err = w.VisitFile(ctx, w.citizen, a.Number, up.ID)
	require.NoError(t, err)
	_, err = w.VisitFile(ctx, w.citizen, a.Number, left.ID)
	require.ErrorContains(t, err, "not_found", "what the record does not name is gone")
	_, err = save(w.second)
	require.ErrorContains(t, err, "not_now")
	require.ErrorContains(t, w.KeepRecord(ctx, w.second, a.Number, looked), "not_now")
	require.Empty(t, rounds(w.second, false, nil))
}

// An absence leaves nothing of what the inspector had noted, neither to be read nor on the disk.
func TestStore_inspector_absence(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	a := w.apply("tax-inspection", form.Answers{})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: ScheduleVisit, Fields: map[string]string{"at": worktime(w.clock.now()), "place": "Chilonzor 5"}})
	for range 2 {
		up, err := w.SaveVisitFile(ctx, w.clerk, a.Number, catalogue.PhotosKey, "eshik"+strconv.Itoa(w.count(`SELECT count(*) FROM uploads`))+".png", picture(t))
		require.NoError(t, err)
		require.NoError(t, w.KeepRecord(ctx, w.clerk, a.Number, form.Answers{"hall": true, catalogue.PhotosKey: []any{map[string]any{"id": up.ID, "name": up.Name, "size": float64(up.Size)}}}))
		require.Equal(t, 1, w.count(`SELECT count(*) FROM uploads`), "what was taken away gives its room back")
	}
	w.clock.forward(a.Visits[0].At.Sub(w.clock.now()) + time.Hour)
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: RecordAbsence, Fields: map[string]string{"at": worktime(w.clock.now()), "place": "Chilonzor 5"}})
	require.Len(t, a.Visits, 2)
	require.Empty(t, a.Visits[0].Record)
	require.Zero(t, w.count(`SELECT count(*) FROM uploads`))

	up, err := w.SaveVisitFile(ctx, w.clerk, a.Number, catalogue.PhotosKey, "eshik.png", picture(t))
	require.NoError(t, err)
	w.act(Citizen(w.citizen), a.Number, ActionInput{Action: Withdraw})
	require.NoError(t, w.documents.Sweep(ctx))
	require.Equal(t, 1, w.count(`SELECT count(*) FROM uploads WHERE id = $1`, up.ID))
	w.clock.forward(25 * time.Hour)
	require.NoError(t, w.documents.Sweep(ctx))
	require.Zero(t, w.count(`SELECT count(*) FROM uploads`), "a case that ended before its visit")
}

// What is said of a case while its fee is waited for bills nothing.
func TestStore_remark_unpaid(t *testing.T) {
	w := newWorld(t)
	w.registers.set("social", "in_register", true)
	a := w.apply("tax-paid", form.Answers{})
	require.Equal(t, AwaitingPayment, a.State)
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Remark, Note: "Toʻlov kutilmoqda."})
	require.Equal(t, 1, w.count(`SELECT count(*) FROM invoices`))
}

func picture(t *testing.T) io.Reader {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 9, 9))))
	return &b
}

// A visit that gets another inspector is told to the former one; one of a case that goes to another office is called off
// with all that hung on it, and planned anew there.
func TestStore_inspector_leaves(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	told := func(id int64, event string) int {
		return w.count(`SELECT count(*) FROM messages WHERE account_id = $1 AND event = $2`, id, event)
	}
	a := w.apply("tax-inspection", form.Answers{})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	plan := func(inspector account.Official) ActionInput {
		return ActionInput{Action: ScheduleVisit, Fields: map[string]string{"at": worktime(w.clock.now()), "place": "Chilonzor 5", "inspector": strconv.FormatInt(inspector.ID, 10)}}
	}
	w.act(Officer(w.clerk), a.Number, plan(w.second))
	w.act(Officer(w.clerk), a.Number, plan(w.second))
	require.Zero(t, told(w.second.ID, "visit-relieved"), "it stays his")
	w.act(Officer(w.clerk), a.Number, plan(w.clerk))
	require.Equal(t, 1, told(w.second.ID, "visit-relieved"))
	a = w.act(Officer(w.clerk), a.Number, plan(w.second))
	require.Equal(t, 3, told(w.second.ID, "visit-planned"), "each time that it became his")
	up, err := w.SaveVisitFile(ctx, w.second, a.Number, catalogue.PhotosKey, "zal.png", picture(t))
	require.NoError(t, err)

	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Reroute, Note: "Samarqandda.", Fields: map[string]string{"region": samarkand}})
	require.Equal(t, Study, a.Step)
	require.Nil(t, a.OpenVisit())
	require.Zero(t, a.Assignee)
	require.Zero(t, w.count(`SELECT count(*) FROM uploads WHERE id = $1`, up.ID))
	require.Equal(t, 2, told(w.second.ID, "visit-relieved"))
	require.Equal(t, 1, told(w.far.ID, "visit-to-plan"), "the office where it comes")
	require.Equal(t, 1, told(w.citizen.AccountID, "visit-anew"))
	w.clock.forward(24 * time.Hour)
	require.NoError(t, w.RemindDue(ctx))
	require.Zero(t, told(w.citizen.AccountID, "inspection-tomorrow"), "of a visit that is not to be")
	w.act(Officer(w.far), a.Number, ActionInput{Action: Claim})
	a = w.act(Officer(w.far), a.Number, plan(w.far))
	require.Equal(t, w.far.ID, a.OpenVisit().Inspector)

	require.NoError(t, account.NewStore(w.pool, keyringtest.Ring(), w.clock.now).EndOffice(ctx, w.far.ID))
	list, err := w.Rounds(ctx, w.head, true, nil)
	require.NoError(t, err)
	require.Len(t, list, 1, "the visit of somebody who left is still the office's")
}
