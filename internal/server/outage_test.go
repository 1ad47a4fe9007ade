package server_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/server"
)

// A register that is out is said on the pages of the services that read it, at the next request, and goes by itself.
func TestService_outage(t *testing.T) {
	var now atomic.Pointer[register.Outages]
	h := portal(t, func(d *server.Deps) { d.Outages = now.Load })
	page := func(code string) string {
		w := get(h, "/en/services/"+code)
		require.Equal(t, http.StatusOK, w.Code)
		return w.Body.String()
	}
	const notice = "has not answered since 25 November 2026, 15:00."
	before := page("tax-debt-certificate")
	require.NotContains(t, before, notice)

	now.Store(register.NewOutages(map[string]time.Time{"tax": day}))
	require.Contains(t, page("tax-debt-certificate"), notice)
	require.Contains(t, page("tax-debt-certificate"), "You can apply all the same.")
	require.NotContains(t, page("marriage-registration-application"), notice, "it does not read that register")

	now.Store(register.NewOutages(map[string]time.Time{"tax": day, "person": day}))
	require.Contains(t, page("marriage-registration-application"), notice, "every application reads who applies")

	now.Store(nil)
	require.Equal(t, before, page("tax-debt-certificate"))
}
