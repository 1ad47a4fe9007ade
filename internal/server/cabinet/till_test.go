package cabinet_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/integration/payme"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres"
)

// provider calls the portal as Payme does, and reads what comes back as anybody's JSON.
type provider struct {
	t   *testing.T
	url string
	key string
}

func (p provider) call(method, params string) (result map[string]any, code int) {
	return p.raw(`{"jsonrpc":"2.0","id":7,"method":"` + method + `","params":` + params + `}`)
}

func (p provider) raw(body string) (result map[string]any, code int) {
	req, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.url+payme.Path, strings.NewReader(body))
	require.NoError(p.t, err)
	req.SetBasicAuth("Paycom", p.key)
	res, err := http.DefaultClient.Do(req)
	require.NoError(p.t, err)
	defer res.Body.Close()
	require.Equal(p.t, http.StatusOK, res.StatusCode, "whatever the outcome")
	var answer struct {
		ID     any            `json:"id"`
		Result map[string]any `json:"result"`
		Error  *struct {
			Code    int               `json:"code"`
			Message map[string]string `json:"message"`
		} `json:"error"`
	}
	require.NoError(p.t, json.NewDecoder(res.Body).Decode(&answer))
	if answer.Error == nil {
		require.EqualValues(p.t, 7, answer.ID)
		return answer.Result, 0
	}
	for _, l := range []string{"uz", "ru", "en"} {
		require.NotEmpty(p.t, answer.Error.Message[l], "words for the payer")
		require.NotContains(p.t, answer.Error.Message[l], "⟦")
	}
	return nil, answer.Error.Code
}

// due is an application that waits for its fee, and its open invoice.
func (x *town) due(t *testing.T) (number string, inv payment.Invoice) {
	t.Helper()
	number = x.stateOf(t, x.SignIn("aziz"), "aziz", casework.AwaitingPayment, catalogue.Decision)
	a, err := x.cases.Application(t.Context(), x.Principal("aziz"), number)
	require.NoError(t, err)
	return number, *a.Invoice
}

func create(id string, inv payment.Invoice, tiyin int64) string {
	body, _ := json.Marshal(map[string]any{"id": id, "time": time.Now().UnixMilli(), "amount": tiyin, "account": map[string]string{"invoice": inv.Number}})
	return string(body)
}

func named(id string) string { return `{"id":"` + id + `"}` }

