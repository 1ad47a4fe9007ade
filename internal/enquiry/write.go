package enquiry

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/workday"
)

// Write adds what was counted to the tables. What can't be written is kept for the next time.
func (s *Store) Write(ctx context.Context) error {
	searches, clicks := s.take()
	if len(searches)+len(clicks) == 0 {
		return nil
	}
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if err := addSearches(ctx, tx, searches); err != nil {
			return err
		}
		return addClicks(ctx, tx, clicks)
	})
	if err != nil {
		s.giveBack(searches, clicks)
		return fmt.Errorf("enquiry: %w", err)
	}
	return nil
}

// addSearches adds in the order of the key, as every replica does, so that two of them wait and never deadlock.
func addSearches(ctx context.Context, tx pgx.Tx, searches map[search]searched) error {
	var days, queries, langs []string
	var all, empty []int
	for q, n := range searches {
		days, queries, langs = append(days, q.day), append(queries, q.query), append(langs, string(q.lang))
		all, empty = append(all, n.all), append(empty, n.empty)
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO search_counts AS c (day, query, lang, searches, empty)
		SELECT day, query, lang, searches, empty
		FROM unnest($1::date[], $2::text[], $3::text[], $4::int[], $5::int[]) AS n (day, query, lang, searches, empty)
		WHERE day NOT IN (SELECT day FROM search_counts WHERE day = ANY ($1) GROUP BY day HAVING count(*) >= $6)
			OR EXISTS (SELECT FROM search_counts o WHERE (o.day, o.query, o.lang) = (n.day, n.query, n.lang))
		ORDER BY day, query, lang
		ON CONFLICT ON CONSTRAINT search_counts_pkey
		DO UPDATE SET searches = c.searches + excluded.searches, empty = c.empty + excluded.empty`, days, queries, langs, all, empty, mostADay)
	return err
}

func addClicks(ctx context.Context, tx pgx.Tx, clicks map[click]int) error {
	var days, queries, services []string
	var all []int
	for c, n := range clicks {
		days, queries, services, all = append(days, c.day), append(queries, c.query), append(services, c.service), append(all, n)
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO search_clicks AS c (day, query, service, clicks)
		SELECT day, query, service, clicks
		FROM unnest($1::date[], $2::text[], $3::text[], $4::int[]) AS n (day, query, service, clicks)
		WHERE day NOT IN (SELECT day FROM search_clicks WHERE day = ANY ($1) GROUP BY day HAVING count(*) >= $5)
			OR EXISTS (SELECT FROM search_clicks o WHERE (o.day, o.query, o.service) = (n.day, n.query, n.service))
		ORDER BY day, query, service
		ON CONFLICT ON CONSTRAINT search_clicks_pkey DO UPDATE SET clicks = c.clicks + excluded.clicks`, days, queries, services, all, mostADay)
	return err
}

// SweepArgs asks to forget what is older than KeepDays.
type SweepArgs struct{}

// Kind names the job.
func (SweepArgs) Kind() string { return "enquiry.sweep" }

// Sweep forgets counts that are too old. A periodic job calls it.
func (s *Store) Sweep(ctx context.Context) error {
	before := s.now().In(workday.Zone).AddDate(0, 0, -KeepDays)
	_, err := s.pool.Exec(ctx, `
		WITH clicks AS (DELETE FROM search_clicks WHERE day < $1::date) DELETE FROM search_counts WHERE day < $1::date`, before)
	if err != nil {
		return fmt.Errorf("enquiry: sweep: %w", err)
	}
	return nil
}
