package bench

import (
	"crypto/rand"
	"flag"
	"fmt"
	"net/url"
	"os/exec"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/workday"
)

// Ten million take many minutes to write; what is asked is a ratio to reading all of them.
var said = flag.Int("said", 1_000_000, "rows of feedback of P13 and P14; the goal says 10000000; a fifth of it with -short")

// voices is a database in which people said that much in the last three years.
type voices struct {
	*rig
	pool    *pgxpool.Pool
	reports *report.Store
	entries *feedback.Store
	codes   []string
	rows    int
}

// voices fills a database of its own, in which there is nothing else but the catalogue.
func (r *rig) voices() voices {
	ctx := r.tb.Context()
	at, err := url.Parse(r.pool.Config().ConnString())
	require.NoError(r.tb, err)
	at.Path = "/bench_voices"
	_, err = r.pool.Exec(ctx, `CREATE DATABASE bench_voices`)
	require.NoError(r.tb, err)
	for _, command := range [][]string{{"migrate"}, {"catalogue", "import"}} {
		out, err := exec.CommandContext(ctx, r.bin, append(command, "--database-url", at.String())...).CombinedOutput()
		require.NoError(r.tb, err, "%s", out)
	}
	pool, err := postgres.Open(ctx, at.String())
	require.NoError(r.tb, err)
	r.tb.Cleanup(pool.Close)
	services := catalogue.NewStore(pool, time.Now)
	require.NoError(r.tb, services.Refresh(ctx))
	v := voices{rig: r, pool: pool, rows: *said, reports: report.NewStore(pool, services, time.Now), entries: feedback.NewStore(pool, keyringtest.Ring(), services, time.Now, workday.New())}
	if r.rounds < 5 {
		v.rows /= 5
	}
	var authorities []string
	for _, s := range services.Snapshot().All() {
		v.codes, authorities = append(v.codes, s.Code), append(authorities, s.Authority)
	}
	writing, err := pgxpool.New(ctx, at.String()) // without the limits with which the portal serves
	require.NoError(r.tb, err)
	defer writing.Close()
	_, err = writing.Exec(ctx, `
		INSERT INTO feedback_entries (token, receipt, kind, service_code, authority, region, legality, quality, timeliness, accessibility, lang, created_at)
		SELECT 'bench-' || lpad(n::text, 12, '0'), 'bench-' || lpad(n::text, 12, '0'), CASE WHEN n % 10 < 8 THEN 'rating' WHEN n % 10 = 8 THEN 'concern' ELSE 'suggestion' END,
			($1::text[])[which], ($2::text[])[which], ($3::text[])[1 + n % cardinality($3::text[])],
			CASE WHEN n % 10 < 8 THEN 1 + n % 5 END, CASE WHEN n % 10 < 8 THEN 1 + n / 3 % 5 END, CASE WHEN n % 10 < 8 THEN 5 - n / 7 % 3 END, CASE WHEN n % 10 < 6 THEN 5 END,
			'uz', now() - (interval '1 second' * (94600000.0 * ($4 - n) / $4))
		FROM (SELECT n, 1 + (n * 7919::bigint % cardinality($1::text[]))::int AS which FROM generate_series(1, $4::int) n) x`,
		v.codes, authorities, catalogue.Lists().Regions.Codes(), v.rows)
	require.NoError(r.tb, err)
	_, err = writing.Exec(ctx, `VACUUM ANALYZE feedback_entries`)
	require.NoError(r.tb, err)
	return v
}

// worst is a list of the report of a period on what people said.
func (v voices) worst(f report.Filter) {
	_, err := v.reports.WorstServices(v.tb.Context(), f)
	require.NoError(v.tb, err)
}

// spoken is all its lists.
func (v voices) spoken(f report.Filter) {
	ctx := v.tb.Context()
	v.worst(f)
	_, err := v.reports.Opinions(ctx, f)
	require.NoError(v.tb, err)
	_, err = v.reports.Moods(ctx, f)
	require.NoError(v.tb, err)
	_, err = v.reports.Voices(ctx, f)
	require.NoError(v.tb, err)
}

// raw is the same list as worst drawn from the rows of that many months, read one after the other or by the index of
// their days (BRIN).
func (v voices) raw(how string, months int) {
	ctx := v.tb.Context()
	tx, err := v.pool.Begin(ctx)
	require.NoError(v.tb, err)
	defer func() { _ = tx.Rollback(ctx) }()
	_, err = tx.Exec(ctx, how)
	require.NoError(v.tb, err)
	_, err = tx.Exec(ctx, `SELECT service_code, count(mean), avg(mean) FROM (SELECT service_code,
			(coalesce(legality, 0) + coalesce(quality, 0) + coalesce(timeliness, 0) + coalesce(accessibility, 0))::float8 / nullif(num_nonnulls(legality, quality, timeliness, accessibility), 0) AS mean
		FROM feedback_entries WHERE kind IN ('rating', 'concern') AND created_at >= date_trunc('month', now()) - make_interval(months => $1::int - 1)) marked
		GROUP BY 1 HAVING count(mean) >= 20 ORDER BY avg(mean), 2 DESC LIMIT 20`, months)
	require.NoError(v.tb, err)
}

