package bench

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/integration/registers"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/cabinet"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/internal/thread"
	"github.com/yagona/portal/internal/workday"
)

// trips is how many round trips to the database a page of the person costs, counted in the same stores behind the same
// routes as the portal's.
func (r *rig) trips(path string) int64 {
	tb := r.tb
	pool, trips := postgrestest.Counted(tb, r.pool)
	h := server.New(r.cabinet(pool))
	name, value, _ := strings.Cut(r.cookie, ": ")
	ask := func() int64 {
		before := trips()
		request := httptest.NewRequestWithContext(tb.Context(), http.MethodGet, path, nil)
		request.Header.Set(name, value)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, request)
		require.Equal(tb, http.StatusOK, w.Code, "%s", w.Body)
		return trips() - before
	}
	ask() // statements are prepared, the version of the service is read
	return ask()
}

// cabinet is the parts of the portal that a person's pages need.
func (r *rig) cabinet(pool *pgxpool.Pool) server.Deps {
	services := catalogue.NewStore(pool, time.Now)
	require.NoError(r.tb, services.Refresh(r.tb.Context()))
	sources := registers.NewClient("http://127.0.0.1:0", time.Now, registers.Limits{})
	bills, papers := payment.NewStore(pool, time.Now), document.NewStore(pool, r.ring, time.Now, r.portal.url)
	sessions := session.NewStore(pool, r.ring, time.Now, false)
	return server.Deps{
		URL: r.portal.url, Now: time.Now, Catalogue: services, Session: sessions.Middleware, Gate: gate.New(sessions),
		Cabinet: &cabinet.Cabinet{
			Catalogue: services, Cases: casework.NewStore(pool, r.ring, time.Now, services, sources, bills, papers, workday.New()), Disputes: dispute.NewStore(pool, r.ring, time.Now, workday.New()), Documents: papers,
			Bookings: booking.NewStore(pool, time.Now, workday.New()), Messages: notify.NewStore(pool, time.Now), Registers: sources,
			Audit: audit.NewStore(pool), Sessions: sessions, Now: time.Now, Threads: thread.NewStore(pool, time.Now, services, papers),
		},
	}
}
