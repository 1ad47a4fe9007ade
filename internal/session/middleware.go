package session

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres"
)

// current is what one request knows of its session.
type current struct {
	session Session
	live    bool
	expired bool // the cookie names a session of ours whose time is over
	trouble error
	flash   *flash
}

type currentKey struct{}

func fromContext(ctx context.Context) *current {
	c, _ := ctx.Value(currentKey{}).(*current)
	if c == nil {
		return &current{}
	}
	return c
}

// FromContext is the living session of the request, or nil.
func FromContext(ctx context.Context) *Session {
	if c := fromContext(ctx); c.live {
		return &c.session
	}
	return nil
}

// Trouble is why the session could not be read, when the database did not answer: the person may well be signed in,
// so that doors answer "unavailable" and not "sign in".
func Trouble(ctx context.Context) error { return fromContext(ctx).trouble }

// Middleware reads session, account and office in one query and puts the principal into the context
// (account.FromContext). A visitor without the cookie costs no query. No page with a principal may be stored anywhere.
func (s *Store) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := s.token(r)
		if token == "" {
			next.ServeHTTP(w, r)
			return
		}
		c := &current{}
		who, err := s.load(r.Context(), token, c)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			// The cookie stays: an answer to a request that was under way when the session got its new token (see Prove) would
			// take the new one away. One that names nothing costs a query and opens nothing.
		case err != nil:
			c.trouble = postgres.Problem(err)
			slog.ErrorContext(r.Context(), "session not read", "err", err)
		}
		ctx := r.Context()
		if c.live {
			w.Header().Set("Cache-Control", "no-store")
			c.flash = s.takeFlash(w, r, token)
			s.touch(ctx, &c.session)
			who.EndsIn = c.session.left(s.now(), who.Office() != nil)
			ctx = account.WithPrincipal(ctx, &who)
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, currentKey{}, c)))
	})
}

// load is the one query of a signed-in request. It reads expired sessions too, for the forms that come too late.
func (s *Store) load(ctx context.Context, token string, c *current) (account.Principal, error) {
	var who account.Principal
	var authority, region, role *string
	var sealed []byte
	var plain *string
	var under *account.Mandate
	x := &c.session
	err := s.pool.QueryRow(ctx, `
		SELECT s.id, s.account_id, s.level, s.device, s.signed_in_at, s.seen_at, s.expires_at, s.factor_at, s.factor_used_at, s.factor_kind, a.name, a.pinfl_sealed, a.pinfl,
		       o.authority, o.region, o.role, `+live+`, `+account.MandateOf("s.mandate_id")+`, `+account.OldMandates("s.account_id", "$3")+
		from+`WHERE s.token_hash = $2`, s.now(), hash(token), s.now().Add(-account.MandateFresh)).
		Scan(&x.ID, &x.AccountID, &x.Level, &x.Device, &x.SignedInAt, &x.SeenAt, &x.ExpiresAt, &x.FactorAt, &x.FactorUsedAt, &x.FactorKind, &who.Name, &sealed, &plain,
			&authority, &region, &role, &c.live, &under, &who.Renewable)
	if err != nil {
		return who, err
	}
	if who.PINFL, err = s.ring.Read(account.NumberColumn, x.AccountID, sealed, plain); err != nil {
		c.live = false
		return who, err
	}
	if err := under.Open(s.ring); err != nil {
		slog.ErrorContext(ctx, "session goes on for the person himself", "err", err)
		under = nil
	}
	c.expired = !c.live
	who.AccountID, who.Level = x.AccountID, x.Level
	who.Under(under, s.now())
	if role != nil {
		office := &account.Official{ID: x.AccountID, Name: who.Name, Authority: *authority, Region: *region, Role: account.Role(*role)}
		if x.FactorAt != nil {
			who.Official = office
		} else {
			who.Unproven = office
		}
	}
	return who, nil
}

// touch moves the idle limit, at most once a minute. A page is shown even when that fails: at worst the person is
// asked to sign in again a little earlier.
func (s *Store) touch(ctx context.Context, x *Session) {
	now := s.now()
	if now.Sub(x.SeenAt).Minutes() < 1 {
		return
	}
	_, err := s.pool.Exec(ctx, `UPDATE sessions SET seen_at = $2 WHERE id = $1 AND seen_at < $2`, x.ID, now)
	if err != nil {
		slog.WarnContext(ctx, "session not touched", "err", err)
		return
	}
	x.SeenAt = now
}
