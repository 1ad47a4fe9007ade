package document

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// PermitKinds is what the public register holds: papers of services whose definition says that their result is a licence
// (the right to carry on an activity) or a permit (one particular thing is allowed). Nothing is guessed from titles.
// Certificates, conclusions and entries in registers say what is so, and allow nothing.
var PermitKinds = []string{"licence", "permit"}

// permits is the same in SQL, as the partial indexes have it.
const permits = `kind IN ('licence', 'permit')`

// PermitStandings is what it can be searched by.
var PermitStandings = []Standing{Valid, Suspended, Revoked, Expired}

// Limits of the register: papers on a page, and in a piece of an export.
const (
	PermitPage  = 25
	permitPiece = 1000
)

// Permit is a licence or a permit as anyone may see it. Of a person nothing is said, neither name nor what stands on the
// paper; and the code of verification is whose the paper is.
type Permit struct {
	ID         int64
	Number     string
	Kind       string // of PermitKinds
	Service    string // code
	Title      locale.Text
	Authority  string // code of the authority whose office issued it
	Region     string // SOATO; empty: the whole country
	Company    string // TIN of the legal entity that holds it; empty: a person does
	Holder     string // name of that legal entity; empty for a person
	IssuedAt   time.Time
	ValidUntil *time.Time
	RevokedAt  *time.Time
	Standing   Standing // Valid, Suspended, Revoked or Expired
	// While it is suspended: the last moment of it; nil: until it is lifted.
	SuspendedUntil *time.Time
}

// PermitSearch is which of them are looked for; all of it stands in the page's address.
type PermitSearch struct {
	Number    string
	Holder    string // beginnings of words of a legal entity's name, in any script, or its TIN
	Kind      string // of PermitKinds
	Authority string // code
	Region    string // SOATO
	Standing  Standing
	Before    int64 // id of the last one of the page before; 0: the newest
}

// where is the condition of a search, and its arguments. A person's name finds nothing: it is not looked at.
func (q PermitSearch) where(now time.Time) (string, pgx.NamedArgs) {
	where, args := permits, pgx.NamedArgs{"now": now, "before": q.Before}
	and := func(name, value, sql string) {
		if value = strings.TrimSpace(value); value != "" {
			where, args[name] = where+` AND `+sql, value
		}
	}
	and("number", q.Number, `number = @number`)
	if tin, is := form.TIN(q.Holder, now); is { // one or the other: a condition with OR has no index
		and("holder", tin, `company <> '' AND company = @holder`)
	} else {
		and("holder", q.Holder, `company <> '' AND name_words(holder) @@ name_query(@holder)`)
	}
	and("kind", q.Kind, `kind = @kind`)
	and("office", q.Authority, `office = @office`)
	and("region", q.Region, `region = @region`)
	if slices.Contains(PermitStandings, q.Standing) {
		where += ` AND ` + standings[q.Standing]
	}
	if q.Standing == Suspended || q.Standing == Revoked { // as the index of the few has it
		where += ` AND (revoked_at IS NOT NULL OR suspended_at IS NOT NULL)`
	}
	switch {
	case q.Before > 0 && q.Standing == Expired:
		where += ` AND (valid_until, id) < (SELECT b.valid_until, b.id FROM documents b WHERE b.id = @before)`
	case q.Before > 0:
		where += ` AND id < @before`
	}
	return where, args
}

// order is the newest first; of what has expired what did so last, which few may be among many that are valid.
func (q PermitSearch) order() string {
	if q.Standing == Expired {
		return `valid_until DESC, id DESC`
	}
	return `id DESC`
}

// sql is the query of a search.
func (q PermitSearch) sql(now time.Time, limit int) (string, pgx.NamedArgs) {
	where, args := q.where(now)
	args["limit"] = limit
	return `SELECT id, number, kind, service, title, office, region, company, CASE WHEN company <> '' THEN holder ELSE '' END,
			issued_at, valid_until, revoked_at, suspended_at, suspended_until
		FROM documents WHERE ` + where + ` ORDER BY ` + q.order() + ` LIMIT @limit`, args
}

func (s *Store) permits(ctx context.Context, q PermitSearch, limit int) ([]Permit, error) {
	sql, args := q.sql(s.now(), limit)
	rows, _ := s.pool.Query(ctx, sql, args)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p Permit, err error) {
		var d Document
		err = row.Scan(&p.ID, &p.Number, &p.Kind, &p.Service, &p.Title, &p.Authority, &p.Region, &p.Company, &p.Holder,
			&p.IssuedAt, &p.ValidUntil, &p.RevokedAt, &d.SuspendedAt, &p.SuspendedUntil)
		d.ValidUntil, d.RevokedAt, d.SuspendedUntil = p.ValidUntil, p.RevokedAt, p.SuspendedUntil
		p.Standing = d.Valid(s.now())
		return p, err
	})
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read permits: %w", err))
	}
	return list, nil
}

// Permits is a page of the public register, the newest first; of the expired ones the last first.
func (s *Store) Permits(ctx context.Context, q PermitSearch) ([]Permit, error) {
	return s.permits(ctx, q, PermitPage)
}

// Permit is one of them by its number.
func (s *Store) Permit(ctx context.Context, number string) (Permit, error) {
	list, err := s.permits(ctx, PermitSearch{Number: number}, 1)
	if err == nil && (number == "" || len(list) == 0) {
		err = problem.New(problem.NotFound, "document.not_found")
	}
	if err != nil {
		return Permit{}, err
	}
	return list[0], nil
}

// EachPermit gives all that are looked for, in the order of the pages, to be exported: a piece at a time, so that it holds no
// snapshot of the database and little memory however long the register is.
func (s *Store) EachPermit(ctx context.Context, q PermitSearch, each func(Permit) error) error {
	for {
		list, err := s.permits(ctx, q, permitPiece)
		if err != nil {
			return err
		}
		for _, p := range list {
			if err := each(p); err != nil {
				return err
			}
		}
		if len(list) < permitPiece {
			return nil
		}
		q.Before = list[len(list)-1].ID
	}
}
