package factor

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // RFC 6238 as every authenticator app computes it; HMAC-SHA-1 is not weakened by collisions
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Step is how long a code of an app is shown.
const Step = 30 * time.Second

// secretLength is that of HMAC-SHA-1, as RFC 4226 recommends.
const secretLength = 20

var plain32 = base32.StdEncoding.WithPadding(base32.NoPadding)

// Code is what an app with that secret, as text, shows at that time; empty when the text is no secret.
func Code(secret string, at time.Time) string {
	raw, err := plain32.DecodeString(strings.ToUpper(strings.ReplaceAll(secret, " ", "")))
	if err != nil || len(raw) == 0 {
		return ""
	}
	return code(raw, StepOf(at))
}

// StepOf is the number of the half minute at that time.
func StepOf(at time.Time) int64 { return at.Unix() / int64(Step/time.Second) }

// code is RFC 6238 with six digits.
func code(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, step)
	sum := mac.Sum(nil)
	from := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[from:])&0x7fffffff%1_000_000)
}

// Pending is an app that is being set up.
type Pending struct {
	Secret  string // in text, for typing
	Address string // for the QR code: apps read it
}

// pending is an app that is being set up in that session: another session of the same person never reads its secret.
const pending = `WHERE account_id = $1 AND confirmed_at IS NULL AND session_id IS NOT DISTINCT FROM nullif($2::bigint, 0)`

// BeginApp makes the secret of a new app; what had been begun before and not finished is gone. The app opens nothing until
// it has shown a code in the same session (0 where no browser is): see ConfirmApp.
func (s *Store) BeginApp(ctx context.Context, who account.Principal, sessionID int64) error {
	if s.vault == nil {
		return problem.New(problem.NotFound, "factor.no_apps")
	}
	secret := make([]byte, secretLength)
	_, _ = rand.Read(secret) // ends the program rather than fail
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if err := roomFor(ctx, tx, who); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM factors `+pending, who.AccountID, sessionID); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO factors (account_id, kind, name, secret, created_at, session_id) VALUES ($1, 'app', '', $2, $3, nullif($4::bigint, 0))`,
			who.AccountID, s.vault.seal(who.AccountID, secret), s.now(), sessionID)
		return err
	})
}

// PendingApp is the app that the person is setting up in that session; not found when there is none.
func (s *Store) PendingApp(ctx context.Context, who account.Principal, sessionID int64) (Pending, error) {
	if s.vault == nil {
		return Pending{}, problem.New(problem.NotFound, "factor.no_apps")
	}
	var raw []byte
	err := s.pool.QueryRow(ctx, `SELECT secret FROM factors `+pending, who.AccountID, sessionID).Scan(&raw)
	if errors.Is(err, pgx.ErrNoRows) {
		return Pending{}, problem.New(problem.NotFound, "factor.not_found")
	}
	if err != nil {
		return Pending{}, postgres.Problem(err)
	}
	secret, err := s.vault.open(who.AccountID, raw)
	if err != nil {
		return Pending{}, err
	}
	text := plain32.EncodeToString(secret)
	address := url.URL{Scheme: "otpauth", Host: "totp", Path: "/Portal:" + who.Name, RawQuery: url.Values{"secret": {text}, "issuer": {"Portal"}}.Encode()}
	return Pending{Secret: text, Address: address.String()}, nil
}

// ConfirmApp takes the first code of the app that is being set up: from then on it is a factor under that name.
func (s *Store) ConfirmApp(ctx context.Context, who account.Principal, sessionID int64, name, typed string) error {
	if s.vault == nil {
		return problem.New(problem.NotFound, "factor.no_apps")
	}
	name, err := named(name)
	if err != nil {
		return err
	}
	wrong := false
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if err := roomFor(ctx, tx, who); err != nil {
			return err
		}
		if err := s.patience(ctx, tx, who.AccountID); err != nil {
			return err
		}
		var id int64
		var raw []byte
		err := tx.QueryRow(ctx, `SELECT id, secret FROM factors `+pending, who.AccountID, sessionID).Scan(&id, &raw)
		if err != nil {
			return notFound(err)
		}
		at := s.match(who.AccountID, raw, 0, digits(typed))
		if at == 0 {
			wrong = true
			return s.missed(ctx, tx, who.AccountID)
		}
		_, err = tx.Exec(ctx, `UPDATE factors SET confirmed_at = $2, used_at = $2, last_step = $3, name = $4, session_id = NULL WHERE id = $1`, id, s.now(), at, name)
		if err != nil {
			return err
		}
		return s.changed(ctx, tx, who.AccountID, who.AccountID, "factor.add", "factor-added", App, name)
	})
	if err == nil && wrong {
		return problem.New(problem.Invalid, "factor.wrong")
	}
	return err
}

// match is the half minute whose code was typed, of this one, the one before and the one after, all later than the last
// that was taken; zero when it is none of them.
func (s *Store) match(accountID int64, raw []byte, last int64, typed string) int64 {
	secret, err := s.vault.open(accountID, raw)
	if err != nil { // no match, rather than a page that fails: the person has other factors and recovery codes
		slog.Error("second factor not opened", "account", accountID, "err", err)
		return 0
	}
	now := StepOf(s.now())
	for at := max(now-1, last+1); at <= now+1; at++ {
		if subtle.ConstantTimeCompare([]byte(code(secret, at)), []byte(typed)) == 1 {
			return at
		}
	}
	return 0
}

// digits is what was typed without the spaces that apps show between the groups.
func digits(typed string) string {
	return strings.NewReplacer(" ", "", "\u00a0", "", "-", "").Replace(strings.TrimSpace(typed))
}

// named is a name as it is kept, when it is not too long.
func named(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	if utf8.RuneCountInString(name) > MostNamed {
		return "", problem.New(problem.Invalid, NameLong, "Limit", MostNamed)
	}
	return name, nil
}
