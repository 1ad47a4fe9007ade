package session

import (
	"context"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// How long a confirmation with a second factor lets an official decide, export and grant. It counts for FactorFresh from
// the confirmation and from each decision under it, so that a clerk who works through 200 cases is asked once; but never
// longer than FactorLimit from the confirmation, however busy. Reading needs no more than that the session was confirmed
// once. The page of the second step says so.
const (
	FactorFresh = 15 * time.Minute
	FactorLimit = 2 * time.Hour
)

// OfficialDevices is on how many devices an official may be signed in at once: a further confirmed one ends the one that was
// seen longest ago.
const OfficialDevices = 5

// Fresh reports whether the second factor of this session still lets an official decide at that time.
func (x Session) Fresh(now time.Time) bool {
	return x.FactorAt != nil && now.Before(x.FactorAt.Add(FactorLimit)) &&
		(now.Before(x.FactorAt.Add(FactorFresh)) || x.FactorUsedAt != nil && now.Before(x.FactorUsedAt.Add(FactorFresh)))
}

// Fresh reports whether the official of this request may decide without confirming again.
func (s *Store) Fresh(ctx context.Context) bool {
	x := FromContext(ctx)
	return x != nil && x.Fresh(s.now())
}

// SignedInWithin reports whether the person of this request proved at least that level to the provider so lately.
func (s *Store) SignedInWithin(ctx context.Context, d time.Duration, level catalogue.Assurance) bool {
	x := FromContext(ctx)
	return x != nil && account.Reaches(x.Level, level) && s.now().Before(x.SignedInAt.Add(d))
}

// Prove notes that the person of this session has shown a second factor of that kind, and gives the session a new token:
// the one from before the second factor opens nothing after it.
func (s *Store) Prove(w http.ResponseWriter, r *http.Request, kind string) error {
	x, token := FromContext(r.Context()), newToken()
	if x == nil {
		return problem.New(problem.Forbidden, "account.session_not_found")
	}
	ctx := r.Context()
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE sessions SET token_hash = $3, factor_at = $2, factor_used_at = $2, factor_kind = $4
			WHERE id = $1 AND token_hash = $5`, x.ID, s.now(), hash(token), kind, hash(s.token(r)))
		if err == nil && tag.RowsAffected() == 0 {
			return problem.New(problem.Conflict, "account.session_not_found")
		}
		if err != nil {
			return err
		}
		return s.crowd(ctx, tx, *x)
	})
	if err != nil {
		return err
	}
	s.setCookie(w, token)
	return nil
}

// UseFactor notes that the official decides under his confirmation, at most once a minute: see FactorFresh.
func (s *Store) UseFactor(ctx context.Context) error {
	x, now := FromContext(ctx), s.now()
	if x == nil || x.FactorUsedAt == nil || now.Sub(*x.FactorUsedAt) < time.Minute {
		return nil
	}
	_, err := s.pool.Exec(ctx, `UPDATE sessions SET factor_used_at = $2 WHERE id = $1 AND factor_used_at < $2`, x.ID, now)
	return postgres.Problem(err)
}

// crowd ends the confirmed sessions of an official beyond OfficialDevices and x, which has just been confirmed: those that
// were seen longest ago. Who has only the national sign-in ends none, and citizens have as many devices as they like.
func (s *Store) crowd(ctx context.Context, tx pgx.Tx, x Session) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM sessions WHERE id IN (
			SELECT id FROM (SELECT s.id, row_number() OVER (ORDER BY s.id = $4 DESC, s.seen_at DESC, s.id DESC) AS place`+from+`
				WHERE s.account_id = $2 AND o.id IS NOT NULL AND s.factor_at IS NOT NULL AND `+live+`) crowd WHERE place > $3)`,
		s.now(), x.AccountID, OfficialDevices, x.ID)
	return err
}
