package cabinet_test

import (
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/register"
)

// plain is a text as Page.Text has it: every space an ordinary one.
func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

func som(amount int64) string { return plain(locale.Uz.Money(amount)) }

// TestFee_explained follows an amount: in words before the first question, fixed on the invoice, and after its lapse.
func TestFee_explained(t *testing.T) {
	x := newTown(t)
	number, inv := x.due(t)
	a, err := x.cases.Application(t.Context(), x.Principal("aziz"), number)
	require.NoError(t, err)
	today := register.DateOf(x.Clock.Now())
	require.Equal(t, today.String(), inv.Quote.On)

	b := x.SignIn("aziz")
	start := b.Get("/uz/services/" + a.Service.Code + "/apply").Text()
	require.Contains(t, start, "Bugun bazaviy hisoblash miqdori (BHM) "+som(inv.Quote.BHM))
	require.Contains(t, start, som(inv.Quote.Amount), "the amount of whoever applies here")
	require.Contains(t, start, "ijtimoiy chegirma bilan "+som(payment.Round(big.NewRat(inv.Quote.Amount, 2))))

	pay := b.Get("/uz/applications/" + number + "/pay")
	require.Contains(t, pay.Text(), som(inv.Quote.BHM)+", "+plain(locale.Uz.Date(today.Time)), "the base amount and its day")
	require.Contains(t, b.Get("/uz/applications").Text(), "gacha", "the list says until when")

	_, err = x.Pool.Exec(t.Context(), `INSERT INTO bhm_rates (since, amount, basis, confirmed_at) VALUES (current_date + 1, 900000, 'known', now())`)
	require.NoError(t, err)
	x.Clock.Pass(36 * time.Hour)
	b = x.SignIn("aziz")
	require.Contains(t, b.Get("/uz/services/"+a.Service.Code+"/apply").Text(), som(900_000))
	require.Contains(t, b.Get("/uz/applications/"+number+"/pay").Text(), som(inv.Amount), "an invoice stays as it was issued")

	x.Clock.Pass(8 * 24 * time.Hour)
	require.NoError(t, x.cases.LapseDue(t.Context()))
	b = x.SignIn("aziz")
	require.Contains(t, b.Get("/uz/applications/"+number+"/pay").Text(), "toʻlanmadi va yopildi")
	require.Contains(t, b.Get("/uz/inbox").Text(), "muddatida toʻlanmagani")

	for _, svc := range x.catalogue.Snapshot().All() {
		prices, err := x.cases.Prices(t.Context(), svc)
		require.NoError(t, err, svc.Code)
		require.Len(t, prices, len(svc.Definition.Fee))
		for i := range prices {
			require.NotEmpty(t, svc.FeeCase(i, locale.Uz), svc.Code)
		}
	}
}
