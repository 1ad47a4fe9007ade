package participation

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

func TestStore_MeToo(t *testing.T) {
	w := newWorld(t)
	a := w.person(t)
	p := w.confirmed(t, slow, a, 0, 0, 0)
	fresh := Voter{AccountID: w.person(t)}
	require.True(t, problem.Is(w.MeToo(t.Context(), fresh, p.Number), problem.NotFound), "it is not public")
	w.say(t, debts, slow, 0)
	w.group(t)

	at := func(v Voter) Sight {
		s, err := w.Read(t.Context(), v, p.Number)
		require.NoError(t, err)
		return s
	}
	require.Equal(t, 5, at(fresh).People)
	require.True(t, at(Voter{AccountID: a}).Wrote)
	for range 2 {
		require.NoError(t, w.MeToo(t.Context(), fresh, p.Number))
		require.NoError(t, w.MeToo(t.Context(), Voter{AccountID: a}, p.Number), "the author is counted already")
		require.NoError(t, w.MeToo(t.Context(), Voter{Sender: "198.51.100.7"}, p.Number))
	}
	require.Equal(t, 7, at(fresh).People)
	require.True(t, at(fresh).Joined)
	require.True(t, at(Voter{Sender: "198.51.100.7"}).Joined)
	require.False(t, at(Voter{Sender: "198.51.100.8"}).Joined)
	require.Error(t, w.MeToo(t.Context(), Voter{}, p.Number))

	require.NoError(t, w.TakeBack(t.Context(), fresh, p.Number))
	require.False(t, at(fresh).Joined)
	require.Equal(t, 6, at(fresh).People)
	months, err := w.Months(t.Context(), p)
	require.NoError(t, err)
	require.Len(t, months, 12)
	require.Equal(t, []int{5, 2}, []int{months[11].Said, months[11].MeToo})

	w.clock = w.clock.Add(forgetAfter + time.Hour)
	require.NoError(t, w.Sweep(t.Context()))
	require.False(t, at(Voter{Sender: "198.51.100.7"}).Joined, "whose vote it was is forgotten")
	require.NoError(t, w.MeToo(t.Context(), fresh, p.Number))
	require.Equal(t, 7, at(fresh).People, "the vote is not")
}

func TestStore_MeToo_atOnce(t *testing.T) {
	w := newWorld(t)
	p := w.confirmed(t, slow, 0, 0, 0, 0, 0)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() { require.NoError(t, w.MeToo(t.Context(), Voter{Sender: strconv.Itoa(i % 6)}, p.Number)) })
	}
	group.Wait()
	require.Equal(t, 11, w.read(t, p.Number).People)
}

// TestStore_MeToo_kept: whoever votes, takes it back, writes or merges at once, the count that is kept is the one that counting all would give.
func TestStore_MeToo_kept(t *testing.T) {
	w := newWorld(t)
	author := w.person(t)
	p := w.confirmed(t, slow, author, 0, 0, 0, 0, 0)
	q := w.confirmed(t, rude, 0, 0, 0, 0, 0, author)
	voters := []Voter{{AccountID: author}, {Sender: "198.51.100.7"}, {Sender: "198.51.100.8"}}
	for range 4 {
		voters = append(voters, Voter{AccountID: w.person(t)})
	}
	votes := func(numbers ...string) {
		var group sync.WaitGroup
		for i, v := range append(voters, voters...) { // each in two windows
			group.Go(func() {
				for n := range 6 {
					do, number := w.MeToo, numbers[(i+n)%len(numbers)]
					if n%3 == 2 {
						do = w.TakeBack
					}
					if err := do(t.Context(), v, number); err != nil {
						assert.True(t, problem.Is(err, problem.NotFound), "%v", err)
					}
				}
			})
		}
		group.Go(func() {
			for range 3 {
				w.say(t, debts, slow, voters[4].AccountID, 0)
				_, err := w.Group(t.Context())
				assert.NoError(t, err)
			}
		})
		group.Wait()
	}
	right := func(number string) {
		t.Helper()
		kept := w.read(t, number)
		require.NoError(t, postgres.InTx(t.Context(), w.pool, func(tx pgx.Tx) error { return recount(t.Context(), tx, kept.ID) }))
		require.Equal(t, w.read(t, number).People, kept.People)
	}
	votes(p.Number, q.Number)
	right(p.Number)
	right(q.Number)

	require.NoError(t, w.Merge(t.Context(), w.ours, q.Number, w.read(t, q.Number).Row, p.Number))
	votes(p.Number)
	right(p.Number)
	for _, v := range voters {
		require.NoError(t, w.TakeBack(t.Context(), v, p.Number))
		right(p.Number)
	}
	for _, v := range voters {
		require.NoError(t, w.MeToo(t.Context(), v, p.Number))
		right(p.Number)
	}
}

func TestStore_Known(t *testing.T) {
	w := newWorld(t)
	p := w.confirmed(t, slow, 0, 0, 0, 0)
	list, err := w.Known(t.Context(), "", "")
	require.NoError(t, err)
	require.Empty(t, list.Problems)
	_, ok, err := w.OfReceipt(t.Context(), w.receipt(t))
	require.NoError(t, err)
	require.False(t, ok)
	w.say(t, debts, slow, 0)
	w.group(t)
	list, err = w.Known(t.Context(), debts, "")
	require.NoError(t, err)
	require.Len(t, list.Problems, 1)
	list, err = w.Known(t.Context(), "other-service", "")
	require.NoError(t, err)
	require.Empty(t, list.Problems)
	counts, err := w.OpenByService(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[string]int{debts: 1}, counts)
	joined, ok, err := w.OfReceipt(t.Context(), w.receipt(t))
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, Joined{Number: p.Number, Title: words().Title, People: 5}, joined)
}

