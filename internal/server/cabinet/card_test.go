package cabinet_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/integration/card"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/register"
)

// signed posts to the portal as anybody could who knows the secret, and gives the status.
func (x *town) signed(t *testing.T, path, secret string, at time.Time, body string) int {
	t.Helper()
	second := strconv.FormatInt(at.Unix(), 10)
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(second + "." + body))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, x.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Card-Time", second)
	req.Header.Set("Card-Signature", hex.EncodeToString(h.Sum(nil)))
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	return res.StatusCode
}

// notice tells the portal of money.
func (x *town) notice(t *testing.T, id, invoice string, amount int64) int {
	t.Helper()
	return x.signed(t, card.Path, "card-secret", x.Clock.Now(), x.paidBody(id, invoice, amount))
}

func (x *town) paidBody(id, invoice string, amount int64) string {
	body, _ := json.Marshal(map[string]any{"kind": "paid", "id": id, "invoice": invoice, "amount": amount, "at": x.Clock.Now().UnixMilli()})
	return string(body)
}

func (x *town) kept(t *testing.T, inv payment.Invoice) (settled, surplus int) {
	t.Helper()
	require.NoError(t, x.Pool.QueryRow(t.Context(), `SELECT count(*) FILTER (WHERE NOT surplus), count(*) FILTER (WHERE surplus) FROM payments WHERE invoice_id = $1`, inv.ID).Scan(&settled, &surplus))
	return settled, surplus
}

