package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// TokenLasts is how long the token of a first administrator can be used.
const TokenLasts = time.Hour

// administrators counts those there are, and holds off whoever counts at the same time until the transaction ends.
func administrators(ctx context.Context, tx pgx.Tx) (n int, err error) {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('portal first administrator'))`); err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, `SELECT count(*) FROM officials o JOIN accounts a ON a.id = o.account_id
		WHERE o.role = 'administrator' AND o.ended_at IS NULL AND a.blocked_at IS NULL`).Scan(&n)
	return n, err
}

// NewToken makes the token with which somebody who is signed in becomes the first administrator. There is none while there
// is an administrator. Earlier tokens that nobody used are void.
func (s *Store) NewToken(ctx context.Context) (token string, err error) {
	token = rand.Text() // 130 bits
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		n, err := administrators(ctx, tx)
		if err != nil {
			return err
		}
		if n > 0 {
			return problem.New(problem.Conflict, "access.first_exists")
		}
		if _, err := tx.Exec(ctx, `DELETE FROM admin_tokens WHERE used_at IS NULL`); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO admin_tokens (hash, created_at, expires_at) VALUES ($1, $2, $3)`, hash(token), s.now(), s.now().Add(TokenLasts))
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Machine, Action: "access.new-token", Object: "administrators"})
	})
	return token, err
}

// UseToken makes the person the first administrator. A token works once, for an hour, and only while there is none; what
// is wrong with one that does not work is not told. It wants a sign-in that means a person: with less nobody could set up the
// second factor that the office then asks for, and there would be no token any more.
func (s *Store) UseToken(ctx context.Context, who account.Principal, typed string) error {
	if !account.Reaches(who.Level, catalogue.Verified) {
		return problem.New(problem.Invalid, "access.no_token")
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		n, err := administrators(ctx, tx)
		if err != nil {
			return err
		}
		if n > 0 {
			return problem.New(problem.Invalid, "access.no_token")
		}
		tag, err := tx.Exec(ctx, `UPDATE admin_tokens SET used_at = $2, used_by = $3 WHERE hash = $1 AND used_at IS NULL AND expires_at > $2`,
			hash(strings.ToUpper(strings.TrimSpace(typed))), s.now(), who.AccountID)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return problem.New(problem.Invalid, "access.no_token")
		}
		if err := account.Grant(ctx, tx, 0, who.AccountID, account.Official{Role: account.Administrator}, s.now()); err != nil {
			return err
		}
		if err := record(ctx, tx, who.AccountID, "access.use-token", who.AccountID, Proposal{Role: account.Administrator}); err != nil {
			return err
		}
		return s.tell(ctx, tx, who.AccountID, "office-granted")
	})
}

// hash is what the database keeps of a token. The token is random, so that a plain fast hash is enough.
func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
