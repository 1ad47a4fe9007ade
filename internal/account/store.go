package account

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Claims is what the identity provider vouches for at one sign-in.
// Issuer and Subject together are the identity: never the name, the PINFL or an address.
type Claims struct {
	Issuer  string
	Subject string
	Name    string
	PINFL   string // empty for officials without one
	Level   catalogue.Assurance
	At      time.Time // when the person proved it to the provider
}

// NumberColumn is where the PINFL of people is kept.
var NumberColumn = keyring.Column{Table: "accounts", Name: "pinfl"}

// Store keeps accounts, officials and the history of sign-ins.
type Store struct {
	pool *pgxpool.Pool
	ring *keyring.Ring
	now  func() time.Time
}

// NewStore is the accounts in that database, their numbers sealed with that ring, by that clock.
func NewStore(pool *pgxpool.Pool, ring *keyring.Ring, now func() time.Time) *Store {
	return &Store{pool: pool, ring: ring, now: now}
}

// Entered is somebody who has just been let in, for the session that begins with it.
type Entered struct {
	Principal
	ProvedAt  time.Time
	NewDevice bool // never seen with this person before: the inbox says so
}

// SignIn lets a person in whom the provider has vouched for: makes or refreshes the account and writes the history.
// A blocked account is Forbidden; nothing is written.
func (s *Store) SignIn(ctx context.Context, c Claims, device string) (Entered, error) {
	e := Entered{ProvedAt: c.At}
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if err := refuseBlocked(ctx, tx, c); err != nil {
			return err
		}
		id, err := s.ensure(ctx, tx, c)
		if err != nil {
			return err
		}
		if e.NewDevice, err = recordSignIn(ctx, tx, id, c, device, s.now()); err != nil {
			return err
		}
		if e.Principal, err = s.principal(ctx, tx, id); err != nil {
			return err
		}
		e.Level = c.Level
		return audit.Record(ctx, tx, audit.Entry{
			Kind: kind(e.Principal), Actor: id, Action: "account.sign-in", Object: object(id), Detail: map[string]any{"level": c.Level},
		})
	})
	return e, err
}

// Announce makes the accounts of people who have not signed in yet, such as the demo world's, in one go.
// The ids come in the order of the claims; known accounts keep theirs.
func (s *Store) Announce(ctx context.Context, people []Claims) ([]int64, error) {
	ids := make([]int64, 0, len(people))
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		ids = ids[:0]
		batch := &pgx.Batch{}
		for _, c := range people {
			batch.Queue(ensureSQL, c.Issuer, c.Subject, c.Name, c.Level, s.now())
		}
		results := tx.SendBatch(ctx, batch)
		for range people {
			var id int64
			if err := results.QueryRow().Scan(&id); err != nil {
				_ = results.Close()
				return err
			}
			ids = append(ids, id)
		}
		if err := results.Close(); err != nil {
			return err
		}
		sealed := &pgx.Batch{}
		for i, c := range people {
			raw, err := s.ring.Seal(NumberColumn, ids[i], c.PINFL)
			if err != nil {
				return err
			}
			sealed.Queue(sealSQL, ids[i], raw, s.ring.Index(c.PINFL), s.ring.Beside(NumberColumn, s.now(), c.PINFL))
		}
		return tx.SendBatch(ctx, sealed).Close()
	})
	return ids, err
}

// Principal is the account with its office, at the level of its last sign-in.
func (s *Store) Principal(ctx context.Context, accountID int64) (Principal, error) {
	var who Principal
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) (err error) {
		who, err = s.principal(ctx, tx, accountID)
		return err
	})
	return who, err
}

// Block keeps a person out and ends every session at its next request. Unblocking revives none of them.
func (s *Store) Block(ctx context.Context, accountID int64) error {
	return s.change(ctx, "account.block", accountID,
		`UPDATE accounts SET blocked_at = $2, sessions_from = $2 WHERE id = $1`, accountID, s.now())
}

// Unblock lets a person sign in again.
func (s *Store) Unblock(ctx context.Context, accountID int64) error {
	return s.change(ctx, "account.unblock", accountID, `UPDATE accounts SET blocked_at = NULL WHERE id = $1`, accountID)
}

// MoveIssuer hands the accounts of those subjects at one issuer over to another name of the same issuer. The demo provider
// is named by the portal's own address: without this its people would lose their history when the portal moves to another
// port. The names that there are, a handful, are read by steps along the index, however many accounts there are.
func (s *Store) MoveIssuer(ctx context.Context, like, to string, subjects []string) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			WITH RECURSIVE issuers AS (
				SELECT min(issuer) AS issuer FROM accounts
				UNION ALL SELECT (SELECT min(issuer) FROM accounts WHERE issuer > before.issuer) FROM issuers before WHERE before.issuer IS NOT NULL
			), newest AS (
				SELECT DISTINCT ON (a.subject) a.id FROM issuers JOIN accounts a USING (issuer)
				WHERE a.issuer LIKE $1 AND a.subject = ANY ($3) ORDER BY a.subject, a.issuer = $2 DESC, a.id DESC
			)
			UPDATE accounts a SET issuer = $2 FROM newest WHERE a.id = newest.id AND a.issuer <> $2`, like, to, subjects)
		return err
	})
}

// change is one recorded change of one account. It is made from the command line and by the demo: the machine stands
// in the record until there is a page for it, which comes with an actor.
func (s *Store) change(ctx context.Context, action string, accountID int64, sql string, args ...any) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, sql, args...)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return problem.New(problem.NotFound, "account.not_found")
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Machine, Action: action, Object: object(accountID)})
	})
}

// object is how the record names an account.
func object(accountID int64) string { return "account:" + strconv.FormatInt(accountID, 10) }

func kind(who Principal) audit.Kind {
	if who.Official != nil {
		return audit.Official
	}
	return audit.Citizen
}

// Subject is the provider's own name for the person, to tell it whom we mean.
func (s *Store) Subject(ctx context.Context, accountID int64) (string, error) {
	var subject string
	err := s.pool.QueryRow(ctx, `SELECT subject FROM accounts WHERE id = $1`, accountID).Scan(&subject)
	return subject, postgres.Problem(err)
}