func TestCard(t *testing.T) {
	x := newTown(t)
	aziz := x.SignIn("aziz")

	t.Run("a notice is as long as it may be, and so is its id", func(t *testing.T) {
		_, inv := x.due(t)
		long := strings.Repeat("i", 64)
		send := func(id string, size int) int {
			body := x.paidBody(id, inv.Number, inv.Amount)
			return x.signed(t, card.Path, "card-secret", x.Clock.Now(), strings.Repeat(" ", max(0, size-len(body)))+body)
		}
		require.Equal(t, http.StatusUnprocessableEntity, send(long+"i", 0))
		require.Equal(t, http.StatusUnauthorized, send(long, 64<<10+1))
		settled, surplus := x.kept(t, inv)
		require.Zero(t, settled+surplus, "what was refused left nothing")
		require.Equal(t, http.StatusNoContent, send(long, 64<<10))
		settled, surplus = x.kept(t, inv)
		require.Equal(t, []int{1, 0}, []int{settled, surplus})
	})

	t.Run("a person chooses the card, is declined, turns back, and pays once", func(t *testing.T) {
		number, inv := x.due(t)
		bill := aziz.Get("/uz/applications/" + number + "/pay")
		require.Contains(t, bill.Text(), "Payme orqali toʻlash")
		page := bill.Follow("Karta bilan toʻlash")
		require.Contains(t, page.Text(), inv.Number)
		pay := page.Form(demoCard)
		declined := pay.Submit("Rad etiladigan karta")
		require.Contains(t, declined.Text(), "pul yechilmadi")
		require.Contains(t, pay.Submit("Bekor qilish").Text(), "Karta bilan toʻlash", "nothing is paid")
		settled, surplus := x.kept(t, inv)
		require.Zero(t, settled+surplus)
		again := declined.Form(demoCard)
		require.Contains(t, again.Submit("toʻlayman").Text(), "Toʻlov qabul qilindi")
		require.Equal(t, http.StatusOK, again.Submit("toʻlayman").Status, "the second press pays nothing")
		settled, surplus = x.kept(t, inv)
		require.Equal(t, []int{1, 0}, []int{settled, surplus})
		require.NotEqual(t, casework.AwaitingPayment, x.application(t, number).State)
	})

	t.Run("an address that was changed is none", func(t *testing.T) {
		number, inv := x.due(t)
		link := x.payments.Provider(card.Provider).Link(inv.Number, inv.Amount, "uz", "/uz/applications/"+number+"/pay")
		link = strings.TrimPrefix(link, x.URL)
		require.Equal(t, http.StatusOK, aziz.Get(link).Status)
		for was, is := range map[string]string{"amount=" + strconv.FormatInt(inv.Amount, 10): "amount=1", "invoice=" + inv.Number: "invoice=1", "back=http": "back=https", "sign=": "sign=00"} {
			changed := strings.Replace(link, was, is, 1)
			require.NotEqual(t, link, changed)
			require.Equal(t, http.StatusBadRequest, aziz.Get(changed).Status, is)
			require.Equal(t, http.StatusBadRequest, aziz.Post(changed, nil).Status, is)
		}
		require.Equal(t, http.StatusBadRequest, aziz.Post(link, nil).Status, "without a receipt")
	})

	t.Run("only the provider is believed, and only in its time", func(t *testing.T) {
		_, inv := x.due(t)
		now, body := x.Clock.Now(), x.paidBody("forged", inv.Number, inv.Amount)
		require.Equal(t, http.StatusUnauthorized, x.signed(t, card.Path, "guess", now, body))
		require.Equal(t, http.StatusUnauthorized, x.signed(t, card.Path, "card-secret", now.Add(-6*time.Minute), body))
		require.Equal(t, http.StatusUnauthorized, x.signed(t, card.Path, "card-secret", now.Add(6*time.Minute), body))
		require.Equal(t, http.StatusUnauthorized, x.signed(t, card.Path, "card-secret", now, "{"))
		require.Equal(t, http.StatusUnauthorized, x.signed(t, demoCard+"/api", "guess", now, `{"kind":"books"}`))
		for _, wrong := range []string{`{}`, `{"kind":"return","id":"a"}`, x.paidBody("", inv.Number, 1), x.paidBody(strings.Repeat("a", 65), inv.Number, 1), x.paidBody("a", inv.Number, 0)} {
			require.Equal(t, http.StatusUnprocessableEntity, x.signed(t, card.Path, "card-secret", now, wrong), wrong)
		}
		require.Equal(t, http.StatusUnprocessableEntity, x.signed(t, demoCard+"/api", "card-secret", now, body), "a notice is no question")
		settled, surplus := x.kept(t, inv)
		require.Zero(t, settled+surplus)
	})

	t.Run("twenty notices at once settle once, another payment goes back", func(t *testing.T) {
		number, inv := x.due(t)
		require.Equal(t, http.StatusNoContent, x.notice(t, "less", inv.Number, inv.Amount-1))
		var all sync.WaitGroup
		statuses := make([]int, 20)
		for i := range statuses {
			all.Go(func() { statuses[i] = x.notice(t, "right", inv.Number, inv.Amount) })
		}
		all.Wait()
		for _, status := range statuses {
			require.Equal(t, http.StatusNoContent, status)
		}
		for range 2 {
			require.Equal(t, http.StatusNoContent, x.notice(t, "twice", inv.Number, inv.Amount))
		}
		settled, surplus := x.kept(t, inv)
		require.Equal(t, []int{1, 2}, []int{settled, surplus})
		var reasons []string
		for _, r := range x.refunds(t, number) {
			reasons = append(reasons, r.Reason)
		}
		require.Equal(t, []string{payment.WrongAmount, payment.PaidTwice}, reasons)
	})

	t.Run("money for a closed invoice becomes work for finance", func(t *testing.T) {
		number, inv := x.due(t)
		x.Clock.Pass(8 * 24 * time.Hour)
		require.NoError(t, x.cases.LapseDue(t.Context()))
		require.NoError(t, <-x.charge(t, "LATEAAAAAAAAAAAAAAAAAAAAAA", inv.Number, inv.Amount))
		require.Equal(t, payment.PaidLate, x.refunds(t, number)[0].Reason)
		require.Equal(t, casework.Lapsed, x.application(t, number).State)
		finance := x.SignIn("finance")
		queue := finance.Get("/uz/admin/money")
		require.Contains(t, queue.Text(), inv.Number)
		require.Contains(t, queue.Text(), "Bank kartasi")
	})

	t.Run("money for no invoice goes back by itself", func(t *testing.T) {
		require.EqualError(t, <-x.charge(t, "NOBODYAAAAAAAAAAAAAAAAAAAA", "0", 1000), "no-invoice")
	})
}

// charge takes money at the provider.
func (x *town) charge(t *testing.T, id, invoice string, amount int64) <-chan error {
	t.Helper()
	told, err := x.card.Charge(t.Context(), id, invoice, amount)
	require.NoError(t, err)
	return told
}

func (x *town) application(t *testing.T, number string) casework.Application {
	t.Helper()
	a, err := x.cases.Application(t.Context(), x.Principal("aziz"), number)
	require.NoError(t, err)
	return a
}

