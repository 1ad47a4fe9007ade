package routing

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Store keeps the rules of authorities. Heads of an authority read them; its head for the whole country, who answers for
// its services, says what they are.
type Store struct {
	pool     *pgxpool.Pool
	now      func() time.Time
	services func() *catalogue.Snapshot
}

// NewStore is the rules in that database, over the services that are published.
func NewStore(pool *pgxpool.Pool, now func() time.Time, services func() *catalogue.Snapshot) *Store {
	return &Store{pool: pool, now: now, services: services}
}

const selectRules = `SELECT r.id, r.authority, r.service, r.territory, r.applicant, r.office, r.share, r.named, a.name, r.made_at
	FROM routes r JOIN accounts a ON a.id = r.made_by WHERE r.ended_at IS NULL AND r.authority = $1 ORDER BY r.place, r.id`

// standing is the rules of an authority that hold now, in their order.
func standing(ctx context.Context, q querier, authority string) ([]Rule, error) {
	rows, _ := q.Query(ctx, selectRules, authority)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Rule])
	if err != nil {
		return nil, fmt.Errorf("read rules of routing: %w", err)
	}
	return list, nil
}

// Rules is those of the official's authority in their order, the default at the end.
func (s *Store) Rules(ctx context.Context, o account.Official) ([]Rule, error) {
	list, err := standing(ctx, s.pool, o.Authority)
	return append(list, Default(o.Authority)), postgres.Problem(err)
}

// Foresee is where a case of the official's authority would go now; nothing is changed.
func (s *Store) Foresee(ctx context.Context, o account.Official, c Case) (Decision, error) {
	if o.Role != account.Head || o.Authority == "" || o.Authority != c.Authority {
		return Decision{}, problem.New(problem.NotFound, "route.not_found")
	}
	d, err := decide(ctx, s.pool, s.now(), c, false)
	return d, postgres.Problem(err)
}

// Add puts a rule behind those that there are.
func (s *Store) Add(ctx context.Context, o account.Official, r Rule) error {
	r.Authority = o.Authority
	return s.change(ctx, o, "route.add", func(tx pgx.Tx, rules []Rule) (map[string]any, error) {
		if len(rules) >= Most {
			return nil, problem.New(problem.Invalid, "route.too_many", "Limit", Most)
		}
		if err := s.check(ctx, tx, r); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(rules, r.same) {
			return nil, problem.New(problem.Invalid, "route.twice")
		}
		err := tx.QueryRow(ctx, `INSERT INTO routes (authority, place, service, territory, applicant, office, share, named, made_by, made_at)
			SELECT $1, coalesce(max(place), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9 FROM routes WHERE authority = $1 AND ended_at IS NULL RETURNING id`,
			r.Authority, r.Service, r.Territory, r.Applicant, r.Office, r.Share, append([]int64{}, r.Named...), o.ID, s.now()).Scan(&r.ID)
		if err != nil {
			return nil, fmt.Errorf("keep rule of routing: %w", err)
		}
		return map[string]any{
			"rule": r.ID, "service": r.Service, "territory": r.Territory, "applicant": r.Applicant, "office": r.Office, "share": r.Share, "named": r.Named,
		}, nil
	})
}

// Remove ends a rule. What went by it stays where it is.
func (s *Store) Remove(ctx context.Context, o account.Official, id int64) error {
	return s.change(ctx, o, "route.remove", func(tx pgx.Tx, rules []Rule) (map[string]any, error) {
		if !slices.ContainsFunc(rules, func(r Rule) bool { return r.ID == id }) {
			return nil, problem.New(problem.NotFound, "route.not_found")
		}
		_, err := tx.Exec(ctx, `UPDATE routes SET ended_at = $2, ended_by = $3 WHERE id = $1`, id, s.now(), o.ID)
		return map[string]any{"rule": id}, err
	})
}

// Raise has a rule tried before the one that stands above it. That of the first changes nothing.
func (s *Store) Raise(ctx context.Context, o account.Official, id int64) error {
	return s.change(ctx, o, "route.raise", func(tx pgx.Tx, rules []Rule) (map[string]any, error) {
		at := slices.IndexFunc(rules, func(r Rule) bool { return r.ID == id })
		if at < 0 {
			return nil, problem.New(problem.NotFound, "route.not_found")
		}
		if at == 0 {
			return nil, nil
		}
		above := rules[at-1].ID
		_, err := tx.Exec(ctx, `UPDATE routes r SET place = x.place FROM routes x WHERE r.id IN ($1, $2) AND x.id IN ($1, $2) AND x.id <> r.id`, id, above)
		return map[string]any{"rule": id, "before": above}, err
	})
}

// change changes the rules of the official's authority, one change after the other, and keeps on record who did it; a
// change without details is none.
func (s *Store) change(ctx context.Context, o account.Official, action string, do func(pgx.Tx, []Rule) (map[string]any, error)) error {
	if err := o.Owning(o.Authority); err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('routes/' || $1, 0))`, o.Authority); err != nil {
			return fmt.Errorf("lock rules of routing: %w", err)
		}
		rules, err := standing(ctx, tx, o.Authority)
		if err != nil {
			return err
		}
		detail, err := do(tx, rules)
		if err != nil || detail == nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Official, Actor: o.ID, Action: action, Object: "authority:" + o.Authority, Detail: detail})
	})
}

// check refuses a rule that names what there is not.
func (s *Store) check(ctx context.Context, tx pgx.Tx, r Rule) error {
	lists := catalogue.Lists()
	svc, known := s.services().Service(r.Service)
	region, placed := lists.RegionOf(r.Territory)
	switch {
	case r.Service != "" && (!known || svc.Authority != r.Authority):
		return problem.New(problem.Invalid, "route.no_service")
	case r.Territory != "" && (!placed || region == ""):
		return problem.New(problem.Invalid, "route.no_territory")
	case !slices.Contains([]string{Anybody, Person, Company}, r.Applicant):
		return problem.New(problem.Invalid, "route.no_applicant")
	case r.Office != OwnOffice && r.Office != WholeAuthority && !lists.Regions.Has(r.Office):
		return problem.New(problem.Invalid, "route.no_office")
	case r.Share != Pool && r.Share != Load:
		return problem.New(problem.Invalid, "route.no_share")
	case r.Share == Pool && len(r.Named) > 0:
		return problem.New(problem.Invalid, "route.pool_named")
	case len(r.Named) > MostNamed:
		return problem.New(problem.Invalid, "route.too_many_named", "Limit", MostNamed)
	}
	for _, id := range r.Named {
		x, holds, err := account.Holds(ctx, tx, id)
		if err != nil {
			return err
		}
		reached := r.Office
		if reached == WholeAuthority {
			reached = ""
		}
		if !holds || x.Authority != r.Authority || x.Role != account.Specialist && x.Role != account.Head || reached != "" && !(Worker{Official: x}).reaches(reached) {
			return problem.New(problem.Invalid, "route.no_official")
		}
	}
	return nil
}

// ParseID is the id of a rule in an address; what is none is NotFound.
func ParseID(s string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, problem.New(problem.NotFound, "route.not_found").Because(err)
	}
	return id, nil
}
