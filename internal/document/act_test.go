package document_test

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
)

// of puts the application of the archive, and its papers, into an office, and gives the head of it.
func (a archive) of(t *testing.T, region string) account.Official {
	t.Helper()
	_, err := a.pool.Exec(t.Context(), `UPDATE applications SET region = $1`, region)
	require.NoError(t, err)
	_, err = a.pool.Exec(t.Context(), `UPDATE documents SET service = 'a-service', office = 'tax-committee', region = $1`, region)
	require.NoError(t, err)
	return account.Official{ID: a.other.AccountID, Authority: "tax-committee", Region: region, Role: account.Head}
}

// at is the same store at another time.
func at(a archive, when time.Time) *document.Store {
	return document.NewStore(a.pool, keyringtest.Ring(), func() time.Time { return when }, "http://localhost:8080")
}

func TestStore_Perform(t *testing.T) {
	a := open(t)
	end := now.AddDate(1, 0, 0)
	d := a.issue(t, locale.Uz, &end)
	head := a.of(t, "1726")
	until := now.AddDate(0, 0, 10)
	suspend := document.Change{Act: document.Suspending, Reason: "inspection", Said: " Hujjatlarni koʻrsating. ", Until: &until, Row: 1}

	for name, other := range map[string]account.Official{
		"another region":    {ID: head.ID, Authority: "tax-committee", Region: "1703", Role: account.Head},
		"another authority": {ID: head.ID, Authority: "justice", Role: account.Head},
		"his own":           {ID: a.who.AccountID, Authority: "tax-committee", Role: account.Head},
	} {
		require.True(t, problem.Is(a.Perform(t.Context(), other, d.Number, suspend), problem.NotFound), name)
		_, _, err := a.Paper(t.Context(), other, d.Number)
		require.True(t, problem.Is(err, problem.NotFound), name)
	}
	require.True(t, problem.Is(a.Perform(t.Context(), account.Official{ID: head.ID, Authority: "tax-committee", Role: account.Specialist}, d.Number, suspend), problem.Forbidden))
	past, far, latest := now.Add(-time.Hour), now.AddDate(document.MaxSuspendedBy, 0, 0).Add(time.Microsecond), now.AddDate(document.MaxSuspendedBy, 0, 0)
	said := strings.Repeat("ў", document.MaxSaid)
	for _, wrong := range []document.Change{
		{Act: document.Suspending, Reason: "ceased", Said: "x", Row: 1},
		{Act: document.Suspending, Reason: "court", Said: " ", Row: 1},
		{Act: document.Suspending, Reason: "court", Said: "x", Until: &past, Row: 1},
		{Act: document.Suspending, Reason: "court", Said: "x", Until: &far, Row: 1},
		{Act: document.Suspending, Reason: "court", Said: said + "ў", Row: 1},
		{Act: document.Revoking, Reason: "court", Said: "x", Until: &until, Row: 1},
	} {
		require.True(t, problem.Is(a.Perform(t.Context(), head, d.Number, wrong), problem.Invalid), "%+v", wrong)
	}
	require.True(t, problem.Is(a.Perform(t.Context(), head, d.Number, document.Change{Act: document.Lifting, Reason: "remedied", Said: "x", Row: 1}), problem.Conflict), "nothing to lift")
	require.Zero(t, a.count(t, `SELECT count(*) FROM document_acts`))
	require.NoError(t, a.Perform(t.Context(), head, d.Number, suspend))
	require.True(t, problem.Is(a.Perform(t.Context(), head, d.Number, suspend), problem.Conflict), "pressed twice")
	got, acts, err := a.Paper(t.Context(), head, d.Number)
	require.NoError(t, err)
	require.Equal(t, document.Suspended, got.Valid(now))
	require.Equal(t, "Hujjatlarni koʻrsating.", got.Said)
	require.Equal(t, []document.Act{document.Lifting, document.Revoking}, got.Acts(now))
	require.Len(t, acts, 1)
	require.Equal(t, document.Valid, got.Valid(until.Add(time.Second)), "over without anybody")
	v, err := a.Verify(t.Context(), d.Code)
	require.NoError(t, err)
	require.Equal(t, document.Suspended, v.Standing)
	require.Equal(t, until, v.SuspendedUntil.UTC())
	v, err = at(a, until.Add(time.Minute)).Verify(t.Context(), d.Code)
	require.NoError(t, err)
	require.Equal(t, document.Valid, v.Standing)
	require.Nil(t, v.SuspendedAt)

	require.NoError(t, a.Perform(t.Context(), head, d.Number, document.Change{Act: document.Lifting, Reason: "remedied", Said: "Rahmat.", Row: 2}))
	require.NoError(t, a.Perform(t.Context(), head, d.Number, document.Change{Act: document.Revoking, Reason: "court", Said: "Sud qarori bor.", Row: 3}))
	for act := range map[document.Act]bool{document.Suspending: true, document.Lifting: true, document.Revoking: true} {
		require.True(t, problem.Is(a.Perform(t.Context(), head, d.Number, document.Change{Act: act, Reason: "court", Said: "x", Row: 4}), problem.Conflict), "a revoked paper stays so")
	}
	require.Equal(t, 3, a.count(t, `SELECT count(*) FROM document_acts`))
	require.Equal(t, 3, a.count(t, `SELECT count(*) FROM messages WHERE account_id = $1 AND event IN ('paper-suspended-until', 'paper-lifted', 'paper-revoked')`, a.who.AccountID))
	require.Equal(t, 3, a.count(t, `SELECT count(*) FROM audit_entries WHERE action IN ('document.suspend', 'document.lift', 'document.revoke') AND object = $1 AND actor = $2`, "document:"+d.Number, head.ID))

	longest := a.issue(t, locale.Uz, nil)
	require.NoError(t, a.Perform(t.Context(), head, longest.Number, document.Change{Act: document.Suspending, Reason: "court", Said: said, Until: &latest, Row: 1}))
	got, _, err = a.Paper(t.Context(), head, longest.Number)
	require.NoError(t, err)
	require.Equal(t, said, got.Said, "nothing is cut off")
}