func TestPayme(t *testing.T) {
	x := newTown(t)
	p := provider{t: t, url: x.URL, key: "key"}
	number, inv := x.due(t)
	price := inv.Amount * 100
	refused := func(code int, method, params string) {
		t.Helper()
		_, got := p.call(method, params)
		require.Equal(t, code, got, "%s %s", method, params)
	}

	t.Run("only Payme is answered, and only what it may ask", func(t *testing.T) {
		_, code := provider{t: t, url: x.URL, key: "guess"}.call(payme.Check, named("a"))
		require.Equal(t, payme.CodeRights, code)
		_, code = p.raw(`{"id":`)
		require.Equal(t, payme.CodeParse, code)
		refused(payme.CodeMethod, "DropTables", `{}`)
		refused(payme.CodeRequest, payme.Check, named(strings.Repeat("a", 65)))
		refused(payme.CodeNoTransaction, payme.Check, named(strings.Repeat("a", 64)))
		padded := func(size int) int {
			call := `{"jsonrpc":"2.0","id":7,"method":"` + payme.Check + `","params":` + named("unknown") + `}`
			_, code := p.raw(strings.Repeat(" ", size-len(call)) + call)
			return code
		}
		require.Equal(t, payme.CodeNoTransaction, padded(64<<10), "as long as a call may be")
		require.Equal(t, payme.CodeParse, padded(64<<10+1))
		refused(payme.CodeNoTransaction, payme.Check, named("unknown"))
		refused(payme.CodeNoTransaction, payme.Perform, named("unknown"))
		refused(payme.CodeNoTransaction, payme.Cancel, named("unknown"))
	})
	t.Run("an invoice is checked before a card is asked for", func(t *testing.T) {
		refused(payme.CodeNoInvoice, payme.CheckPerform, create("", payment.Invoice{Number: "0"}, price))
		refused(payme.CodeAmount, payme.CheckPerform, create("", inv, price+100))
		refused(payme.CodeAmount, payme.CheckPerform, create("", inv, price+1))
		refused(payme.CodeAmount, payme.CheckPerform, create("", inv, -price))
		result, code := p.call(payme.CheckPerform, create("", inv, price))
		require.Zero(t, code)
		require.Equal(t, true, result["allow"])
	})
	t.Run("a cancelled transaction stays cancelled and frees the invoice", func(t *testing.T) {
		_, code := p.call(payme.Create, create("given-up", inv, price))
		require.Zero(t, code)
		refused(payme.CodeBusy, payme.CheckPerform, create("", inv, price))
		refused(payme.CodeBusy, payme.Create, create("another", inv, price))
		first, code := p.call(payme.Cancel, `{"id":"given-up","reason":3}`)
		require.Zero(t, code)
		require.EqualValues(t, payme.StateCancelled, first["state"])
		again, code := p.call(payme.Cancel, `{"id":"given-up","reason":1}`)
		require.Zero(t, code)
		require.Equal(t, first, again)
		refused(payme.CodeState, payme.Perform, named("given-up"))
		refused(payme.CodeState, payme.Create, create("given-up", inv, price))
		seen, _ := p.call(payme.Check, named("given-up"))
		require.EqualValues(t, 3, seen["reason"])
		require.EqualValues(t, 0, seen["perform_time"])
	})
	t.Run("who waits twelve hours has to begin anew", func(t *testing.T) {
		_, code := p.call(payme.Create, create("late", inv, price))
		require.Zero(t, code)
		x.Clock.Pass(payment.ReservedFor + time.Minute)
		refused(payme.CodeState, payme.Perform, named("late"))
		seen, _ := p.call(payme.Check, named("late"))
		require.EqualValues(t, payme.StateCancelled, seen["state"])
		require.EqualValues(t, payment.TimedOut, seen["reason"])
	})
	t.Run("reserved, and performed once whatever comes", func(t *testing.T) {
		first, code := p.call(payme.Create, create("paid", inv, price))
		require.Zero(t, code)
		again, _ := p.call(payme.Create, create("paid", inv, price))
		require.Equal(t, first, again)
		seen, _ := p.call(payme.Check, named("paid"))
		require.EqualValues(t, payme.StateCreated, seen["state"])
		require.Contains(t, seen, "reason")
		require.Nil(t, seen["reason"])

		var all sync.WaitGroup
		times := make([]any, 20)
		for i := range times {
			all.Go(func() {
				result, _ := p.call(payme.Perform, named("paid"))
				times[i] = result["perform_time"]
			})
		}
		all.Wait()
		for _, at := range times {
			require.NotNil(t, at)
			require.Equal(t, times[0], at, "the first answer stands")
		}
		var paid int
		require.NoError(t, x.Pool.QueryRow(t.Context(), `SELECT count(*) FROM payments WHERE invoice_id = $1`, inv.ID).Scan(&paid))
		require.Equal(t, 1, paid)
		a, err := x.cases.Application(t.Context(), x.Principal("aziz"), number)
		require.NoError(t, err)
		require.Equal(t, payment.Paid, a.Invoice.Status)
		require.NotEqual(t, casework.AwaitingPayment, a.State)
		refused(payme.CodeNotPayable, payme.Create, create("twice", inv, price))
		refused(payme.CodeKept, payme.Cancel, `{"id":"paid","reason":5}`)
	})
	t.Run("money goes back when a refund was decided", func(t *testing.T) {
		require.NoError(t, postgres.InTx(t.Context(), x.Pool, func(tx pgx.Tx) error {
			_, err := payment.Decide(t.Context(), tx, inv.ApplicationID, payment.Overturned, 0, x.Clock.Now())
			return err
		}))
		for range 2 {
			back, code := p.call(payme.Cancel, `{"id":"paid","reason":5}`)
			require.Zero(t, code)
			require.EqualValues(t, payme.StateCancelledBehind, back["state"])
		}
		var settled int
		require.NoError(t, x.Pool.QueryRow(t.Context(), `SELECT count(*) FROM refunds WHERE invoice_id = $1 AND settled_at IS NOT NULL`, inv.ID).Scan(&settled))
		require.Equal(t, 1, settled)
	})
	t.Run("an application that was withdrawn takes no money", func(t *testing.T) {
		number, inv := x.due(t)
		_, code := p.call(payme.Create, create("too-late", inv, inv.Amount*100))
		require.Zero(t, code)
		page := x.SignIn("aziz").Get("/uz/applications/" + number + "/withdraw").Form("/withdraw").Submit("")
		require.Equal(t, http.StatusOK, page.Status)
		refused(payme.CodeState, payme.Perform, named("too-late"))
	})
	t.Run("the statement has every transaction once, in order", func(t *testing.T) {
		result, code := p.call(payme.Statement, `{"from":1,"to":9999999999999}`)
		require.Zero(t, code)
		var ids []string
		for _, e := range result["transactions"].([]any) {
			ids = append(ids, e.(map[string]any)["id"].(string))
		}
		require.Equal(t, []string{"given-up", "late", "paid", "too-late"}, ids)
		none, _ := p.call(payme.Statement, `{"from":1,"to":2}`)
		require.Empty(t, none["transactions"])
		require.NotNil(t, none["transactions"], "an empty list, not null")
	})
}
