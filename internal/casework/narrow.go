package casework

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/number"
	"github.com/yagona/portal/internal/postgres"
)

// mostNamed is up to how many people of a name their cases are looked up one by one. Of a commoner name the queue is gone
// through, and who is called so is a set that PostgreSQL reads from the index of names once: to compare the words of each
// name in the queue took 40 microseconds a case, and a list of thousands of people, as a parameter, was searched anew for each.
const mostNamed = 200

// number is the number that was typed, as it is kept; empty when it was none.
func (f Filter) number() string {
	typed := number.Typed(f.Text)
	if !ValidNumber(typed) {
		return ""
	}
	return typed
}

// byName reports whether people are looked for by their names.
func (f Filter) byName() bool { return f.number() == "" && strings.TrimSpace(f.Text) != "" }

// requests is the table of the requests that are listed; empty: cases are.
func (f Filter) requests() string {
	if f.number() != "" {
		return ""
	}
	return requests[f.Queue]
}

// clock is the table whose due date counts: that of the request (c), or of the case (a).
func (f Filter) clock() string {
	if f.requests() != "" {
		return "c"
	}
	return "a"
}

// narrow is the tables and the conditions of a filter, as a part of a query, and adds to args what they ask for. A number
// is looked for among all cases in scope, finished ones too: whoever has it in hand does not know the queue.
func (s *Store) narrow(ctx context.Context, o account.Official, f Filter, args pgx.NamedArgs) (string, error) {
	if number := f.number(); number != "" {
		args["number"] = number
		return ` FROM applications a WHERE ` + scope(o, "a") + ` AND ` + numbered("@number"), nil
	}
	where := inQueue(o, f.Queue)
	if f.Service != "" {
		where, args["service"] = where+` AND a.service = @service`, f.Service
	}
	if f.State != "" {
		where, args["state"] = where+` AND a.state = @state`, f.State
	}
	if !f.Due.IsZero() {
		where, args["due"] = where+` AND `+f.clock()+`.due_at < @due`, f.Due
	}
	if f.byName() {
		named, err := s.named(ctx, f.Text, args)
		if err != nil {
			return "", err
		}
		where += ` AND ` + named
	}
	return where, nil
}

// numbered is the condition that a number is that of the case, or of a review or an appeal in it.
func numbered(parameter string) string {
	return `(a.number = ` + parameter + ` OR a.id = (SELECT application_id FROM appeals WHERE number = ` + parameter + `))`
}

// named is the condition that the applicant is called so.
func (s *Store) named(ctx context.Context, text string, args pgx.NamedArgs) (string, error) {
	var people, rights []int64
	err := s.pool.QueryRow(ctx, `SELECT ARRAY(SELECT id FROM accounts WHERE name_words(name) @@ name_query($1) LIMIT $2),
		ARRAY(SELECT id FROM mandates WHERE name_words(name) @@ name_query($1) LIMIT $2)`, text, mostNamed+1).Scan(&people, &rights)
	if err != nil {
		return "", postgres.Problem(fmt.Errorf("find people by name: %w", err))
	}
	if len(people) <= mostNamed && len(rights) <= mostNamed {
		args["people"], args["rights"] = people, rights
		return `(a.account_id = ANY (@people) AND a.mandate_id IS NULL OR a.mandate_id = ANY (@rights))`, nil
	}
	args["name"] = text
	return `(a.mandate_id IS NULL AND a.account_id IN (SELECT p.id FROM accounts p WHERE name_words(p.name) @@ name_query(@name))
		OR a.mandate_id IN (SELECT g.id FROM mandates g WHERE name_words(g.name) @@ name_query(@name)))`, nil
}

// QueueServices is the services of which an office has open cases, for the filter. It steps from one to the next along
// their index, however many cases there are.
func (s *Store) QueueServices(ctx context.Context, o account.Official) (map[string]locale.Text, error) {
	first := `SELECT a.service FROM applications a WHERE a.authority = @authority AND ` + open
	// Codes of the authority's services and nothing of a case, so the steps go past those of other regions.
	codes, err := collect[struct{ Code string }](postgres.Beyond(ctx), s.pool, "services", `WITH RECURSIVE found AS (
			(`+first+` ORDER BY a.service LIMIT 1)
			UNION ALL SELECT (`+first+` AND a.service > found.service ORDER BY a.service LIMIT 1) FROM found WHERE found.service IS NOT NULL)
		SELECT service FROM found WHERE service IS NOT NULL`, s.names(o))
	if err != nil {
		return nil, postgres.Problem(err)
	}
	titles := make(map[string]locale.Text, len(codes))
	for _, c := range codes {
		if svc, ok := s.catalogue.Snapshot().Service(c.Code); ok {
			titles[c.Code] = svc.Title
		}
	}
	return titles, nil
}
