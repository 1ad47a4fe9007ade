package cabinet_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/integration/payme"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// paid is an application whose fee was paid at the fake provider under that id.
func (x *town) paid(t *testing.T, id string) (number string, inv payment.Invoice) {
	t.Helper()
	number, inv = x.due(t)
	require.NoError(t, x.till.Pay(t.Context(), id, inv.Number, inv.Amount*100))
	return number, inv
}

// owed is the refund of a paid application that was decided.
func (x *town) owed(t *testing.T, id string) (number string, r payment.Refund) {
	t.Helper()
	number, inv := x.paid(t, id)
	require.NoError(t, postgres.InTx(t.Context(), x.Pool, func(tx pgx.Tx) error {
		_, err := payment.Decide(t.Context(), tx, inv.ApplicationID, payment.Overturned, 0, x.Clock.Now())
		return err
	}))
	return number, x.refunds(t, number)[0]
}

func (x *town) refunds(t *testing.T, number string) []payment.Refund {
	t.Helper()
	a, err := x.cases.Application(t.Context(), x.Principal("aziz"), number)
	require.NoError(t, err)
	return a.Refunds
}

// until waits for the refund of an application to get there.
func (x *town) until(t *testing.T, number string, state payment.RefundState) {
	t.Helper()
	require.Eventually(t, func() bool { return x.refunds(t, number)[0].State == state }, 10*time.Second, 20*time.Millisecond)
}

func (x *town) told(t *testing.T, number, event string) (n int) {
	t.Helper()
	require.NoError(t, x.Pool.QueryRow(t.Context(), `SELECT count(*) FROM messages WHERE number = $1 AND event = $2`, number, event).Scan(&n))
	return n
}

const firstReceipt, secondReceipt, thirdReceipt = "aaaaaaaaaaaaaaaaaaaaaaa1", "aaaaaaaaaaaaaaaaaaaaaaa2", "aaaaaaaaaaaaaaaaaaaaaaa3"

func TestJourney_refund(t *testing.T) {
	x := newTown(t)
	desk := x.SignIn("finance")

	number, r := x.owed(t, firstReceipt)
	aziz := x.SignIn("aziz")
	require.Contains(t, aziz.Get("/uz/applications/"+number).Text(), "Toʻlov xizmatiga yuborilishi kutilmoqda")
	queue := desk.Get("/uz/admin/money")
	require.Contains(t, queue.Text(), r.Invoice)
	require.Contains(t, queue.Text(), "Rad javobi notoʻgʻri chiqdi")
	send := queue.Form("/send")
	require.Contains(t, send.Submit("").Text(), "Toʻlov xizmati pulni qaytaradi")
	require.Equal(t, http.StatusConflict, send.Submit("").Status, "the button was pressed twice")
	x.until(t, number, payment.RefundDone)
	require.Contains(t, aziz.Get("/uz/applications/"+number).Text(), "kuni qaytarildi")
	require.Contains(t, aziz.Get("/uz/inbox").Text(), "Pul qaytarildi")
	require.Contains(t, desk.Get("/uz/admin/money/refunds?state=done").Text(), r.Invoice)
	require.Equal(t, http.StatusConflict, send.Submit("").Status)
	x.till.Wait()
	require.Equal(t, payme.StateCancelledBehind, x.till.Receipts()[0].State, "the provider's own ledger")
	require.Equal(t, 1, x.told(t, number, "refund-done"))

	for _, subject := range []string{"justice-head", "taskforce", "editor", "aziz"} {
		b := x.SignIn(subject)
		require.Equal(t, http.StatusForbidden, b.Get("/uz/admin/money/refunds").Status, subject)
		require.Equal(t, http.StatusForbidden, b.Post(send.Action, nil).Status, subject)
	}
}

