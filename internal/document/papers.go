package document

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Lasting is the kinds of result that hold for a time: they are suspended, revoked and renewed. Others say what was so on
// a day, or are used once.
var Lasting = []string{"certificate", "licence", "permit", "conclusion", "record"}

// Ending is the standing, in a search, of papers in force whose validity ends within Soon.
const Ending Standing = "ending"

// Soon is how near its end a paper is looked for by its office.
const Soon = 90 * 24 * time.Hour

// Standings is what the papers of an office can be looked for by.
var Standings = []Standing{Valid, Suspended, Ending, Expired, Revoked}

// Search is which papers of an office are looked for; all of it stands in the page's address.
type Search struct {
	Text     string // a number of a paper or an application, or the beginnings of words of the holder's name
	Kind     string // of Lasting
	Service  string // code
	Standing Standing
	Before   int64 // id of the last one of the page before; 0: the newest
}

// number is the number that was typed, as papers have it; empty when it was none. That of an application finds its papers.
func (q Search) number() string {
	number := strings.ReplaceAll(strings.TrimSpace(q.Text), " ", "")
	if number == "" || strings.ContainsFunc(number, func(r rune) bool { return (r < '0' || r > '9') && r != '-' }) {
		return ""
	}
	return number
}

// Papers is the register of an office: what it issued and what holds for a time, the newest first. The scope is that of
// the worklist: authority and region, and what belongs to no region. Whoever looks for people by name leaves a trace with
// each of them.
func (s *Store) Papers(ctx context.Context, o account.Official, q Search) ([]Document, error) {
	if o.Authority == "" || o.Role != account.Specialist && o.Role != account.Head {
		return nil, problem.New(problem.NotFound, "document.not_found")
	}
	now := s.now()
	args := pgx.NamedArgs{"office": o.Authority, "region": o.Region, "kinds": Lasting, "now": now, "soon": now.Add(Soon), "before": q.Before, "limit": Page}
	where := `office = @office AND kind = ANY (@kinds)`
	if o.Region != "" {
		where += ` AND (region = '' OR region = @region)`
	}
	if slices.Contains(Lasting, q.Kind) {
		args["kinds"] = []string{q.Kind}
	}
	if q.Service != "" {
		where, args["service"] = where+` AND service = @service`, q.Service
	}
	switch number := q.number(); {
	case number != "":
		where, args["number"] = where+` AND (number = @number OR application = @number)`, number
	case strings.TrimSpace(q.Text) != "":
		where, args["name"] = where+` AND name_words(holder) @@ name_query(@name)`, q.Text
	}
	if q.Standing == Ending {
		where += ` AND (` + standings[Valid] + ` OR ` + standings[Suspended] + `) AND valid_until BETWEEN @now AND @soon`
	} else if is := standings[q.Standing]; is != "" {
		where += ` AND ` + is
	}
	if q.Before > 0 {
		where += ` AND id < @before`
	}
	list, err := collect(ctx, s.pool, `SELECT `+columns+` FROM documents WHERE `+where+` ORDER BY id DESC LIMIT @limit`, args)
	if err != nil {
		return nil, postgres.Problem(err)
	}
	if _, named := args["name"]; named && len(list) > 0 {
		err = s.noteSearch(ctx, o, list)
	}
	return list, err
}

// noteSearch keeps on record whom a search by name has shown.
func (s *Store) noteSearch(ctx context.Context, o account.Official, found []Document) error {
	people := make([]int64, len(found))
	for i, d := range found {
		people[i] = d.AccountID
	}
	err := audit.NewStore(s.pool).Record(ctx, audit.Entry{
		Kind: audit.Official, Actor: o.ID, Action: "document.search", Object: "authority:" + o.Authority, About: people,
		Detail: map[string]any{"authority": o.Authority, "region": o.Region},
	})
	if err != nil {
		return postgres.Problem(fmt.Errorf("note search: %w", err))
	}
	return nil
}