func TestCard_refund(t *testing.T) {
	x := newTown(t)
	finance := *x.Principal("finance").Official
	number, inv := x.due(t)
	const id = "PAIDAAAAAAAAAAAAAAAAAAAAAA"
	require.NoError(t, <-x.charge(t, id, inv.Number, inv.Amount))
	require.NoError(t, postgres.InTx(t.Context(), x.Pool, func(tx pgx.Tx) error {
		_, err := payment.Decide(t.Context(), tx, inv.ApplicationID, payment.Overturned, 0, x.Clock.Now())
		return err
	}))
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() { _ = x.payments.SendRefund(t.Context(), finance, x.refunds(t, number)[0].ID) })
	}
	all.Wait()
	x.until(t, number, payment.RefundDone)
	require.Equal(t, 1, x.told(t, number, "refund-done"))
	office := x.payments.Provider(card.Provider)
	back, err := office.Return(t.Context(), id)
	require.NoError(t, err)
	require.True(t, back, "asked again it is back already")
	_, err = office.Return(t.Context(), "unknown")
	require.ErrorAs(t, err, new(payment.WontReturnError))
	require.Equal(t, http.StatusNoContent, x.notice(t, id, inv.Number, inv.Amount), "a notice that comes after all that changes nothing")
	require.Len(t, x.refunds(t, number), 1)
}

func TestCard_books(t *testing.T) {
	x := newTown(t)
	finance := *x.Principal("finance").Official
	_, inv := x.due(t)
	require.NoError(t, <-x.charge(t, "PAIDAAAAAAAAAAAAAAAAAAAAAA", inv.Number, inv.Amount))
	on := register.DateOf(x.Clock.Now()).Time
	compare := func() (payment.Comparison, []payment.Difference) {
		t.Helper()
		require.NoError(t, x.payments.Reconcile(t.Context(), card.Provider, on))
		c, list, err := x.payments.Comparison(t.Context(), finance, card.Provider, on)
		require.NoError(t, err)
		return c, list
	}
	c, none := compare()
	require.Empty(t, none)
	require.Equal(t, payment.Sums{Payments: 1, Taken: inv.Amount}, c.Ours)
	require.Equal(t, c.Ours, c.Theirs)

	_, other := x.due(t)
	require.Equal(t, http.StatusNoContent, x.notice(t, "not-theirs", other.Number, other.Amount))
	require.Error(t, <-x.charge(t, "NOBODYAAAAAAAAAAAAAAAAAAAA", "0", 1000))
	_, found := compare()
	require.Len(t, found, 2)
	require.Equal(t, []string{payment.MissingHere, payment.MissingThere}, []string{found[0].Kind, found[1].Kind})
}

// TestCard_restart is money that was taken while the portal did not answer, and a provider that was started anew.
func TestCard_restart(t *testing.T) {
	x := newTown(t)
	number, inv := x.due(t)
	const id = "WAITSAAAAAAAAAAAAAAAAAAAAA"
	_, err := x.Pool.Exec(t.Context(), `INSERT INTO demo_charges (id, invoice, amount, at, state) VALUES ($1, $2, $3, $4, 'taken')`,
		id, inv.Number, inv.Amount, x.Clock.Now().UnixMilli())
	require.NoError(t, err)
	config := x.cardDemo(x.Portal)
	var lost sync.Once
	config.Client = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		res, err := http.DefaultTransport.RoundTrip(r)
		lost.Do(func() { // arrived, but the answer is lost
			_ = res.Body.Close()
			res, err = nil, http.ErrHandlerTimeout
		})
		return res, err
	})}
	again, err := card.NewDemo(t.Context(), config)
	require.NoError(t, err)
	again.Wait()
	settled, surplus := x.kept(t, inv)
	require.Equal(t, []int{1, 0}, []int{settled, surplus})
	require.NotEqual(t, casework.AwaitingPayment, x.application(t, number).State)
	require.Equal(t, 1, x.count(t, `SELECT count(*) FROM demo_charges WHERE state = 'told'`))

	// Of two replicas each plays the provider: what one took, the other has on its books and gives back.
	replica := httptest.NewServer(again)
	t.Cleanup(replica.Close)
	books := func(at string) []payment.Booked {
		office := card.NewOffice(card.OfficeConfig{API: at + demoCard + "/api", Secret: config.Secret, Client: http.DefaultClient, Now: x.Clock.Now})
		list, err := office.Books(t.Context(), x.Clock.Now().Add(-time.Hour), x.Clock.Now())
		require.NoError(t, err)
		return list
	}
	require.Len(t, books(x.URL), 1)
	require.Equal(t, books(x.URL), books(replica.URL))
	back, err := card.NewOffice(card.OfficeConfig{API: replica.URL + demoCard + "/api", Secret: config.Secret, Client: http.DefaultClient, Now: x.Clock.Now}).Return(t.Context(), id)
	require.NoError(t, err)
	require.True(t, back)
	require.Equal(t, payment.Returned, books(x.URL)[0].State)
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
