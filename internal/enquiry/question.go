package enquiry

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/workday"
)

// List is which questions editors look at.
type List string

// The lists. Each leads with what the most people met.
const (
	Empty    List = "empty"    // nothing was found
	Unopened List = "unopened" // something was found, and nobody opened anything
	Most     List = "most"     // all, by how often they were asked
)

// Lists are the lists in the order of their tabs.
var Lists = []List{Empty, Unopened, Most}

// A question is shown only when it was asked so often, and on so many days: what one person typed, be it five times in a
// row, is nobody's business. It may be a name that does not look like one.
const (
	EnoughSearches = 5
	EnoughDays     = 3
)

// onPage is how many questions a page has, and shownServices how many of the opened services stand at each.
const (
	onPage        = 50
	shownServices = 3
)

// Filter is which questions, of what time.
type Filter struct {
	List  List
	Days  int    // up to today
	After string // where the page before ended
}

// Question is a query and what became of it in that time.
type Question struct {
	Query    string // folded
	Searches int
	Empty    int      // of these, how many found nothing
	Clicks   int      // how many services were opened from it
	Services []string // the codes of those opened most, the most opened first
}

// Asked is the number by which a list is ordered: in that of empty results only those count.
func (q Question) Asked(l List) int {
	if l == Empty {
		return q.Empty
	}
	return q.Searches
}

// Page is a page of questions.
type Page struct {
	Questions []Question
	Next      string // goes on after this; empty at the end
}

// Questions is what people asked in that time, for editors: often enough that it says nothing of one of them.
func (s *Store) Questions(ctx context.Context, o account.Official, f Filter) (Page, error) {
	if _, err := o.Editing(); err != nil {
		return Page{}, err
	}
	rank, after, _ := strings.Cut(f.After, " ")
	last, err := strconv.ParseInt(rank, 10, 32) // the database counts searches in 32 bits
	if err != nil {
		after = ""
	}
	rows, _ := s.pool.Query(ctx, questionsSQL, pgx.NamedArgs{
		"list": f.List, "from": s.now().In(workday.Zone).AddDate(0, 0, 1-min(max(f.Days, 1), KeepDays)).Format(time.DateOnly),
		"searches": EnoughSearches, "days": EnoughDays, "last": last, "after": after, "limit": onPage + 1, "services": shownServices,
	})
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Question])
	if err != nil {
		return Page{}, fmt.Errorf("enquiry: questions: %w", err)
	}
	if len(list) <= onPage {
		return Page{Questions: list}, nil
	}
	list = list[:onPage]
	end := list[onPage-1]
	return Page{Questions: list, Next: strconv.Itoa(end.Asked(f.List)) + " " + end.Query}, nil
}

const questionsSQL = `
	WITH asked AS (
		SELECT query, sum(searches)::int AS searches, sum(empty)::int AS empty
		FROM search_counts WHERE day >= @from::date GROUP BY query
		HAVING count(DISTINCT day) >= @days AND sum(searches) >= @searches
	), opened AS (
		SELECT query, sum(n)::int AS clicks, (array_agg(service ORDER BY n DESC, service))[:@services] AS services
		FROM (SELECT query, service, sum(clicks) AS n FROM search_clicks WHERE day >= @from::date GROUP BY query, service) AS each GROUP BY query
	), ranked AS (
		SELECT a.*, coalesce(o.clicks, 0) AS clicks, coalesce(o.services, '{}') AS services,
			CASE @list::text WHEN 'empty' THEN a.empty ELSE a.searches END AS rank
		FROM asked a LEFT JOIN opened o USING (query)
	)
	SELECT query, searches, empty, clicks, services FROM ranked
	WHERE CASE @list::text WHEN 'empty' THEN empty > 0 WHEN 'unopened' THEN searches > empty AND clicks = 0 ELSE true END
		AND (@after = '' OR rank < @last OR rank = @last AND query COLLATE "C" > @after)
	ORDER BY rank DESC, query COLLATE "C" LIMIT @limit`
