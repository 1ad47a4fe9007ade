package cabinet_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/payme"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/register"
)

func TestJourney_books(t *testing.T) {
	x := newTown(t)
	finance := *x.Principal("finance").Official
	ids := []string{firstReceipt, secondReceipt, thirdReceipt, "aaaaaaaaaaaaaaaaaaaaaaa4", "aaaaaaaaaaaaaaaaaaaaaaa5"}
	var taken int64
	for _, id := range ids {
		_, inv := x.paid(t, id)
		taken += inv.Amount
	}
	_, open := x.due(t)
	p := provider{t: t, url: x.URL, key: "key"}
	_, code := p.call(payme.Create, create("reserved-only", open, open.Amount*100))
	require.Zero(t, code)
	on := register.DateOf(x.Clock.Now()).Time

	compare := func() (payment.Comparison, map[string]payment.Difference) {
		t.Helper()
		require.NoError(t, x.payments.Reconcile(t.Context(), payme.Provider, on))
		c, list, err := x.payments.Comparison(t.Context(), finance, payme.Provider, on)
		require.NoError(t, err)
		found := map[string]payment.Difference{}
		for _, d := range list {
			if d.GoneAt == nil {
				require.NotContains(t, found, d.External, "each difference once")
				found[d.External] = d
			}
		}
		return c, found
	}

	c, found := compare()
	require.Empty(t, found, "what was never paid is no money")
	require.Equal(t, taken, c.Ours.Taken)
	require.Equal(t, c.Ours, c.Theirs)

	x.till.Distort(ids[0], func(*int64, *int) bool { return false })
	x.till.Distort(ids[1], func(amount *int64, _ *int) bool { *amount += 700; return true })
	x.till.Distort(ids[2], func(_ *int64, state *int) bool { *state = payme.ReceiptCancelled; return true })
	x.till.Invent(payme.Receipt{ID: "invented", Invoice: "0-1", Amount: 100_00, Time: payme.Timestamp(x.Clock.Now().UnixMilli()), State: payme.StatePerformed})
	for range 2 {
		c, found = compare()
		require.Len(t, found, 4)
		require.Equal(t, payment.MissingThere, found[ids[0]].Kind)
		require.Equal(t, payment.OtherAmount, found[ids[1]].Kind)
		require.Equal(t, payment.OtherState, found[ids[2]].Kind)
		require.Equal(t, payment.MissingHere, found["invented"].Kind)
		require.Equal(t, 4, c.Open)
		require.Equal(t, c.Ours.Taken-found[ids[0]].OurAmount+7+100, c.Theirs.Taken)
		require.Equal(t, found[ids[2]].OurAmount, c.Theirs.Returned)
	}

	desk := x.SignIn("finance")
	days := desk.Get("/uz/admin/money/books")
	require.Contains(t, days.Text(), "4 ta farq")
	var day string
	for _, link := range days.Links() {
		if strings.HasSuffix(link, "/"+payme.Provider) {
			day = link
		}
	}
	book := desk.Get(day)
	require.Contains(t, book.Text(), "Bizda yoʻq toʻlov")
	one := book.Follow("invented").Form("/differences/")
	require.Contains(t, one.Submit("").Text(), "Izoh yozing")
	require.Contains(t, one.Set("note", "sinov toʻlovi edi").Submit("Izohlab").Text(), "sinov toʻlovi edi")
	require.Equal(t, http.StatusOK, one.Submit("Izohlab").Status, "pressed twice it is explained")
	late := one.Set("note", "boshqa sabab").Submit("Izohlab")
	require.Equal(t, http.StatusConflict, late.Status, "it is explained already")
	require.Contains(t, late.Text(), "sinov toʻlovi edi", "as it was")
	require.Contains(t, late.Text(), "Yozganingiz yuborilmadi: boshqa sabab")
	late = x.SignIn("finance-second").Post(one.Action, url.Values{"note": {"sinov toʻlovi edi"}})
	require.Equal(t, http.StatusConflict, late.Status, "another's words are not what this one said")
	x.till.Distort(ids[0], nil)
	x.till.Distort(ids[2], func(*int64, *int) bool { return false })
	again := desk.Get(day).Form("/again").Submit("")
	require.Contains(t, again.Text(), "Endi farq yoʻq")
	c, found = compare()
	require.Equal(t, 2, c.Open, "another amount, and what is missing there by now")
	require.NotNil(t, found["invented"].ExplainedAt, "what somebody said stays")

	x.Clock.Pass(24*time.Hour + 3*time.Hour)
	require.NoError(t, x.payments.ReconcileDue(t.Context()))
	require.NoError(t, x.payments.ReconcileDue(t.Context()))
	require.Eventually(t, func() bool {
		var n int
		require.NoError(t, x.Pool.QueryRow(t.Context(), `SELECT count(*) FROM statements`).Scan(&n))
		return n == 14
	}, 10*time.Second, 20*time.Millisecond, "a week is caught up with, at both providers")

	for _, path := range []string{day, "/uz/admin/money/books", "/uz/admin/money/differences/1"} {
		for _, subject := range []string{"justice-head", "taskforce", "editor", "aziz"} {
			require.Equal(t, http.StatusForbidden, x.SignIn(subject).Get(path).Status, path)
		}
	}
	x.SignIn("finance")
	require.Equal(t, http.StatusNotFound, x.SignIn("finance").Get("/uz/admin/money/books/2020-01-01/payme").Status)
}
