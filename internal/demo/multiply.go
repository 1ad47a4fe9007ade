package demo

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/feedback"
)

// openShare is how many of a hundred applications of a large year are still open: of a year's applications in a country
// most were decided at once or long ago. An estimate.
const openShare = 2

// multiply says how often each life is written. A year that is larger than what is lived through has each life several
// times: of doubles, who have the name, the personal number and so the facts of the one who lived it, and accounts and
// cases of their own. So every case of a large year went the way of the rules too, at moments and with facts of its own
// day; but fewer different cases are among them than there are cases. What a persona applied for, and whoever is still
// expected at an office, is there once.
func (y *year) multiply() {
	var open, closed []int
	size := y.Size
	for i := range y.lives {
		l := &y.lives[i]
		l.times = 1
		switch {
		case l.who.named || l.Awaited(y.now):
			size--
		case l.State.Final():
			closed = append(closed, i)
		default:
			open = append(open, i)
		}
	}
	if size <= len(open)+len(closed) || len(closed) == 0 {
		return
	}
	still := 0
	if len(open) > 0 {
		still = min(max(len(open), y.Size*openShare/100), size-len(closed))
	}
	y.spread(open, still)
	y.spread(closed, size-still)
}

// spread writes some of the lives so often that there are n of them.
func (y *year) spread(some []int, n int) {
	for i, at := range some {
		y.lives[at].times = n / len(some)
		if i < n%len(some) {
			y.lives[at].times++
		}
	}
}

// batch is the usual number of applications in a transaction: the usual year is one.
const batch = 25_000

// write copies the year, batch by batch, on all processors. The first batch brings what all of them need.
func (y *year) write(ctx context.Context, progress func(done, total int)) error {
	done, total := 0, 0
	for _, l := range y.lives {
		total += l.times
	}
	var counting sync.Mutex
	write := func(ctx context.Context, lives []lived, before func(pgx.Tx) error) error {
		return pgx.BeginFunc(ctx, y.Pool, func(tx pgx.Tx) error {
			if err := before(tx); err != nil {
				return err
			}
			return y.copy(ctx, tx, lives, func(n int) {
				counting.Lock()
				defer counting.Unlock()
				done += n
				progress(done, total)
			})
		})
	}
	batches := y.batches()
	err := write(ctx, batches[0], func(tx pgx.Tx) error {
		if len(batches) > 1 {
			if err := strip(ctx, tx); err != nil {
				return err
			}
		}
		return y.begin(ctx, tx, total)
	})
	if err != nil {
		return err
	}
	group, writing := errgroup.WithContext(ctx)
	group.SetLimit(max(2, runtime.GOMAXPROCS(0)))
	for _, lives := range batches[1:] {
		group.Go(func() error { return write(writing, lives, func(pgx.Tx) error { return nil }) })
	}
	return group.Wait()
}

// batches parts the lives, in their order. There is at least one.
func (y *year) batches() (all [][]lived) {
	from, size := 0, 0
	for i, l := range y.lives {
		if size += l.times; size >= y.batch {
			all = append(all, y.lives[from:i+1])
			from, size = i+1, 0
		}
	}
	return append(all, y.lives[from:])
}

// begin notes that the year is made, gives the doubles their accounts and all lives their ids.
func (y *year) begin(ctx context.Context, tx pgx.Tx, total int) error {
	err := audit.Record(ctx, tx, audit.Entry{Kind: audit.Machine, Action: "demo.history", Object: marker, Detail: map[string]any{"applications": total, "lived": len(y.lives)}})
	if err != nil {
		return err
	}
	if err := y.readyTexts(ctx, tx); err != nil {
		return err
	}
	if err := y.enrol(ctx, tx); err != nil {
		return err
	}
	lives, times := make([]*casework.Life, len(y.lives)), make([]int, len(y.lives))
	for i, l := range y.lives {
		lives[i], times[i] = l.Life, l.times
	}
	return casework.Reserve(ctx, tx, lives, times)
}

// enrol makes the accounts of the doubles: each person has as many as the life of his that is written most often.
func (y *year) enrol(ctx context.Context, tx pgx.Tx) error {
	type double struct {
		who *applicant
		n   int
	}
	most := map[int64]int{} // by account
	for _, l := range y.lives {
		most[l.AccountID] = max(most[l.AccountID], l.times-1)
	}
	var doubles []double
	first := map[int64]int{}
	for _, l := range y.lives {
		if _, enrolled := first[l.AccountID]; !enrolled {
			first[l.AccountID] = len(doubles)
			for n := range most[l.AccountID] {
				doubles = append(doubles, double{l.who, n + 1})
			}
		}
	}
	id, err := y.Accounts.CopyPast(ctx, tx, len(doubles), func(i int) account.Claims {
		d := doubles[i]
		return account.Claims{Issuer: y.Issuer, Subject: fmt.Sprintf("%s-%d", d.who.subject, d.n), Name: d.who.Principal.Name, PINFL: d.who.Principal.PINFL, Level: d.who.Level}
	}, y.now)
	for i := range y.lives {
		y.lives[i].doubles = id + int64(first[y.lives[i].AccountID])
	}
	return err
}

// atOnce is how many applications are copied with one statement for each table: so many are in memory.
const atOnce = 2000

// copy writes lives and their doubles, and what was said about them.
func (y *year) copy(ctx context.Context, tx pgx.Tx, lives []lived, count func(n int)) error {
	w, err := y.Cases.WritePast(ctx, tx, samplePDF, y.now, y.now.AddDate(0, 0, -10))
	if err != nil {
		return err
	}
	var said []feedback.Past
	doubles := make([]*casework.Life, 0, atOnce)
	flush := func() error {
		count(len(doubles))
		err := w.Copy(ctx, doubles)
		doubles = doubles[:0]
		return err
	}
	for _, l := range lives {
		for n := range l.times {
			who := l.AccountID
			if n > 0 {
				who = l.doubles + int64(n-1)
			}
			d := l.Double(n, who)
			for _, s := range l.said {
				if s.Target.Office == 0 { // else it was said without a name, of the office alone
					s.AccountID, s.ApplicationID = who, d.ID
				}
				said = append(said, s)
			}
			if doubles = append(doubles, d); len(doubles) == atOnce {
				if err := flush(); err != nil {
					return err
				}
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	slices.SortStableFunc(said, func(a, b feedback.Past) int { return a.At.Compare(b.At) })
	return y.Feedback.CopyPast(ctx, tx, said)
}
