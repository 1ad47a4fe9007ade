package catalogue

import (
	"context"
	"errors"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// SaveSynonym adds a synonym or changes one; a removed one comes back with what was typed. What must be mended first is
// returned as values. A synonym that somebody else changed in the meantime gives a Conflict.
func (s *Store) SaveSynonym(ctx context.Context, by Editor, e SynonymEdit) (id int64, problems form.Problems, err error) {
	e = e.tidy()
	if problems := e.Check(); len(problems) > 0 {
		return 0, problems, by.check()
	}
	err = s.editSynonyms(ctx, by, func(tx pgx.Tx) error {
		id, problems = e.ID, nil
		before, err := heldSynonym(ctx, tx, e.ID, e.Base)
		if err != nil || !before.Removed && before.Synonym == e.Synonym {
			return err
		}
		if problems, err = room(ctx, tx, e); err != nil || len(problems) > 0 {
			return err
		}
		id, err = s.putSynonym(ctx, tx, by, e, false)
		return err
	})
	return id, problems, err
}

// RemoveSynonym takes a synonym out of the search. It can be restored from its history.
func (s *Store) RemoveSynonym(ctx context.Context, by Editor, id int64, base int, note string) error {
	return s.editSynonyms(ctx, by, func(tx pgx.Tx) error {
		before, err := heldSynonym(ctx, tx, id, base)
		if err != nil || before.Removed {
			return err
		}
		e := SynonymEdit{ID: id, Base: base, Synonym: before.Synonym, Note: note}.tidy()
		if len(e.Check()) > 0 { // only the note can be too long
			e.Note = ""
		}
		_, err = s.putSynonym(ctx, tx, by, e, true)
		return err
	})
}

// RestoreSynonym makes a synonym what it was in an earlier version, as a new version.
func (s *Store) RestoreSynonym(ctx context.Context, by Editor, id int64, base, number int, note string) (problems form.Problems, err error) {
	err = s.editSynonyms(ctx, by, func(tx pgx.Tx) error {
		problems = nil
		if _, err := heldSynonym(ctx, tx, id, base); err != nil {
			return err
		}
		e, removed := SynonymEdit{ID: id, Base: base, Note: note}, false
		err := tx.QueryRow(ctx, `SELECT words, means, removed FROM synonym_versions WHERE synonym_id = $1 AND number = $2`, id, number).
			Scan(&e.Words, &e.Means, &removed)
		if errors.Is(err, pgx.ErrNoRows) {
			return noSynonym()
		}
		if err != nil {
			return err
		}
		if !removed {
			if problems, err = room(ctx, tx, e); err != nil || len(problems) > 0 {
				return err
			}
		}
		_, err = s.putSynonym(ctx, tx, by, e, removed)
		return err
	})
	return problems, err
}

func (by Editor) check() error {
	if by.ID == 0 {
		return problem.New(problem.Forbidden, "account.editors_only")
	}
	return nil
}

// editSynonyms is a transaction of somebody who may edit. Writers of the list come one after the other, so that the ids
// of versions are committed in their order and two cannot add the same pair.
func (s *Store) editSynonyms(ctx context.Context, by Editor, do func(pgx.Tx) error) error {
	if err := by.check(); err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if err := lockSynonyms(ctx, tx); err != nil {
			return err
		}
		return do(tx)
	})
}

func lockSynonyms(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('synonyms'))`)
	return err
}

// heldSynonym is the synonym as it is now, if its version is still that one; nothing for a new one.
func heldSynonym(ctx context.Context, tx pgx.Tx, id int64, base int) (now Synonym, err error) {
	if id == 0 {
		return now, nil
	}
	err = tx.QueryRow(ctx, `SELECT words, means, removed, number FROM synonyms WHERE id = $1`, id).
		Scan(&now.Words, &now.Means, &now.Removed, &now.Number)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return now, noSynonym()
	case err == nil && now.Number != base:
		return now, problem.New(problem.Conflict, "catalogue.synonym.changed")
	}
	return now, err
}

func noSynonym() error { return problem.New(problem.NotFound, "catalogue.synonym.none") }

// room tells whether the pair is there already, and whether the list is full.
func room(ctx context.Context, tx pgx.Tx, e SynonymEdit) (form.Problems, error) {
	var twice bool
	var others int
	err := tx.QueryRow(ctx, `
		SELECT coalesce(bool_or(key = $2), false), count(*) FROM synonyms WHERE NOT removed AND id <> $1`, e.ID, synonymKey(e.Synonym)).Scan(&twice, &others)
	switch {
	case err != nil:
		return nil, err
	case twice:
		return form.Problems{synonymProblem("words", "catalogue.synonym.twice")}, nil
	case others >= MaxSynonyms:
		return form.Problems{synonymProblem("words", "catalogue.synonym.full", "Max", MaxSynonyms)}, nil
	}
	return nil, nil
}

// putSynonym writes what an editor chose as the next version, with its entry in the record.
func (s *Store) putSynonym(ctx context.Context, tx pgx.Tx, by Editor, e SynonymEdit, removed bool) (id int64, err error) {
	key := synonymKey(e.Synonym)
	if id = e.ID; id == 0 {
		err = tx.QueryRow(ctx, `
			INSERT INTO synonyms (words, means, key, number, removed, held) VALUES ($1, $2, $3, 1, false, true) RETURNING id`,
			e.Words, e.Means, key).Scan(&id)
	} else {
		_, err = tx.Exec(ctx, `
			UPDATE synonyms SET words = $2, means = $3, key = $4, removed = $5, number = number + 1, held = true WHERE id = $1`,
			id, e.Words, e.Means, key, removed)
	}
	if err != nil {
		return 0, err
	}
	if err := s.keepVersions(ctx, tx, []int64{id}, provenance{"editor", by.Name, e.Note}); err != nil {
		return 0, err
	}
	action := "synonym.save"
	if removed {
		action = "synonym.remove"
	}
	return id, audit.Record(ctx, tx, audit.Entry{
		Kind: audit.Official, Actor: by.ID, Action: action, Object: "synonym:" + strconv.FormatInt(id, 10), Detail: map[string]any{"number": e.Base + 1},
	})
}

// keepVersions writes what those synonyms are now into their history. The search of every replica hears of it.
func (s *Store) keepVersions(ctx context.Context, tx pgx.Tx, ids []int64, from provenance) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO synonym_versions (synonym_id, number, words, means, removed, origin, author, note, at)
		SELECT id, number, words, means, removed, $2, $3, $4, $5 FROM synonyms WHERE id = ANY ($1) ORDER BY key, id`,
		ids, from.origin, from.author, from.note, s.now())
	return err
}
