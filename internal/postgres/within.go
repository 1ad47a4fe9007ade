package postgres

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// Office is for whom a request reads and writes cases: an official of an authority, in one region of it or, with an empty
// one, in the whole country.
type Office struct {
	Authority string
	Region    string
	Official  int64 // the account's id
}

type withinKey struct{}

// Within bounds every statement of this context to the cases of an office. It is the second wall: what an official may
// see is asked by the queries themselves, and where one forgets to ask, PostgreSQL leaves out the rows of other offices
// (the policies of migration 97). An official of no authority is not bounded, and neither is the owner of the tables: the
// portal serves with a role that is neither, see Grant.
func Within(ctx context.Context, o Office) context.Context {
	return context.WithValue(ctx, withinKey{}, o)
}

// Beyond lifts the bounds of Within, for the few things that an official does with a case of another office. Whoever
// calls it has to check the right himself, and says why.
func Beyond(ctx context.Context) context.Context {
	return context.WithValue(ctx, withinKey{}, Office{})
}

// Lift takes the bounds of Within from the rest of a transaction, once the right has been checked: of one in which a case
// goes to another office, or in which the work of other offices is weighed.
func Lift(ctx context.Context, tx pgx.Tx) error {
	if o, _ := ctx.Value(withinKey{}).(Office); o.Authority == "" {
		return nil
	}
	if _, err := tx.Exec(ctx, `SELECT set_config('portal.authority', '', true)`); err != nil {
		return fmt.Errorf("lift the bounds of an office: %w", err)
	}
	return nil
}

// bounds is the key, in the data that a connection carries, of the office within which it works now.
const bounds = "portal.office"

// within sets the bounds of a connection to those of whoever takes it from the pool. Most requests have none, and find
// connections that have none: the database is asked only when it changes.
func within(ctx context.Context, conn *pgx.Conn) (bool, error) {
	want, _ := ctx.Value(withinKey{}).(Office)
	if want.Authority == "" {
		want = Office{}
	}
	carried := conn.PgConn().CustomData()
	have, _ := carried[bounds].(Office)
	if want == have {
		return true, nil
	}
	official := ""
	if want.Official != 0 {
		official = strconv.FormatInt(want.Official, 10)
	}
	_, err := conn.Exec(ctx, `SELECT set_config('portal.authority', $1, false), set_config('portal.region', $2, false), set_config('portal.official', $3, false)`,
		want.Authority, want.Region, official)
	if err != nil {
		return false, fmt.Errorf("bound a connection to an office: %w", err)
	}
	carried[bounds] = want
	return true, nil
}
