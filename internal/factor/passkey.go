package factor

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// ceremonyLimit is how long a passkey may take to sign a challenge.
const ceremonyLimit = 5 * time.Minute

// relying is the portal as authenticators know it, or nil where its address has no name.
func relying(origin string) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(origin)
	if err != nil {
		return nil, err
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil || u.Hostname() == "" {
		return nil, nil
	}
	return webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: "Portal", RPOrigins: []string{origin},
		// The authenticator asks for a PIN or a finger: what is found unlocked on a desk confirms nothing.
		AuthenticatorSelection: protocol.AuthenticatorSelection{UserVerification: protocol.VerificationRequired},
		AttestationPreference:  protocol.PreferNoAttestation,
	})
}

// holder is the person as the library wants to know him.
type holder struct {
	who  account.Principal
	keys []webauthn.Credential
}

// WebAuthnID names the account to the authenticator without saying who it is.
func (h holder) WebAuthnID() []byte {
	sum := sha256.Sum256([]byte("portal account " + strconv.FormatInt(h.who.AccountID, 10)))
	return sum[:]
}

// WebAuthnName is what the authenticator shows.
func (h holder) WebAuthnName() string { return h.who.Name }

// WebAuthnDisplayName is what the authenticator shows.
func (h holder) WebAuthnDisplayName() string { return h.who.Name }

// WebAuthnCredentials are the person's passkeys.
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

// AskAdd is what the browser is asked to make a passkey by, as JSON. The answer comes to AddPasskey in the same session.
func (s *Store) AskAdd(ctx context.Context, who account.Principal, sessionID int64) ([]byte, error) {
	h, err := s.holder(ctx, who)
	if err != nil {
		return nil, err
	}
	options, data, err := s.relies.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()),
		webauthn.WithResidentKeyRequirement(protocol.ResidentKeyRequirementPreferred))
	if err != nil {
		return nil, fmt.Errorf("ask for a passkey: %w", err)
	}
	return s.begin(ctx, sessionID, "add", data, options)
}

// AddPasskey takes what the browser answered and keeps the passkey under that name.
func (s *Store) AddPasskey(ctx context.Context, who account.Principal, sessionID int64, name, answer string) error {
	name, err := named(name)
	if err != nil {
		return err
	}
	h, err := s.holder(ctx, who)
	if err != nil {
		return err
	}
	data, err := s.take(ctx, sessionID, "add")
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return problem.New(problem.Invalid, "factor.passkey_failed").Because(err)
	}
	key, err := s.relies.CreateCredential(h, data, parsed)
	if err != nil {
		return problem.New(problem.Invalid, "factor.passkey_failed").Because(err)
	}
	raw, err := json.Marshal(key)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if err := roomFor(ctx, tx, who); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO factors (account_id, kind, name, credential_id, credential, created_at, confirmed_at, used_at)
			VALUES ($1, 'passkey', $2, $3, $4, $5, $5, $5)`, who.AccountID, name, key.ID, raw, s.now())
		if err != nil {
			return err
		}
		return s.changed(ctx, tx, who.AccountID, who.AccountID, "factor.add", "factor-added", Passkey, name)
	})
}

// AskConfirm is what the browser is asked to sign with one of the person's passkeys, as JSON.
func (s *Store) AskConfirm(ctx context.Context, who account.Principal, sessionID int64) ([]byte, error) {
	h, err := s.holder(ctx, who)
	if err != nil {
		return nil, err
	}
	if len(h.keys) == 0 {
		return nil, problem.New(problem.NotFound, "factor.not_found")
	}
	options, data, err := s.relies.BeginLogin(h)
	if err != nil {
		return nil, fmt.Errorf("ask a passkey to sign: %w", err)
	}
	return s.begin(ctx, sessionID, "confirm", data, options)
}

// ConfirmPasskey takes what a passkey signed. A counter that went back is a copy of the key: it is refused.
func (s *Store) ConfirmPasskey(ctx context.Context, who account.Principal, sessionID int64, answer string) error {
	h, err := s.holder(ctx, who)
	if err != nil {
		return err
	}
	data, err := s.take(ctx, sessionID, "confirm")
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return problem.New(problem.Invalid, "factor.passkey_failed").Because(err)
	}
	key, err := s.relies.ValidateLogin(h, data, parsed)
	if err != nil || key.Authenticator.CloneWarning {
		return s.refused(ctx, who.AccountID, err)
	}
	raw, err := json.Marshal(key)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE factors SET credential = $3, used_at = $4 WHERE account_id = $1 AND credential_id = $2`, who.AccountID, key.ID, raw, s.now())
		if err == nil && tag.RowsAffected() == 0 {
			return problem.New(problem.NotFound, "factor.not_found")
		}
		if err != nil {
			return err
		}
		return record(ctx, tx, who.AccountID, who.AccountID, "factor.confirm", Passkey)
	})
}

// refused records that a passkey was not taken. Without a cause its counter went back: it is a copy, and the person is told.
func (s *Store) refused(ctx context.Context, accountID int64, cause error) error {
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if cause == nil {
			return s.changed(ctx, tx, accountID, accountID, "factor.copied", "factor-refused", Passkey, "")
		}
		return record(ctx, tx, accountID, accountID, "factor.wrong", Passkey)
	})
	if err != nil {
		return err
	}
	return problem.New(problem.Invalid, "factor.passkey_failed").Because(cause)
}

func (s *Store) holder(ctx context.Context, who account.Principal) (holder, error) {
	h := holder{who: who}
	if s.relies == nil {
		return h, problem.New(problem.NotFound, "factor.no_passkeys")
	}
	rows, err := s.pool.Query(ctx, `SELECT credential FROM factors WHERE account_id = $1 AND kind = 'passkey' ORDER BY id`, who.AccountID)
	if err != nil {
		return h, postgres.Problem(err)
	}
	h.keys, err = pgx.CollectRows(rows, pgx.RowTo[webauthn.Credential])
	return h, postgres.Problem(err)
}

// begin keeps what the answer has to fit, for this session and once.
func (s *Store) begin(ctx context.Context, sessionID int64, purpose string, data *webauthn.SessionData, options any) ([]byte, error) {
	kept, err := json.Marshal(data)
	if err != nil {
		return nil, err
	}
	_, err = s.pool.Exec(ctx, `INSERT INTO factor_ceremonies (session_id, purpose, data, expires_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (session_id, purpose) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`, sessionID, purpose, kept, s.now().Add(ceremonyLimit))
	if err != nil {
		return nil, postgres.Problem(err)
	}
	return json.Marshal(options)
}

func (s *Store) take(ctx context.Context, sessionID int64, purpose string) (webauthn.SessionData, error) {
	var data webauthn.SessionData
	var raw []byte
	err := s.pool.QueryRow(ctx, `DELETE FROM factor_ceremonies WHERE session_id = $1 AND purpose = $2 AND expires_at > $3 RETURNING data`, sessionID, purpose, s.now()).Scan(&raw)
	if errors.Is(err, pgx.ErrNoRows) {
		return data, problem.New(problem.Invalid, "factor.passkey_failed")
	}
	if err != nil {
		return data, postgres.Problem(err)
	}
	return data, json.Unmarshal(raw, &data)
}