const (
	bySequence = `SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL statement_timeout = 0`
	byBRIN     = `SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL statement_timeout = 0`
)

// measureVoices is P13 and P14.
func measureVoices(r *rig, p *paper) {
	v := r.voices()
	began := time.Now()
	v.fold()
	r.tb.Logf("%d rows of feedback were summed up in %s", v.rows, time.Since(began))
	rows := fmt.Sprintf("%d rows", v.rows)
	for _, period := range []struct {
		name   string
		months int
	}{{"a month", 1}, {"a year", 12}, {"three years, all there is", 36}} {
		var toSeq, toBRIN, own []float64
		for range r.rounds {
			f := report.Filter{Months: period.months}
			ours := once(func() { v.worst(f) })
			toSeq = append(toSeq, once(func() { v.raw(bySequence, period.months) })/ours)
			toBRIN = append(toBRIN, once(func() { v.raw(byBRIN, period.months) })/ours)
			own = append(own, 1000*once(func() { v.spoken(f) }))
		}
		what := "feedback report of " + period.name + ": "
		p.atMost("P13", what+"ms, all four lists", median(own), 30, rows)
		p.atLeast("P13", what+"a list to GROUP BY of all rows", median(toSeq), 20, rows)
		p.atLeast("P13", what+"a list to GROUP BY by BRIN", median(toBRIN), 5, rows)
	}
	p.notMeasured("P13", "totals of all time: the portal shows none; three years is its longest period")
	p.within("P13", "feedback report: seconds until it counts what was just said", v.fresh(), 10)
	v.insert(p)
}

// fold sums up what was said, as the portal's job does.
func (v voices) fold() {
	require.NoError(v.tb, v.reports.Refresh(v.tb.Context()))
	require.NoError(v.tb, v.reports.Refresh(v.tb.Context()))
}

// once is how long something takes in seconds, the best of three: what else computes at that moment counts for nobody.
func once(do func()) float64 {
	best := time.Hour
	for range 3 {
		began := time.Now()
		do()
		best = min(best, time.Since(began))
	}
	return best.Seconds()
}

// fresh is in how many seconds a mark that is given now stands in the report.
func (v voices) fresh() float64 {
	n := func() int {
		list, err := v.reports.Opinions(v.tb.Context(), report.Filter{Months: 1})
		require.NoError(v.tb, err)
		return list[0].N
	}
	before := n()
	require.NoError(v.tb, v.say(v.codes[0]))
	began := time.Now()
	for n() == before {
		require.Less(v.tb, time.Since(began), time.Minute)
		time.Sleep(50 * time.Millisecond)
	}
	return time.Since(began).Seconds()
}

// say is a good mark that a stranger gives.
func (v voices) say(code string) error {
	_, err := v.entries.Submit(v.tb.Context(), nil, feedback.Submission{
		Kind: feedback.Rating, Service: code, Marks: feedback.Marks{Legality: 5, Quality: 4, Timeliness: 5, Accessibility: 5},
		Comment: "Tez va qulay: " + rand.Text(), Lang: locale.Uz, Token: rand.Text(), Sender: rand.Text(),
	})
	return err
}

// insert is P14: what people say, while the sums are brought up to date without pause, to the same while nobody does.
func (v voices) insert(p *paper) {
	each := 60 * v.rounds
	for _, spread := range []struct {
		name string
		code func(i int) string
	}{{"any service", func(i int) string { return v.codes[i%len(v.codes)] }}, {"one hot service", func(int) string { return v.codes[0] }}} {
		var ratios []float64
		var alone, kept burst
		say := func(_, i int) error { return v.say(spread.code(i)) }
		for range v.rounds {
			alone = v.together(each, hands, say)
			stop, stopped := make(chan struct{}), make(chan error, 1)
			go func() {
				for {
					select {
					case <-stop:
						stopped <- nil
						return
					case <-time.After(upkeep):
						if err := v.reports.Refresh(v.tb.Context()); err != nil {
							stopped <- err
							return
						}
					}
				}
			}()
			kept = v.together(each, hands, say)
			close(stop)
			require.NoError(v.tb, <-stopped)
			ratios = append(ratios, kept.rate/alone.rate)
		}
		p.atLeast("P14", "feedback on "+spread.name+", sums kept each 50 ms, to sums not kept", median(ratios), 0.9, fmt.Sprintf("%s vs %s", kept, alone))
	}
}

// upkeep is how often the sums are brought up to date in P14: the portal does so each minute.
const upkeep = 50 * time.Millisecond
