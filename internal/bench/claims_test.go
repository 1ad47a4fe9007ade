package bench

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// claims is how all that is unclaimed in the hot offices is claimed: freed first, then one after the other until an office
// has none, which is empty.
type claims struct {
	free func()
	next func(worker int) (string, error) // of the office worker % 4
}

// hotClaims is P11: everything unclaimed in four offices is claimed, by few and by many at once. In turn with it, in the
// same server, as many workers do the bare claim: one statement on a narrow table, committed to disk as well. What the
// disk does at that moment both have to bear.
func (r *rig) hotClaims(p *paper, o office) {
	r.heat(o)
	ours, bare := r.ourClaims(o), r.bareClaims(o)
	defer func() { _, _ = o.pool.Exec(r.tb.Context(), `DROP TABLE bench_claims`) }()
	var ratios, p99, bareP99, slower, rates []float64
	double := 0
	for range r.rounds {
		few, _, twice := r.claimAll(ours, 8)
		many, slow, twiceToo := r.claimAll(ours, 32)
		most, least, never := r.claimAll(bare, 32)
		ratios, double = append(ratios, many/few), double+twice+twiceToo+never
		p99, bareP99 = append(p99, ms(slow)), append(bareP99, ms(least))
		slower, rates = append(slower, ms(slow)/ms(least)), append(rates, many/most)
	}
	p.atLeast("P11", "claims of 32 workers on 4 hot offices to those of 8", median(ratios), 0.8)
	p.atMost("P11", "claims of 32 workers: p99, ms", median(p99), 25)
	p.beside("P11", "claims of 32 workers to bare claims: p99", median(slower), fmt.Sprintf("%.1f ms to %.1f ms", median(p99), median(bareP99)))
	p.beside("P11", "claims of 32 workers to bare claims: claims/s", median(rates))
	p.within("P11", "claims: cases that two were given", float64(double), 0)
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }

// hot is how many unclaimed cases an office has that is hot. With a few dozen all that is measured is how workers find out
// that nothing is left.
const hot = 1000

// heat has people study again what ended in the hot offices, until each has that many unclaimed.
func (r *rig) heat(o office) {
	for _, head := range o.hot {
		tag, err := o.pool.Exec(r.tb.Context(), `UPDATE applications SET state = 'in-process', step = 'study', assignee = NULL, closed_at = NULL,
			due_at = $2::timestamptz + id % 1000 * interval '1 minute'
			WHERE id IN (SELECT id FROM applications WHERE authority = $1 AND closed_at IS NOT NULL ORDER BY closed_at DESC LIMIT $3)`, head.Authority, time.Now(), hot)
		require.NoError(r.tb, err)
		require.EqualValues(r.tb, hot, tag.RowsAffected(), head.Authority)
	}
	_, err := o.pool.Exec(r.tb.Context(), `VACUUM ANALYZE applications`)
	require.NoError(r.tb, err)
}

// ourClaims is what officials do: each worker is another one, with an account of his own.
func (r *rig) ourClaims(o office) claims {
	ctx := r.tb.Context()
	rows, _ := o.pool.Query(ctx, `SELECT account_id FROM officials GROUP BY account_id ORDER BY account_id LIMIT 32`)
	hands, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	require.NoError(r.tb, err)
	require.Len(r.tb, hands, 32)
	return claims{
		free: func() {
			_, err := o.pool.Exec(ctx, `UPDATE applications SET assignee = NULL WHERE assignee = ANY ($1) AND closed_at IS NULL`, hands)
			require.NoError(r.tb, err)
		},
		next: func(worker int) (string, error) {
			of := o.hot[worker%4]
			of.ID = hands[worker]
			return o.cases.ClaimNext(ctx, of)
		},
	}
}

// bareClaims is the limit: as many rows in as many offices, and nothing but the claim.
func (r *rig) bareClaims(o office) claims {
	ctx := r.tb.Context()
	var authorities []string
	for _, head := range o.hot {
		authorities = append(authorities, head.Authority)
	}
	for _, sql := range []string{
		`DROP TABLE IF EXISTS bench_claims`,
		`CREATE TABLE bench_claims (id bigint PRIMARY KEY, office int NOT NULL, due_at timestamptz NOT NULL, assignee int) WITH (fillfactor = 85)`,
		`CREATE INDEX bench_claims_idx ON bench_claims (office, due_at, id) WHERE assignee IS NULL`,
	} {
		_, err := o.pool.Exec(ctx, sql)
		require.NoError(r.tb, err)
	}
	_, err := o.pool.Exec(ctx, `INSERT INTO bench_claims SELECT id, array_position($1::text[], authority) - 1, due_at FROM applications
		WHERE authority = ANY ($1) AND state = 'in-process' AND step <> 'consents' AND assignee IS NULL`, authorities)
	require.NoError(r.tb, err)

	return claims{
		free: func() {
			_, err := o.pool.Exec(ctx, `UPDATE bench_claims SET assignee = NULL WHERE assignee IS NOT NULL`)
			require.NoError(r.tb, err)
		},
		next: func(worker int) (string, error) {
			var id int64
			err := o.pool.QueryRow(ctx, `UPDATE bench_claims SET assignee = 1 WHERE id = (
				SELECT id FROM bench_claims WHERE office = $1 AND assignee IS NULL ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id`, worker%4).Scan(&id)
			if errors.Is(err, pgx.ErrNoRows) {
				return "", nil
			}
			return strconv.FormatInt(id, 10), err
		},
	}
}

// claimAll has workers claim all there is: claims a second, the slowest of a hundred, and how many cases were given twice.
func (r *rig) claimAll(c claims, workers int) (rate float64, p99 time.Duration, twice int) {
	c.free()
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	given := map[string]bool{}
	began := time.Now()
	var working sync.WaitGroup
	for n := range workers {
		working.Go(func() {
			for {
				at := time.Now()
				number, err := c.next(n)
				mu.Lock()
				failed = errors.Join(failed, err)
				if number != "" {
					if given[number] {
						twice++
					}
					given[number] = true
					took = append(took, time.Since(at))
				}
				mu.Unlock()
				if number == "" || err != nil {
					return
				}
			}
		})
	}
	working.Wait()
	require.NoError(r.tb, failed)
	require.NotEmpty(r.tb, took)
	slices.Sort(took)
	return float64(len(took)) / time.Since(began).Seconds(), took[len(took)*99/100], twice
}
