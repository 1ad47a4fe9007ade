package bench

import (
	"flag"
	"fmt"
	"net/url"
	"os/exec"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/demo"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/integration/registers"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/workday"
)

// The goals say ten million to one million, which take an hour to write. What they ask, whether time grows with rows, is
// asked of fewer rows here, and of more with the flag.
var (
	applications = flag.Int("applications", 50_000, "applications of the larger database of P9, P10 and P11; the smaller one has a tenth")
	filled       = flag.String("filled", "", "address of a database that portal demo --applications has filled, to be measured as the larger one")
)

// office is a database of the demo with some applications, and the stores over it.
type office struct {
	pool  *pgxpool.Pool
	cases *casework.Store
	hot   []account.Official // heads of the four authorities with most cases, of which some are unclaimed
}

// grow writes a year of that size into a database of its own.
func (r *rig) grow(size int) office {
	tb, name := r.tb, fmt.Sprintf("bench_%d", size)
	_, err := r.pool.Exec(tb.Context(), `CREATE DATABASE `+name)
	require.NoError(tb, err)
	at, err := url.Parse(r.pool.Config().ConnString())
	require.NoError(tb, err)
	at.Path = "/" + name
	said, err := exec.CommandContext(tb.Context(), r.bin, "demo", "--applications", strconv.Itoa(size), "--database-url", at.String()).CombinedOutput()
	require.NoError(tb, err, "%s", said)
	tb.Logf("%s", said)
	return r.enter(at.String())
}

// enter is the office in a database that is filled already.
func (r *rig) enter(address string) office {
	tb := r.tb
	pool, err := postgres.Open(tb.Context(), address) // with the limits with which the portal serves
	require.NoError(tb, err)
	o := office{pool: pool}
	tb.Cleanup(o.pool.Close)
	services := catalogue.NewStore(o.pool, time.Now)
	require.NoError(tb, services.Refresh(tb.Context()))
	secret, err := demo.Secrets(tb.Context(), o.pool)
	require.NoError(tb, err)
	sources := registers.NewClient("http://127.0.0.1:0", time.Now, registers.Limits{})
	ring := r.unwrap(o.pool, secret("ring"))
	o.cases = casework.NewStore(o.pool, ring, time.Now, services, sources, payment.NewStore(o.pool, time.Now), document.NewStore(o.pool, ring, time.Now, r.portal.url), workday.New())
	rows, err := o.pool.Query(tb.Context(), `
		SELECT min(o.account_id), a.authority FROM officials o JOIN applications a USING (authority)
		WHERE o.role = 'head' AND o.region = '' AND o.ended_at IS NULL GROUP BY a.authority
		HAVING bool_or(a.state = 'in-process' AND a.step <> 'consents' AND a.assignee IS NULL) ORDER BY count(DISTINCT a.id) DESC, a.authority LIMIT 4`)
	require.NoError(tb, err)
	for rows.Next() {
		head := account.Official{Role: account.Head}
		require.NoError(tb, rows.Scan(&head.ID, &head.Authority))
		o.hot = append(o.hot, head)
	}
	require.NoError(tb, rows.Err())
	require.Len(tb, o.hot, 4)
	return o
}

// measureGrowth is P9, P10 and P11.
func measureGrowth(r *rig, p *paper) {
	small, large := r.grow(*applications/10), office{}
	if *filled != "" {
		large = r.enter(*filled)
	} else {
		large = r.grow(*applications)
	}
	var many, few int
	require.NoError(r.tb, large.pool.QueryRow(r.tb.Context(), `SELECT count(*) FROM applications`).Scan(&many))
	require.NoError(r.tb, small.pool.QueryRow(r.tb.Context(), `SELECT count(*) FROM applications`).Scan(&few))
	sizes := fmt.Sprintf("%d applications to %d", many, few)
	for _, act := range []struct {
		what string
		do   func(office)
	}{
		{"queue page with its counts", func(o office) { r.page(o, "") }},
		{"case of the queue", func(o office) {
			head := o.hot[0]
			_, err := o.cases.Case(r.tb.Context(), head, r.page(o, "").Cases[0].Number)
			require.NoError(r.tb, err)
		}},
		{"claim of the next case, and giving it back", func(o office) { r.claim(o) }},
	} {
		var ratios, ours []float64
		for range r.rounds {
			x, y := middle(func() { act.do(large) }), middle(func() { act.do(small) })
			ratios, ours = append(ratios, x/y), append(ours, x)
		}
		p.atMost("P9", act.what+", "+sizes+": p50", median(ratios), 1.25, fmt.Sprintf("%.1f ms", median(ours)*1000))
	}
	r.lastPage(p, large)
	r.hotClaims(p, large)
}

// middle is the median time of an act in seconds.
func middle(act func()) float64 {
	var took []float64
	for range 15 {
		began := time.Now()
		act()
		took = append(took, time.Since(began).Seconds())
	}
	return median(took)
}

// page is a page of the queue of the busiest office, from a cursor on.
func (r *rig) page(o office, after string) casework.Worklist {
	list, err := o.cases.Worklist(r.tb.Context(), o.hot[0], casework.Filter{Queue: casework.QueueOffice, After: after})
	require.NoError(r.tb, err)
	return list
}

// lastPage is P10: people reach it from page to page.
func (r *rig) lastPage(p *paper, o office) {
	after, pages := "", 1
	for next := r.page(o, after).Next; next != ""; next = r.page(o, after).Next {
		after, pages = next, pages+1
	}
	var ratios []float64
	for range r.rounds {
		ratios = append(ratios, middle(func() { r.page(o, after) })/middle(func() { r.page(o, "") }))
	}
	p.atMost("P10", "last page of the queue to the first", median(ratios), 1.5, fmt.Sprintf("page %d", pages))
}

// claim claims the next case of the busiest office, and frees it again.
func (r *rig) claim(o office) {
	number, err := o.cases.ClaimNext(r.tb.Context(), o.hot[0])
	require.NoError(r.tb, err)
	require.NotEmpty(r.tb, number)
	_, err = o.pool.Exec(r.tb.Context(), `UPDATE applications SET assignee = NULL WHERE number = $1`, number)
	require.NoError(r.tb, err)
}
