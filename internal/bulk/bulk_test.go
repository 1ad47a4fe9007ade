package bulk

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/job/jobtest"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/workday"
)

// TestOrder_twice: a form that is sent many times at once is one order, and every press learns which.
func TestOrder_twice(t *testing.T) {
	pool := database(t)
	who := official(t, account.NewStore(pool, keyringtest.Ring(), time.Now))
	s := NewStore(pool, time.Now, nil)
	const presses = 8
	ids, errs := make([]int64, presses), make([]error, presses)
	var race sync.WaitGroup
	for i := range presses {
		race.Go(func() {
			ids[i], errs[i] = s.Order(t.Context(), who, Order{ActionInput: casework.ActionInput{Action: Actions[0]}, Token: "once", Cases: cases(2)})
		})
	}
	race.Wait()
	for i := range presses {
		require.NoError(t, errs[i])
		require.Equal(t, ids[0], ids[i])
	}
	var orders, items, jobs int
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM bulks), (SELECT count(*) FROM bulk_items), (SELECT count(*) FROM river_job WHERE kind = 'bulk.work')`).Scan(&orders, &items, &jobs))
	require.Equal(t, []int{1, 2, 1}, []int{orders, items, jobs})
}

// TestOrder_most: an order has as many cases as may be, and one more leaves no order at all.
func TestOrder_most(t *testing.T) {
	pool := database(t)
	who := official(t, account.NewStore(pool, keyringtest.Ring(), time.Now))
	s := NewStore(pool, time.Now, nil)
	order := func(token string, n int) error {
		_, err := s.Order(t.Context(), who, Order{ActionInput: casework.ActionInput{Action: Actions[0]}, Token: token, Cases: cases(n)})
		return err
	}
	require.NoError(t, order("just", Most))
	p := problem.Of(order("more", Most+1))
	require.NotNil(t, p)
	require.Equal(t, problem.New(problem.Invalid, "bulk.too_many", "Limit", Most), p)
	var orders, items int
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM bulks), (SELECT count(*) FROM bulk_items)`).Scan(&orders, &items))
	require.Equal(t, []int{1, Most}, []int{orders, items})
}

// TestWork_fails: what fails for a reason of our own is tried again, and in the end keeps no other case from its turn.
func TestWork_fails(t *testing.T) {
	ctx, pool := t.Context(), database(t)
	who := official(t, account.NewStore(pool, keyringtest.Ring(), time.Now))
	store := casework.NewStore(pool, keyringtest.Ring(), time.Now, catalogue.NewStore(pool, time.Now), nil, payment.NewStore(pool, time.Now), document.NewStore(pool, keyringtest.Ring(), time.Now, ""), workday.New())
	s, plan := NewStore(pool, time.Now, store), job.NewPlan()
	s.Plan(plan)
	id, err := s.Order(ctx, who, Order{ActionInput: casework.ActionInput{Action: Actions[0]}, Token: "once", Cases: cases(3)})
	require.NoError(t, err)
	_, err = postgrestest.Owner(t, pool).Exec(ctx, `ALTER TABLE mandates RENAME TO lost`) // no case can be read
	require.NoError(t, err)
	require.Len(t, jobtest.Try(t, pool, plan), 1)
	b, err := s.Order(ctx, who, Order{ActionInput: casework.ActionInput{Action: Actions[0]}, Token: "once", Cases: cases(3)})
	require.NoError(t, err)
	require.Equal(t, id, b)
	count := func(result Result, why string) (n int) {
		require.NoError(t, pool.QueryRow(ctx, `SELECT count(*) FROM bulk_items WHERE result = $1 AND why = $2`, result, why).Scan(&n))
		return n
	}
	require.Equal(t, 3, count("", ""), "they wait for the next attempt")
	_, err = pool.Exec(ctx, `UPDATE river_job SET state = 'available', scheduled_at = now(), attempt = max_attempts - 1 WHERE kind = 'bulk.work'`)
	require.NoError(t, err)
	failures := jobtest.Try(t, pool, plan)
	require.Len(t, failures, 1, "it is told of")
	require.Equal(t, 3, count(Refused, "bulk.failed"))
	var ended bool
	require.NoError(t, pool.QueryRow(ctx, `SELECT ended_at IS NOT NULL FROM bulks WHERE id = $1`, id).Scan(&ended))
	require.True(t, ended)
}

// database lets orders name cases that there are not: what becomes of an order does not depend on them here.
func database(t *testing.T) *pgxpool.Pool {
	t.Helper()
	pool := postgrestest.New(t)
	_, err := postgrestest.Owner(t, pool).Exec(t.Context(), `ALTER TABLE bulk_items DROP CONSTRAINT bulk_items_number_fkey`)
	require.NoError(t, err)
	return pool
}

func official(t *testing.T, accounts *account.Store) account.Official {
	t.Helper()
	ids, err := accounts.Announce(t.Context(), []account.Claims{{Issuer: "test", Subject: "clerk", Name: "Clerk", Level: catalogue.Signature, At: time.Now()}})
	require.NoError(t, err)
	o := account.Official{ID: ids[0], Name: "Clerk", Authority: "tax-committee", Role: account.Specialist}
	require.NoError(t, accounts.GrantOfficial(t.Context(), o.ID, o))
	return o
}

// cases is that many numbers that a case could have.
func cases(n int) (list []Case) {
	for i := 100000000; len(list) < n; i++ {
		if number := strconv.Itoa(i); casework.ValidNumber(number) {
			list = append(list, Case{Number: number, Row: 1})
		}
	}
	return list
}
