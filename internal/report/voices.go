package report

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// voicesAtOnce is how many entries of feedback are summed up in one transaction.
const voicesAtOnce = 100_000

// sumVoices adds to report_voices what people said since the last time, up to the entry that was the newest then, once every
// transaction is over that had begun by then: no other can still show an entry from before (feedback.Submit). What came later report_said adds by itself.
func (s *Store) sumVoices(ctx context.Context) error {
	for more := true; more; {
		err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) (err error) {
			more, err = sumSomeVoices(ctx, tx)
			return err
		})
		if err != nil {
			return fmt.Errorf("sum up feedback: %w", err)
		}
	}
	return nil
}

// sumSomeVoices sums up some, and says whether there are more.
func sumSomeVoices(ctx context.Context, tx pgx.Tx) (more bool, err error) {
	if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = '10min'`); err != nil {
		return false, err
	}
	var last, next int64
	var over bool
	if err := tx.QueryRow(ctx, `SELECT last, next FROM report_voices_upto FOR UPDATE`).Scan(&last, &next); err != nil {
		return false, err
	}
	// By a statement of its own: it may have waited above, and what it sees is what the next one sees.
	if err := tx.QueryRow(ctx, `SELECT pg_snapshot_xmin(pg_current_snapshot()) >= after FROM report_voices_upto`).Scan(&over); err != nil {
		return false, err
	}
	if next > last && over {
		to := min(next, last+voicesAtOnce)
		if _, err := tx.Exec(ctx, addVoices, last, to); err != nil {
			return false, err
		}
		_, err := tx.Exec(ctx, `UPDATE report_voices_upto SET last = $1`, to)
		return true, err
	}
	if next == last {
		_, err = tx.Exec(ctx, `UPDATE report_voices_upto SET next = newest, after = pg_snapshot_xmax(pg_current_snapshot())
			FROM (SELECT coalesce(max(id), 0) AS newest FROM feedback_entries) e WHERE newest > next`)
	}
	return false, err
}

const addVoices = `
	INSERT INTO report_voices AS v (region, month, service, authority, kind, n, rated, overall, low, given, legality, legality_low, legality_sum, quality, quality_low, quality_sum,
		timeliness, timeliness_low, timeliness_sum, accessibility, accessibility_low, accessibility_sum)
	SELECT CASE WHEN grouping(region) = 1 THEN '*' ELSE region END, month, service, authority, kind, count(*), sum(rated), sum(overall), sum(low), sum(given),
		sum(legality), sum(legality_low), sum(legality_sum), sum(quality), sum(quality_low), sum(quality_sum),
		sum(timeliness), sum(timeliness_low), sum(timeliness_sum), sum(accessibility), sum(accessibility_low), sum(accessibility_sum)
	FROM report_voices_now WHERE id > $1 AND id <= $2 GROUP BY month, service, authority, kind, CUBE (region)
	ON CONFLICT (region, month, service, authority, kind) DO UPDATE SET n = v.n + excluded.n, rated = v.rated + excluded.rated, overall = v.overall + excluded.overall,
		low = v.low + excluded.low, given = v.given + excluded.given,
		legality = v.legality + excluded.legality, legality_low = v.legality_low + excluded.legality_low, legality_sum = v.legality_sum + excluded.legality_sum,
		quality = v.quality + excluded.quality, quality_low = v.quality_low + excluded.quality_low, quality_sum = v.quality_sum + excluded.quality_sum,
		timeliness = v.timeliness + excluded.timeliness, timeliness_low = v.timeliness_low + excluded.timeliness_low, timeliness_sum = v.timeliness_sum + excluded.timeliness_sum,
		accessibility = v.accessibility + excluded.accessibility, accessibility_low = v.accessibility_low + excluded.accessibility_low,
		accessibility_sum = v.accessibility_sum + excluded.accessibility_sum`

// said limits what people said to the filter's months, authority, region and services.
const said = ` month >= @from::date AND month < @to::date AND region = coalesce(nullif(@region, ''), '*')
	AND (@authority = '' OR authority = @authority) AND (@services::text[] IS NULL OR service = ANY (@services)) `