func (w *world) receipt(t *testing.T) (receipt string) {
	t.Helper()
	w.one(t, &receipt, `SELECT receipt FROM feedback_entries ORDER BY id LIMIT 1`)
	return receipt
}

func TestStore_Publish(t *testing.T) {
	w := newWorld(t)
	a, b := w.person(t), w.person(t)
	p := w.confirmed(t, slow, a, a, 0, 0, 0, 0, 0)
	require.NoError(t, w.MeToo(t.Context(), Voter{AccountID: b}, p.Number))
	require.NoError(t, w.MeToo(t.Context(), Voter{AccountID: a}, p.Number))
	draft := Draft{
		Token: "t1", Kind: Action, Title: words().Title, Text: locale.Text{Uz: "Tuzatildi", Ru: "Исправлено", En: "Mended"},
		Day: w.today(), Problems: []string{p.Number},
	}
	late := draft
	late.Day = w.today().AddDate(0, 0, 1)
	_, err := w.Write(t.Context(), w.ours, late)
	require.Equal(t, "cause.flaw.day", problem.Of(err).ID)
	_, err = w.Write(t.Context(), w.foreign, draft)
	require.True(t, problem.Is(err, problem.NotFound))

	number, err := w.Write(t.Context(), w.ours, draft)
	require.NoError(t, err)
	again, err := w.Write(t.Context(), w.ours, draft)
	require.NoError(t, err)
	require.Equal(t, number, again, "a double click is one change")
	_, _, err = w.Answer(t.Context(), number)
	require.True(t, problem.Is(err, problem.NotFound), "not before it is published")
	c, _, err := w.Change(t.Context(), w.ours, number)
	require.NoError(t, err)
	n, err := w.Concerned(t.Context(), c)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.NoError(t, w.Tell(t.Context(), TellArgs{ChangeID: c.ID}))
	require.Zero(t, w.told(t, a))

	for range 2 {
		require.NoError(t, w.Publish(t.Context(), w.ours, number))
	}
	var jobs int
	w.one(t, &jobs, `SELECT count(*) FROM river_job WHERE kind = 'participation.tell'`)
	require.Equal(t, 1, jobs)
	require.Equal(t, Done, w.read(t, p.Number).State)
	for range 2 {
		require.NoError(t, w.Tell(t.Context(), TellArgs{ChangeID: c.ID}))
	}
	require.Equal(t, []int{1, 1}, []int{w.told(t, a), w.told(t, b)}, "once each")
	c, answers, err := w.Answer(t.Context(), number)
	require.NoError(t, err)
	require.Equal(t, 2, c.Told)
	require.NotNil(t, c.ToldAt)
	require.Len(t, answers, 1)
	require.True(t, problem.Is(w.Discard(t.Context(), w.ours, number), problem.Conflict), "people know of it")
	list, more, err := w.Published(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.False(t, more)

	require.NoError(t, w.Reopen(t.Context(), w.above, p.Number, w.read(t, p.Number).Row))
	require.Equal(t, Open, w.read(t, p.Number).State)
}

// told is how many messages about changes an account has.
func (w *world) told(t *testing.T, id int64) (n int) {
	t.Helper()
	w.one(t, &n, `SELECT count(*) FROM messages WHERE account_id = $1 AND event = 'change-published'`, id)
	return n
}

func TestStore_Tell_inBatches(t *testing.T) {
	w := newWorld(t)
	p := w.confirmed(t, slow, 0, 0, 0, 0, 0)
	_, err := w.pool.Exec(t.Context(), `WITH people AS (INSERT INTO accounts (issuer, subject, name, level, created_at, sessions_from)
			SELECT 'crowd', n::text, 'x', 'verified', now(), now() FROM generate_series(1, $2) n RETURNING id)
		INSERT INTO problem_supporters (problem_id, account_id, at) SELECT $1, id, now() FROM people`, p.ID, tellAtOnce+1)
	require.NoError(t, err)
	number, err := w.Write(t.Context(), w.ours, Draft{Token: "t", Kind: NewWords, Title: words().Title, Text: words().Title, Day: w.today(), Problems: []string{p.Number}})
	require.NoError(t, err)
	require.NoError(t, w.Publish(t.Context(), w.ours, number))
	c, _, err := w.Change(t.Context(), w.ours, number)
	require.NoError(t, err)
	require.NoError(t, w.Tell(t.Context(), TellArgs{ChangeID: c.ID}))
	var rest TellArgs
	w.one(t, &rest, `SELECT args FROM river_job WHERE kind = 'participation.tell' ORDER BY id DESC LIMIT 1`)
	require.Positive(t, rest.After, "the rest is the next run's")
	require.NoError(t, w.Tell(t.Context(), rest))
	var n int
	w.one(t, &n, `SELECT count(*) FROM messages WHERE event = 'change-published'`)
	require.Equal(t, tellAtOnce+1, n)
	c, _, err = w.Change(t.Context(), w.ours, number)
	require.NoError(t, err)
	require.Equal(t, tellAtOnce+1, c.Told)
}
