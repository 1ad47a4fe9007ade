package catalogue

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/search"
)

// ImportSynonyms brings a list of synonyms into the database, in one transaction: what is new is added, what went from
// the list is removed. What an editor changed or removed stays as the editor wants it.
func (s *Store) ImportSynonyms(ctx context.Context, list []search.Synonym) error {
	words, means, keys := make([]string, len(list)), make([]string, len(list)), make([]string, len(list))
	for i, e := range list {
		words[i], means[i], keys[i] = e.Words, e.Means, synonymKey(e)
	}
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if err := lockSynonyms(ctx, tx); err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, importSynonyms, words, means, keys)
		ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil || len(ids) == 0 {
			return err
		}
		return s.keepVersions(ctx, tx, ids, seedVersion())
	})
	if err != nil {
		return fmt.Errorf("catalogue: import of synonyms: %w", err)
	}
	return nil
}

// importSynonyms changes the synonyms that no editor has touched. A pair that an editor has, or had, is the editor's.
const importSynonyms = `
	WITH gone AS (
		UPDATE synonyms SET removed = true, number = number + 1
		WHERE seed IS NOT NULL AND NOT held AND NOT removed AND seed <> ALL ($3::text[]) RETURNING id
	), back AS (
		UPDATE synonyms s SET removed = false, number = number + 1
		WHERE seed = ANY ($3) AND NOT held AND removed
			AND NOT EXISTS (SELECT FROM synonyms o WHERE o.key = s.key AND NOT o.removed) RETURNING id
	), added AS (
		INSERT INTO synonyms (words, means, key, number, removed, held, seed)
		SELECT words, means, key, 1, false, false, key FROM unnest($1::text[], $2::text[], $3) AS l (words, means, key)
		WHERE NOT EXISTS (SELECT FROM synonyms s WHERE s.seed = l.key OR s.key = l.key) RETURNING id
	)
	SELECT id FROM gone UNION ALL SELECT id FROM back UNION ALL SELECT id FROM added`
