package bench

import (
	"fmt"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/report"
)

// measureReporting is P11b: claims while somebody of the task force opens one page of figures after the other, and, beside
// it, while another session keeps a snapshot of the queue's database, which the portal's reports never do.
func measureReporting(r *rig, p *paper) {
	address := *filled
	if address == "" {
		at, err := url.Parse(r.pool.Config().ConnString())
		require.NoError(r.tb, err)
		at.Path = fmt.Sprintf("/bench_%d", *applications)
		address = at.String()
	}
	free, err := pgx.Connect(r.tb.Context(), address)
	require.NoError(r.tb, err)
	defer free.Close(r.tb.Context())
	_, err = free.Exec(r.tb.Context(), `UPDATE applications SET assignee = NULL WHERE state = 'in-process' AND closed_at IS NULL`)
	require.NoError(r.tb, err)
	o := r.enter(address)
	list := r.ourClaims(o)
	services := catalogue.NewStore(o.pool, time.Now)
	require.NoError(r.tb, services.Refresh(r.tb.Context()))
	reports := report.NewStore(o.pool, services, time.Now)

	var reporting, snapshot, rates []float64
	for range (r.rounds + 1) / 2 {
		alone, _, _ := r.claimAll(list, 32)
		end := r.reads(reports)
		beside, _, _ := r.claimAll(list, 32)
		end()
		held, err := free.BeginTx(r.tb.Context(), pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
		require.NoError(r.tb, err)
		_, err = held.Exec(r.tb.Context(), `SELECT count(*) FROM applications`)
		require.NoError(r.tb, err)
		under, _, _ := r.claimAll(list, 32)
		require.NoError(r.tb, held.Rollback(r.tb.Context()))
		reporting, snapshot, rates = append(reporting, beside/alone), append(snapshot, under/alone), append(rates, alone)
	}
	p.atLeast("P11b", "claims while reports are read, to claims alone", median(reporting), 0.8, fmt.Sprintf("%.0f claims/s alone", median(rates)))
	p.beside("P11b", "claims while another session keeps a snapshot", median(snapshot), "for that long; the portal has no such session")
}

// reads opens a page of figures each second until end is called.
func (r *rig) reads(reports *report.Store) (end func()) {
	stop, stopped := make(chan struct{}), make(chan error, 1)
	go func() {
		for {
			f := report.Filter{}
			_, _, err := reports.Comparison(r.tb.Context(), f)
			for _, read := range []func() error{
				func() error { _, err := reports.Opinions(r.tb.Context(), f); return err },
				func() error { _, err := reports.WorstServices(r.tb.Context(), f); return err },
				func() error { _, err := reports.Voices(r.tb.Context(), f); return err },
			} {
				if err == nil {
					err = read()
				}
			}
			select {
			case <-stop:
				stopped <- err
				return
			case <-time.After(time.Second):
			}
			if err != nil {
				stopped <- err
				return
			}
		}
	}()
	return func() {
		close(stop)
		require.NoError(r.tb, <-stopped)
	}
}
