package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/factor"
	"github.com/yagona/portal/internal/postgres"
)

// Telephones is how many authenticator apps each official of a demo has. A code opens once, so that whoever signs in as
// the same official again and again within half a minute needs more than one.
const Telephones = 3

// Authenticators is the telephones of the demo's officials: nobody else has them.
type Authenticators struct {
	pool    *pgxpool.Pool
	factors *factor.Store
	now     func() time.Time
}

// NewAuthenticators is those telephones, for the factors of that portal.
func NewAuthenticators(pool *pgxpool.Pool, factors *factor.Store, now func() time.Time) *Authenticators {
	return &Authenticators{pool: pool, factors: factors, now: now}
}

// Own gives an official that many telephones, each set up the way that everybody does it. Who has them keeps them.
func (a *Authenticators) Own(ctx context.Context, who account.Principal, many int) error {
	var has int
	if err := a.pool.QueryRow(ctx, `SELECT count(*) FROM demo_authenticators WHERE account_id = $1`, who.AccountID).Scan(&has); err != nil {
		return postgres.Problem(err)
	}
	for n := has; n < many; n++ {
		if err := a.setUp(ctx, who, fmt.Sprintf("Demo %d", n+1)); err != nil {
			return fmt.Errorf("demo authenticator: %w", err)
		}
	}
	return nil
}

func (a *Authenticators) setUp(ctx context.Context, who account.Principal, name string) error {
	if err := a.factors.BeginApp(ctx, who, 0); err != nil {
		return err
	}
	app, err := a.factors.PendingApp(ctx, who, 0)
	if err != nil {
		return err
	}
	// The code of the half minute before: that of now stays for the first sign-in.
	if err := a.factors.ConfirmApp(ctx, who, 0, name, factor.Code(app.Secret, a.now().Add(-factor.Step))); err != nil {
		return err
	}
	_, err = a.pool.Exec(ctx, `INSERT INTO demo_authenticators (factor_id, account_id, secret)
		SELECT max(id), account_id, $2 FROM factors WHERE account_id = $1 AND kind = 'app' AND confirmed_at IS NOT NULL GROUP BY account_id`, who.AccountID, app.Secret)
	return postgres.Problem(err)
}

// Shown is what one official's telephones show.
type Shown struct {
	AccountID     int64
	Subject, Name string
	Code          string        // empty: all that may be typed now were used
	For           time.Duration // how long it is shown, or until there is one
}

// Show is what they all show now, each official's first code that nobody has typed yet.
func (a *Authenticators) Show(ctx context.Context) ([]Shown, error) {
	rows, err := a.pool.Query(ctx, `SELECT p.id, p.subject, p.name, d.secret, f.last_step
		FROM demo_authenticators d JOIN factors f ON f.id = d.factor_id JOIN accounts p ON p.id = d.account_id ORDER BY p.id, f.id`)
	if err != nil {
		return nil, postgres.Problem(err)
	}
	type telephone struct {
		ID            int64
		Subject, Name string
		Secret        string
		Last          int64
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[telephone])
	if err != nil {
		return nil, postgres.Problem(err)
	}
	now := a.now()
	left := factor.Step - time.Duration(now.UnixNano())%factor.Step
	var list []Shown
	for _, t := range all {
		if len(list) == 0 || list[len(list)-1].AccountID != t.ID {
			list = append(list, Shown{AccountID: t.ID, Subject: t.Subject, Name: t.Name, For: left})
		}
		s := &list[len(list)-1]
		switch used := t.Last - factor.StepOf(now); {
		case s.Code != "":
		case used < 0:
			s.Code = factor.Code(t.Secret, now)
		case used == 0: // the portal's clock may be a little behind the telephone's
			s.Code, s.For = factor.Code(t.Secret, now.Add(factor.Step)), left+factor.Step
		}
	}
	return list, nil
}
