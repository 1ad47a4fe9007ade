package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Limits of absences: how long one lasts at most, and how many a list shows.
const (
	MaxAbsence    = 366 * 24 * time.Hour
	shownAbsences = 200
)

// Absence is a time in which an official is away and a deputy acts in the cases that he has.
type Absence struct {
	ID       int64
	Official int64 // account
	Name     string
	Deputy   int64  // account
	For      string // name of the deputy
	From     time.Time
	Until    time.Time // the beginning of the day on which he is back
}

const selectAbsences = `SELECT s.id, s.official_id, a.name, s.deputy_id, d.name, s.from_at, s.until_at
	FROM absences s JOIN accounts a ON a.id = s.official_id JOIN accounts d ON d.id = s.deputy_id WHERE `

// Absences is those that go on or are to come, the earliest first: a head's office's, a specialist's own and those in which
// he is the deputy.
func (s *Store) Absences(ctx context.Context, o Official) ([]Absence, error) {
	rows, _ := s.pool.Query(ctx, selectAbsences+`s.ended_at IS NULL AND s.authority = $1 AND s.until_at > $2 AND (s.official_id = $3 OR s.deputy_id = $3 OR $4 AND EXISTS
			(SELECT FROM officials o WHERE o.account_id = s.official_id AND o.ended_at IS NULL AND o.authority = $1 AND o.region = $5))
		ORDER BY s.from_at, s.id LIMIT $6`, o.Authority, s.now(), o.ID, o.Role == Head, o.Region, shownAbsences)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Absence])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read absences: %w", err))
	}
	return list, nil
}

// Staff is for whom the official may enter an absence: himself, and for a head those who sit in his office.
func (s *Store) Staff(ctx context.Context, o Official) ([]Official, error) {
	list, err := s.Officials(ctx, o.Authority, "")
	return slices.DeleteFunc(list, func(x Official) bool { return !o.answersFor(x) }), postgres.Problem(err)
}

// Deputies is who could act for officials of that office: those who sit there, or in the office of the whole country.
func (s *Store) Deputies(ctx context.Context, o Official) ([]Official, error) {
	list, err := s.Officials(ctx, o.Authority, o.Region)
	return slices.DeleteFunc(list, func(x Official) bool {
		return x.Role != Specialist && x.Role != Head || x.Region != "" && x.Region != o.Region
	}), postgres.Problem(err)
}

// answersFor reports whether he may enter an absence of the other.
func (o Official) answersFor(x Official) bool {
	if x.Role != Specialist && x.Role != Head {
		return false
	}
	return o.ID == x.ID || o.Role == Head && o.Authority == x.Authority && o.Region == x.Region
}

// standsFor reports whether he can act in every case that the other may have.
func (o Official) standsFor(x Official) bool {
	return o.ID != x.ID && o.Authority == x.Authority && (o.Region == "" || o.Region == x.Region) && (o.Role == Head || o.Role == x.Role)
}

// GoAway enters an absence: one's own, or as a head one of an official of the office. The deputy must reach the same cases,
// be there himself, and the official must be nobody's deputy in that time: else cases would be left to nobody.
func (s *Store) GoAway(ctx context.Context, o Official, a Absence) error {
	now := s.now()
	switch {
	case !a.Until.After(a.From):
		return problem.New(problem.Invalid, "absence.until_before")
	case !a.Until.After(now):
		return problem.New(problem.Invalid, "absence.past")
	case a.Until.Sub(a.From) > MaxAbsence:
		return problem.New(problem.Invalid, "absence.too_long", "Days", int(MaxAbsence.Hours()/24))
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		// Both in one order, so that two absences at once see one another.
		if _, err := tx.Exec(ctx, `SELECT FROM accounts WHERE id IN ($1, $2) ORDER BY id FOR UPDATE`, a.Official, a.Deputy); err != nil {
			return fmt.Errorf("lock officials: %w", err)
		}
		who, holds, err := Holds(ctx, tx, a.Official)
		if err != nil {
			return err
		}
		if !holds || !o.answersFor(who) {
			return problem.New(problem.NotFound, "absence.not_found")
		}
		deputy, holds, err := Holds(ctx, tx, a.Deputy)
		if err != nil {
			return err
		}
		if !holds || !deputy.standsFor(who) {
			return problem.New(problem.Invalid, "absence.no_deputy")
		}
		if err := s.clashes(ctx, tx, a); err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `INSERT INTO absences (official_id, deputy_id, authority, from_at, until_at, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
			a.Official, a.Deputy, who.Authority, a.From, a.Until, o.ID, now).Scan(&a.ID)
		if err != nil {
			return fmt.Errorf("keep absence: %w", err)
		}
		return audit.Record(ctx, tx, audit.Entry{
			Kind: audit.Official, Actor: o.ID, Action: "account.absence", Object: object(a.Official),
			Detail: map[string]any{"authority": o.Authority, "deputy": a.Deputy, "from": a.From, "until": a.Until},
		})
	})
}

// clashes reports what else is arranged in that time.
func (s *Store) clashes(ctx context.Context, tx pgx.Tx, a Absence) error {
	rows, _ := tx.Query(ctx, selectAbsences+`s.ended_at IS NULL AND s.from_at < $2 AND s.until_at > $1 AND (s.official_id IN ($3, $4) OR s.deputy_id = $3) ORDER BY s.from_at, s.id`,
		a.From, a.Until, a.Official, a.Deputy)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Absence])
	if err != nil {
		return fmt.Errorf("read absences: %w", err)
	}
	for _, x := range list {
		switch x.Official {
		case a.Official:
			return problem.New(problem.Invalid, "absence.twice")
		case a.Deputy:
			return problem.New(problem.Invalid, "absence.deputy_away", "Name", x.Name)
		default:
			return problem.New(problem.Invalid, "absence.is_deputy", "Name", x.Name)
		}
	}
	return nil
}

// ComeBack ends an absence now, or calls off one to come; by the same right as it was entered. One that is over already
// stays over.
func (s *Store) ComeBack(ctx context.Context, o Official, id int64) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		var official int64
		err := tx.QueryRow(ctx, `SELECT official_id FROM absences WHERE id = $1 AND authority = $2 FOR UPDATE`, id, o.Authority).Scan(&official)
		if errors.Is(err, pgx.ErrNoRows) {
			return problem.New(problem.NotFound, "absence.not_found")
		}
		if err != nil {
			return fmt.Errorf("read absence: %w", err)
		}
		who, holds, err := Holds(ctx, tx, official)
		if err != nil {
			return err
		}
		if !holds || !o.answersFor(who) {
			return problem.New(problem.NotFound, "absence.not_found")
		}
		tag, err := tx.Exec(ctx, `UPDATE absences SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL`, id, s.now())
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Kind: audit.Official, Actor: o.ID, Action: "account.absence-end", Object: object(official), Detail: map[string]any{"authority": o.Authority, "absence": id},
		})
	})
}

// Away is the condition in SQL that an absence s goes on at a time, which is a parameter of the query.
func Away(at string) string {
	return `s.ended_at IS NULL AND s.from_at <= ` + at + ` AND s.until_at > ` + at
}

// StandsFor is the absences in which the official acts as a deputy now.
func (s *Store) StandsFor(ctx context.Context, o Official) ([]Absence, error) {
	rows, _ := s.pool.Query(ctx, selectAbsences+Away("$1")+` AND s.deputy_id = $2 ORDER BY s.from_at, s.id`, s.now(), o.ID)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Absence])
	return list, postgres.Problem(err)
}
