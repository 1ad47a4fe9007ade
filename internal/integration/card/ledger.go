package card

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// State is where a charge stands.
type State string

// States of a charge.
const (
	Taken     State = "taken" // the merchant does not know yet
	Told      State = "told"
	GivenBack State = "returned"
)

// Charge is money that was taken from a card. Nothing of the card is kept.
type Charge struct {
	ID      string `json:"id"`
	Invoice string `json:"invoice"`
	Amount  int64  `json:"amount"` // soʻm
	At      int64  `json:"at"`     // milliseconds
	State   State  `json:"state"`
}

// ledger is the charges of the demonstration's provider, in a table that nobody else reads: every replica of the portal
// plays the same provider, and a restart forgets no money.
type ledger struct{ pool *pgxpool.Pool }

const charges = `id, invoice, amount, at, state`

// add writes a charge down, unless it is there; fresh says whether it was not.
func (l ledger) add(ctx context.Context, c Charge) (fresh bool, err error) {
	tag, err := l.pool.Exec(ctx, `INSERT INTO demo_charges (`+charges+`) VALUES ($1, $2, $3, $4, $5) ON CONFLICT ON CONSTRAINT demo_charges_pkey DO NOTHING`,
		c.ID, c.Invoice, c.Amount, c.At, c.State)
	if err != nil {
		return false, fmt.Errorf("card ledger: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

// move changes the state of a charge and gives it; one that has gone back stays so.
func (l ledger) move(ctx context.Context, id string, to State) (c Charge, known bool, err error) {
	rows, _ := l.pool.Query(ctx, `UPDATE demo_charges SET state = CASE state WHEN 'returned' THEN state ELSE $2 END WHERE id = $1 RETURNING `+charges, id, to)
	c, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Charge])
	if errors.Is(err, pgx.ErrNoRows) {
		return c, false, nil
	}
	if err != nil {
		return c, false, fmt.Errorf("card ledger: %w", err)
	}
	return c, true, nil
}

// between is a page of the charges of that time, in the order of their making: the first, or the one after a charge.
func (l ledger) between(ctx context.Context, from, to int64, after string) ([]Charge, error) {
	return l.list(ctx, `at BETWEEN $1 AND $2 AND ($3 = '' OR (at, id) > (SELECT at, id FROM demo_charges WHERE id = $3)) ORDER BY at, id LIMIT $4`,
		from, to, after, booksMost)
}

// untold is the charges that the merchant has not acknowledged.
func (l ledger) untold(ctx context.Context) ([]Charge, error) {
	return l.list(ctx, `state = $1 ORDER BY at, id`, Taken)
}

func (l ledger) list(ctx context.Context, where string, args ...any) ([]Charge, error) {
	rows, _ := l.pool.Query(ctx, `SELECT `+charges+` FROM demo_charges WHERE `+where, args...)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Charge])
	if err != nil {
		return nil, fmt.Errorf("card ledger: %w", err)
	}
	return list, nil
}
