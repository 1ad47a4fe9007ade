package participation

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Place is a question of a version of a service, and how much trouble comes from it.
type Place struct {
	Version     int    // number; 0 where it is not known
	Step        string // key of the question, or the page that was named; empty where none was
	Concerns    int    // concerns, suggestions and low marks with words
	Corrections int    // times that it had to be answered anew
}

// Places is where the trouble of a service comes from, in the last twelve months.
type Places struct {
	List        []Place
	Concerns    int // of all, to give shares of
	Corrections int
}

// maxPlaces is how many questions are listed, those with most trouble first.
const maxPlaces = 100

// Where says which questions of which version of a service people complain about and have to answer anew.
func (s *Store) Where(ctx context.Context, o account.Official, service string) (Places, error) {
	if err := admit(o); err != nil {
		return Places{}, err
	}
	svc, ok := s.services().Service(service)
	if !ok || !steers(o, svc.Authority) {
		return Places{}, problem.New(problem.NotFound, "cause.no-service")
	}
	var all Places
	rows, _ := s.pool.Query(ctx, `
		WITH trouble AS (
			SELECT version_id AS version, step, 1 AS concern, 0 AS correction FROM problem_entries WHERE service = $1 AND at > $2
			UNION ALL SELECT version, key, 0, 1 FROM participation_corrections
				WHERE version IN (SELECT v.id FROM service_versions v JOIN services s ON s.id = v.service_id WHERE s.code = $1) AND at > $2
		), sums AS (
			SELECT version, step, sum(concern)::int AS concerns, sum(correction)::int AS corrections FROM trouble GROUP BY 1, 2
		)
		SELECT coalesce(v.number, 0), step, concerns, corrections, sum(concerns) OVER ()::int, sum(corrections) OVER ()::int
		FROM sums LEFT JOIN service_versions v ON v.id = sums.version
		ORDER BY concerns + corrections DESC, 1 DESC, step LIMIT $3`, service, s.now().AddDate(-1, 0, 0), maxPlaces)
	var p Place
	_, err := pgx.ForEachRow(rows, []any{&p.Version, &p.Step, &p.Concerns, &p.Corrections, &all.Concerns, &all.Corrections}, func() error {
		all.List = append(all.List, p)
		return nil
	})
	if err != nil {
		return Places{}, fmt.Errorf("where problems come from: %w", postgres.Problem(err))
	}
	return all, nil
}