// TestStore_Perform_company: whoever directs a company decides nothing about its papers as an official, and is told of
// them as long as the right lives; who applied for it and directs it no more is not.
func TestStore_Perform_company(t *testing.T) {
	a := open(t)
	d := a.issue(t, locale.Uz, nil)
	head := a.of(t, "")
	ids, err := account.NewStore(a.pool, keyringtest.Ring(), time.Now).Announce(t.Context(), []account.Claims{{Issuer: "test", Subject: "c", Name: "Umarov Said", Level: catalogue.Verified}})
	require.NoError(t, err)
	for i, who := range []int64{a.who.AccountID, ids[0], head.ID} {
		_, err := a.pool.Exec(t.Context(), `INSERT INTO mandates (account_id, kind, subject_sealed, subject_index, ground, name, number, taken_at, checked_at) VALUES ($1, 'company', 'sealed', 'of one company', 'director', 'Chinor MCHJ', $2, now(), now())`, who, strconv.Itoa(i))
		require.NoError(t, err)
	}
	_, err = a.pool.Exec(t.Context(), `UPDATE applications SET mandate_id = (SELECT id FROM mandates WHERE account_id = $1)`, a.who.AccountID)
	require.NoError(t, err)
	_, err = a.pool.Exec(t.Context(), `UPDATE mandates SET ended_at = now() WHERE account_id = $1`, a.who.AccountID)
	require.NoError(t, err)
	revoke := document.Change{Act: document.Revoking, Reason: "court", Said: "Sud qarori.", Row: 1}
	require.ErrorContains(t, a.Perform(t.Context(), head, d.Number, revoke), "paper.own")
	_, err = a.pool.Exec(t.Context(), `UPDATE mandates SET ended_at = now() WHERE account_id = $1`, head.ID)
	require.NoError(t, err)
	require.NoError(t, a.Perform(t.Context(), head, d.Number, revoke))
	require.Equal(t, 1, a.count(t, `SELECT count(*) FROM messages WHERE account_id = $1`, ids[0]))
	require.Equal(t, 1, a.count(t, `SELECT count(*) FROM messages`))
}

