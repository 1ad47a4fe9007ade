package factor

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Codes is how many recovery codes are made at once.
const Codes = 10

// Confirm takes a code of one of the person's apps, or a recovery code, and says which of them it was. Each code is taken
// once: that of an app in its half minute, a recovery code ever. What was wrong is remembered for a while and slows down.
func (s *Store) Confirm(ctx context.Context, who account.Principal, typed string) (Kind, error) {
	typed = digits(typed)
	var kind Kind
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) (err error) {
		if _, err := tx.Exec(ctx, `SELECT FROM accounts WHERE id = $1 FOR UPDATE`, who.AccountID); err != nil {
			return err
		}
		// Nobody guesses a recovery code of eighty bits: it opens also while others' wrong codes slow the person down.
		if kind, err = s.byRecovery(ctx, tx, who, typed); err != nil {
			return err
		}
		if kind == "" {
			if err := s.patience(ctx, tx, who.AccountID); err != nil {
				return err
			}
			if kind, err = s.byApp(ctx, tx, who.AccountID, typed); err != nil {
				return err
			}
		}
		if kind == "" {
			return s.missed(ctx, tx, who.AccountID)
		}
		return record(ctx, tx, who.AccountID, who.AccountID, "factor.confirm", kind)
	})
	if err == nil && kind == "" {
		return "", problem.New(problem.Invalid, "factor.wrong")
	}
	return kind, err
}

func (s *Store) byApp(ctx context.Context, tx pgx.Tx, accountID int64, typed string) (Kind, error) {
	if s.vault == nil || len(typed) != 6 {
		return "", nil
	}
	type app struct {
		ID     int64
		Secret []byte
		Last   int64
	}
	rows, _ := tx.Query(ctx, `SELECT id, secret, last_step FROM factors WHERE account_id = $1 AND kind = 'app' AND confirmed_at IS NOT NULL ORDER BY id`, accountID)
	apps, err := pgx.CollectRows(rows, pgx.RowToStructByPos[app])
	if err != nil {
		return "", err
	}
	for _, a := range apps {
		if at := s.match(accountID, a.Secret, a.Last, typed); at != 0 {
			_, err := tx.Exec(ctx, `UPDATE factors SET last_step = $2, used_at = $3 WHERE id = $1`, a.ID, at, s.now())
			return App, err
		}
	}
	return "", nil
}

// byRecovery spends a recovery code; the person is told, because it may have been found by somebody else.
func (s *Store) byRecovery(ctx context.Context, tx pgx.Tx, who account.Principal, typed string) (Kind, error) {
	tag, err := tx.Exec(ctx, `DELETE FROM factor_codes WHERE account_id = $1 AND hash = $2`, who.AccountID, hashed(who.AccountID, typed))
	if err != nil || tag.RowsAffected() == 0 {
		return "", err
	}
	return Recovery, s.changed(ctx, tx, who.AccountID, who.AccountID, "factor.recover", "factor-recovered", Recovery, "")
}

// patience refuses while there are too many wrong codes, of a while or of a day. It counts under the lock of the account:
// of many that are sent at once each sees the ones before.
func (s *Store) patience(ctx context.Context, tx pgx.Tx, accountID int64) error {
	var lately, day int
	err := tx.QueryRow(ctx, `SELECT count(*) FILTER (WHERE at > $2), count(*) FROM factor_tries WHERE account_id = $1 AND at > $3`,
		accountID, s.now().Add(-TriesIn), s.now().Add(-day24)).Scan(&lately, &day)
	switch {
	case err != nil:
		return err
	case day >= TriesADay:
		return problem.New(problem.TooMany, "factor.patience_day")
	case lately >= Tries:
		return problem.New(problem.TooMany, "factor.patience", "Minutes", int(TriesIn.Minutes()))
	}
	return nil
}

// missed remembers a wrong code. Whose codes of a day are all wrong is told: somebody who signs in as him may be guessing.
func (s *Store) missed(ctx context.Context, tx pgx.Tx, accountID int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM factor_tries WHERE account_id = $1 AND at <= $2`, accountID, s.now().Add(-day24))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO factor_tries (account_id, at) VALUES ($1, $2)`, accountID, s.now()); err != nil {
		return err
	}
	var day int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM factor_tries WHERE account_id = $1`, accountID).Scan(&day); err != nil {
		return err
	}
	if day == TriesADay {
		return s.changed(ctx, tx, accountID, accountID, "factor.wrong", "factor-guessed", "", "")
	}
	return record(ctx, tx, accountID, accountID, "factor.wrong", "")
}

// NewCodes makes recovery codes in place of those that the person had. They are shown now and never again: the database
// has their hashes.
func (s *Store) NewCodes(ctx context.Context, who account.Principal) ([]string, error) {
	var list []string
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		list = list[:0]
		if _, err := settled(ctx, tx, who.AccountID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM factor_codes WHERE account_id = $1`, who.AccountID); err != nil {
			return err
		}
		for range Codes {
			c := strings.ToLower(rand.Text()[:16]) // 80 bits
			list = append(list, c[:4]+"-"+c[4:8]+"-"+c[8:12]+"-"+c[12:])
			_, err := tx.Exec(ctx, `INSERT INTO factor_codes (account_id, hash, created_at) VALUES ($1, $2, $3)`, who.AccountID, hashed(who.AccountID, c), s.now())
			if err != nil {
				return err
			}
		}
		return s.changed(ctx, tx, who.AccountID, who.AccountID, "factor.codes", "factor-codes", "", "")
	})
	return list, err
}

// CodesLeft is how many recovery codes the person has not used yet.
func (s *Store) CodesLeft(ctx context.Context, accountID int64) (n int, err error) {
	err = s.pool.QueryRow(ctx, `SELECT count(*) FROM factor_codes WHERE account_id = $1`, accountID).Scan(&n)
	return n, postgres.Problem(err)
}

// hashed is what the database keeps of a recovery code. It has 80 random bits, so that a fast hash is enough.
func hashed(accountID int64, typed string) []byte {
	sum := sha256.Sum256([]byte(strconv.FormatInt(accountID, 10) + ":" + strings.ToLower(typed)))
	return sum[:]
}