// TestRefund_once drives everything that could give money back twice.
func TestRefund_once(t *testing.T) {
	x := newTown(t)
	p := provider{t: t, url: x.URL, key: "key"}
	finance := *x.Principal("finance").Official

	t.Run("ten officials, the job and the provider at once", func(t *testing.T) {
		number, r := x.owed(t, firstReceipt)
		var all sync.WaitGroup
		var sent int
		var mu sync.Mutex
		for range 10 {
			all.Go(func() {
				if x.payments.SendRefund(t.Context(), finance, r.ID) == nil {
					mu.Lock()
					sent++
					mu.Unlock()
				}
			})
			all.Go(func() { p.call(payme.Cancel, `{"id":"`+firstReceipt+`","reason":5}`) })
		}
		all.Wait()
		require.LessOrEqual(t, sent, 1)
		x.until(t, number, payment.RefundDone)
		require.Equal(t, 1, x.told(t, number, "refund-done"))
	})
	t.Run("a job that was killed after it had asked asks again in vain", func(t *testing.T) {
		number, r := x.owed(t, secondReceipt)
		office := x.payments.Provider(payme.Provider)
		for range 3 {
			_, err := office.Return(t.Context(), r.External)
			require.NoError(t, err)
		}
		x.till.Wait()
		back, err := office.Return(t.Context(), r.External)
		require.NoError(t, err)
		require.True(t, back, "it is looked up that the money is back")
		x.until(t, number, payment.RefundDone)
	})
	t.Run("what was paid back by hand is not paid back by the provider too", func(t *testing.T) {
		number, r := x.owed(t, thirdReceipt)
		desk := x.SignIn("finance")
		form := desk.Get("/uz/admin/money/refunds").Follow("Boshqa yoʻl bilan").Form("/paid")
		empty := form.Submit("")
		require.Equal(t, http.StatusUnprocessableEntity, empty.Status)
		require.Contains(t, empty.Text(), "Izoh yozing")
		require.Contains(t, form.Set("note", "topshiriqnoma 17").Submit("Boshqa yoʻl bilan").Text(), "Qaytarilgan deb yozildi")
		require.Equal(t, "topshiriqnoma 17", x.refunds(t, number)[0].Note)
		late := form.Set("note", "topshiriqnoma 18").Submit("Boshqa yoʻl bilan")
		require.Equal(t, http.StatusConflict, late.Status)
		require.Contains(t, late.Text(), locale.Uz.T("payment.refund.changed"))
		require.Contains(t, late.Text(), locale.Uz.T("payment.refund.done"), "the page says how it stands now")
		require.Equal(t, "topshiriqnoma 18", late.Form("/paid").Values.Get("note"), "what was typed is kept")
		require.Equal(t, problem.Conflict, problem.Of(x.payments.SendRefund(t.Context(), finance, r.ID)).Kind)
		_, code := p.call(payme.Cancel, `{"id":"`+thirdReceipt+`","reason":5}`)
		require.Equal(t, payme.CodeKept, code)
	})
	t.Run("the table itself knows one refund of a payment", func(t *testing.T) {
		_, err := x.Pool.Exec(t.Context(), `INSERT INTO refunds (invoice_id, payment_id, amount, reason, made_at) SELECT invoice_id, payment_id, amount, reason, made_at FROM refunds LIMIT 1`)
		require.ErrorContains(t, err, "refunds_payment_id_key")
	})
	t.Run("a provider that is away is asked again, one that will not is left to finance", func(t *testing.T) {
		number, r := x.owed(t, "aaaaaaaaaaaaaaaaaaaaaaa4")
		_, err := x.Pool.Exec(t.Context(), `UPDATE payments SET token = 'unknown-there' WHERE token = $1`, r.External)
		require.NoError(t, err)
		require.NoError(t, x.payments.SendRefund(t.Context(), finance, r.ID))
		x.until(t, number, payment.RefundFailed)
		require.Contains(t, x.SignIn("finance").Get("/uz/admin/money/refunds?state=failed").Text(), r.Invoice)
		require.Contains(t, x.SignIn("aziz").Get("/uz/applications/"+number).Text(), "Moliyachi shugʻullanmoqda")
	})
}

// TestReceive is money that was taken whatever we say.
func TestReceive(t *testing.T) {
	x := newTown(t)
	number, inv := x.due(t)
	order := func(id string, amount int64) payment.Order {
		return payment.Order{Provider: "card", External: id, Invoice: inv.Number, Amount: amount, MadeAt: x.Clock.Now()}
	}
	count := func(sql string) (n int) {
		require.NoError(t, x.Pool.QueryRow(t.Context(), sql).Scan(&n))
		return n
	}

	wrong, err := x.cases.ReceivePayment(t.Context(), order("wrong", inv.Amount-1))
	require.NoError(t, err)
	require.Equal(t, inv.Amount-1, wrong.Back, "another amount settles nothing and goes back whole")

	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			_, err := x.cases.ReceivePayment(t.Context(), order("right", inv.Amount))
			require.NoError(t, err)
		})
	}
	all.Wait()
	a, err := x.cases.Application(t.Context(), x.Principal("aziz"), number)
	require.NoError(t, err)
	require.Equal(t, payment.Paid, a.Invoice.Status)
	require.NotEqual(t, casework.AwaitingPayment, a.State)
	require.Equal(t, 1, count(`SELECT count(*) FROM payments WHERE NOT surplus`))

	for range 3 {
		_, err = x.cases.ReceivePayment(t.Context(), order("again", inv.Amount))
		require.NoError(t, err)
	}
	require.Len(t, x.refunds(t, number), 2)
	require.Equal(t, payment.PaidTwice, x.refunds(t, number)[1].Reason)

	number, inv = x.due(t)
	x.Clock.Pass(8 * 24 * time.Hour)
	require.NoError(t, x.cases.LapseDue(t.Context()))
	late, err := x.cases.ReceivePayment(t.Context(), order("late", inv.Amount))
	require.NoError(t, err)
	require.False(t, late.Settled)
	require.Equal(t, payment.PaidLate, x.refunds(t, number)[0].Reason)
	require.Equal(t, 1, x.told(t, number, "refund"))
	a, err = x.cases.Application(t.Context(), x.Principal("aziz"), number)
	require.NoError(t, err)
	require.Equal(t, casework.Lapsed, a.State, "nothing comes to life again")
	require.Equal(t, count(`SELECT sum(amount) FROM payment_transactions WHERE state = 'performed'`), count(`SELECT sum(amount) FROM payments`), "all that was taken is kept, once")
	require.Equal(t, count(`SELECT sum(amount) FROM payments WHERE surplus`), count(`SELECT sum(amount) FROM refunds`), "what settled nothing goes back")
}