// TestStore_Perform_races: of many who press at once, one acts.
func TestStore_Perform_races(t *testing.T) {
	a := open(t)
	d := a.issue(t, locale.Uz, nil)
	head := a.of(t, "")
	var all sync.WaitGroup
	var lock sync.Mutex
	done := 0
	for i := range 8 {
		all.Go(func() {
			c := document.Change{Act: document.Revoking, Reason: "court", Said: "Sud qarori.", Row: 1}
			if i%2 == 0 {
				c.Act = document.Suspending
			}
			err := a.Perform(t.Context(), head, d.Number, c)
			lock.Lock()
			defer lock.Unlock()
			if err == nil {
				done++
			} else if !problem.Is(err, problem.Conflict) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	require.Equal(t, 1, done)
	require.Equal(t, 1, a.count(t, `SELECT count(*) FROM document_acts`))
	require.Equal(t, 1, a.count(t, `SELECT count(*) FROM messages`))
}

// TestStore_Papers: what is looked for in SQL is what Valid says of each paper, page by page, and only of the office.
func TestStore_Papers(t *testing.T) {
	a := open(t)
	head := a.of(t, "")
	near, over, later := now.AddDate(0, 0, 30), now.Add(-time.Hour), now.Add(time.Hour)
	var all []document.Document
	for i := range 60 {
		end := []*time.Time{nil, &near, &over}[i%3]
		d := a.issue(t, locale.Uz, end)
		switch i / 3 % 4 {
		case 1:
			_, err := a.pool.Exec(t.Context(), `UPDATE documents SET suspended_at = $2, suspended_until = $3 WHERE id = $1`, d.ID, now.Add(-48*time.Hour), []*time.Time{nil, &over, &later}[i/12%3])
			require.NoError(t, err)
		case 2:
			_, err := a.pool.Exec(t.Context(), `UPDATE documents SET revoked_at = $2, revoked_why = 'court' WHERE id = $1`, d.ID, now)
			require.NoError(t, err)
		}
		all = append(all, d)
	}
	a.of(t, "")
	walk := func(o account.Official, q document.Search) (list []document.Document) {
		for {
			page, err := a.Papers(t.Context(), o, q)
			require.NoError(t, err)
			list = append(list, page...)
			if len(page) < document.Page {
				return list
			}
			q.Before = page[len(page)-1].ID
		}
	}
	whole := walk(head, document.Search{})
	require.Len(t, whole, len(all))
	require.True(t, slices.IsSortedFunc(whole, func(x, y document.Document) int { return int(y.ID - x.ID) }))
	seen := 0
	for _, s := range document.Standings {
		want := 0
		for _, d := range whole {
			is := d.Valid(now)
			if is == s || s == document.Ending && (is == document.Valid || is == document.Suspended) && d.ValidUntil != nil {
				want++
			}
		}
		got := walk(head, document.Search{Standing: s})
		require.Len(t, got, want, string(s))
		require.NotZero(t, want, string(s))
		mine, err := a.Mine(t.Context(), a.who, document.Sought{Standing: s}, 0)
		require.NoError(t, err)
		if s != document.Ending {
			seen += want
			require.Len(t, mine, min(want, document.Page), "my documents say the same")
		}
	}
	require.Equal(t, len(all), seen, "each has one standing")
	require.Len(t, walk(head, document.Search{Text: all[7].Number}), 1)
	require.Len(t, walk(head, document.Search{Text: "123 456 789"}), len(all), "the number of the application")
	require.Zero(t, a.count(t, `SELECT count(*) FROM audit_entries WHERE action = 'document.search'`))
	require.Len(t, walk(head, document.Search{Text: "каримов ан"}), len(all), "in any script, by the beginnings")
	require.NotZero(t, a.count(t, `SELECT count(*) FROM audit_subjects WHERE account_id = $1`, a.who.AccountID), "and leaves a trace")
	require.Empty(t, walk(head, document.Search{Text: "Valiyev"}))
	require.Empty(t, walk(head, document.Search{Kind: "licence"}))
	require.Len(t, walk(head, document.Search{Kind: "certificate", Service: "a-service"}), len(all))
	require.Empty(t, walk(head, document.Search{Service: "b-service"}))
	require.Empty(t, walk(account.Official{ID: head.ID, Authority: "justice", Role: account.Head}, document.Search{}))
	region := account.Official{ID: head.ID, Authority: "tax-committee", Region: "1703", Role: account.Specialist}
	require.Len(t, walk(region, document.Search{}), len(all), "what belongs to no region is everybody's")
	a.of(t, "1726")
	require.Empty(t, walk(region, document.Search{}))
	_, err := a.Papers(t.Context(), account.Official{ID: head.ID, Role: account.TaskForce}, document.Search{})
	require.True(t, problem.Is(err, problem.NotFound))
}

// TestStore_TellEnding: each of the two notices comes once, whoever gives it and however often it is begun.
func TestStore_TellEnding(t *testing.T) {
	a := open(t)
	end := now.Add(100 * 24 * time.Hour)
	d := a.issue(t, locale.Uz, &end)
	gone := a.issue(t, locale.Uz, &end)
	short := now.Add(30 * 24 * time.Hour)
	month := a.issue(t, locale.Uz, &short)
	brief := now.Add(5 * 24 * time.Hour)
	days := a.issue(t, locale.Uz, &brief)
	a.of(t, "")
	_, err := a.pool.Exec(t.Context(), `UPDATE documents SET revoked_at = now(), revoked_why = 'court' WHERE id = $1`, gone.ID)
	require.NoError(t, err)
	told := func(number string) int {
		return a.count(t, `SELECT count(*) FROM messages WHERE event = 'paper-ends' AND args->>'Paper' = $1`, number)
	}
	run := func(when time.Time) {
		t.Helper()
		var all sync.WaitGroup
		for range 4 { // replicas
			all.Go(func() {
				if err := at(a, when).TellEnding(t.Context(), func(string) bool { return true }); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	run(now)
	require.Zero(t, a.count(t, `SELECT count(*) FROM messages`))
	run(short.Add(-document.LastNotice))
	require.Equal(t, 1, told(month.Number), "of a month, the last notice alone")
	run(end.Add(-document.FirstNotice))
	require.Equal(t, 1, told(d.Number))
	run(end.Add(-document.FirstNotice + time.Hour))
	require.Equal(t, 1, told(d.Number), "once")
	run(end.Add(-document.LastNotice))
	require.Equal(t, 2, told(d.Number))
	run(end.Add(-time.Hour))
	run(end.Add(time.Hour))
	require.Equal(t, 2, told(d.Number))
	require.Zero(t, told(gone.Number), "of a revoked one nobody is told")
	require.Zero(t, told(days.Number), "a paper of some days ends as was said")

	_, err = a.pool.Exec(t.Context(), `UPDATE documents SET reminded = 0 WHERE id = $1`, d.ID)
	require.NoError(t, err)
	run(end.Add(-time.Hour))
	require.Equal(t, 2, told(d.Number), "whoever waited too long is told the last thing, and that was told")

	_, err = a.pool.Exec(t.Context(), `DELETE FROM messages`)
	require.NoError(t, err)
	var many []string
	for range 205 { // more than a batch
		many = append(many, a.issue(t, locale.Uz, &end).Number)
	}
	run(end.Add(-document.FirstNotice))
	require.Equal(t, len(many), a.count(t, `SELECT count(*) FROM messages`))
	require.Equal(t, 1, told(many[204]))
}
