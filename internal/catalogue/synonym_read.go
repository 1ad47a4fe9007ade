package catalogue

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/search"
)

// synonymsOnPage is how many synonyms, or changes of them, a page shows.
const synonymsOnPage = 50

// SynonymFilter narrows the list of synonyms.
type SynonymFilter struct {
	Text    string // in either side, in any script
	Removed bool   // those that were taken out, instead of those in use
	After   int64  // the last one of the page before
}

// SynonymList is a page of synonyms.
type SynonymList struct {
	Synonyms []Synonym
	Next     int64 // goes on after this one; 0 at the end
}

const (
	asNow     = `SELECT s.id, s.words, s.means, s.removed, v.id, v.number, v.origin, v.author, v.note, v.at FROM synonyms s JOIN synonym_versions v ON v.synonym_id = s.id AND v.number = s.number `
	asChanged = `SELECT v.synonym_id, v.words, v.means, v.removed, v.id, v.number, v.origin, v.author, v.note, v.at FROM synonym_versions v `
)

func scanSynonym(row pgx.CollectableRow) (s Synonym, err error) {
	err = row.Scan(&s.ID, &s.Words, &s.Means, &s.Removed, &s.Change, &s.Number, &s.Origin, &s.Author, &s.Note, &s.At)
	return s, err
}

// hints is the synonyms in use with the version of their list. The version is read first: a change in between is met
// again by the next reading.
func (s *Store) hints(ctx context.Context) (h Hints, err error) {
	if err := s.pool.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM synonym_versions`).Scan(&h.Version); err != nil {
		return h, fmt.Errorf("catalogue: version of the synonyms: %w", err)
	}
	rows, _ := s.pool.Query(ctx, `SELECT words, means FROM synonyms WHERE NOT removed ORDER BY id`)
	if h.Synonyms, err = pgx.CollectRows(rows, pgx.RowToStructByPos[search.Synonym]); err != nil {
		return h, fmt.Errorf("catalogue: synonyms: %w", err)
	}
	return h, nil
}

// Synonyms is a page of the list as it is now, for editors.
func (s *Store) Synonyms(ctx context.Context, by Editor, f SynonymFilter) (SynonymList, error) {
	if err := by.check(); err != nil {
		return SynonymList{}, err
	}
	rows, _ := s.pool.Query(ctx, asNow+`
		WHERE s.removed = $1 AND strpos(s.key, $2) > 0
			AND ($3::bigint = 0 OR (s.key COLLATE "C", s.id) > (SELECT key COLLATE "C", id FROM synonyms WHERE id = $3))
		ORDER BY s.key COLLATE "C", s.id LIMIT $4`, f.Removed, locale.Fold(f.Text), f.After, synonymsOnPage+1)
	list, err := pgx.CollectRows(rows, scanSynonym)
	if err != nil {
		return SynonymList{}, fmt.Errorf("catalogue: synonyms: %w", err)
	}
	return page(list, func(s Synonym) int64 { return s.ID }), nil
}

// SynonymChanges is a page of the changes of the whole list, newest first, from before that one on: each synonym as the
// change left it.
func (s *Store) SynonymChanges(ctx context.Context, by Editor, before int64) (SynonymList, error) {
	if err := by.check(); err != nil {
		return SynonymList{}, err
	}
	rows, _ := s.pool.Query(ctx, asChanged+`WHERE $1::bigint = 0 OR v.id < $1 ORDER BY v.id DESC LIMIT $2`, before, synonymsOnPage+1)
	list, err := pgx.CollectRows(rows, scanSynonym)
	if err != nil {
		return SynonymList{}, fmt.Errorf("catalogue: changes of synonyms: %w", err)
	}
	return page(list, func(s Synonym) int64 { return s.Change }), nil
}

// page cuts the one row that says that there are more.
func page(list []Synonym, key func(Synonym) int64) SynonymList {
	if len(list) <= synonymsOnPage {
		return SynonymList{Synonyms: list}
	}
	list = list[:synonymsOnPage]
	return SynonymList{Synonyms: list, Next: key(list[len(list)-1])}
}

// Synonym is one synonym with its latest versions, newest first.
func (s *Store) Synonym(ctx context.Context, by Editor, id int64) (now Synonym, history []Synonym, err error) {
	if err := by.check(); err != nil {
		return now, nil, err
	}
	rows, _ := s.pool.Query(ctx, asChanged+`WHERE v.synonym_id = $1 ORDER BY v.number DESC LIMIT $2`, id, synonymsOnPage)
	history, err = pgx.CollectRows(rows, scanSynonym)
	switch {
	case err != nil:
		return now, nil, fmt.Errorf("catalogue: synonym %d: %w", id, err)
	case len(history) == 0:
		return now, nil, noSynonym()
	}
	return history[0], history, nil
}
