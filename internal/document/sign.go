package document

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// Address is what the QR code of a result says: the page that verifies it, and a signature of number, day of issue and
// last day of validity that a reader without a network can check against PublicKey.
func (s *Store) Address(ctx context.Context, d Document) (string, error) {
	key, err := s.key(ctx)
	if err != nil {
		return "", err
	}
	sign := ed25519.Sign(key, []byte(d.signed()))
	q := url.Values{"n": {d.Number}, "d": {day(&d.IssuedAt)}, "s": {base64.RawURLEncoding.EncodeToString(sign)}}
	if d.ValidUntil != nil {
		q.Set("u", day(d.ValidUntil))
	}
	return s.base + "/" + string(d.Lang) + "/verify/" + d.Code + "?" + q.Encode(), nil
}

// PublicKey is the key that a reader without a network checks QR codes with.
func (s *Store) PublicKey(ctx context.Context) (ed25519.PublicKey, error) {
	key, err := s.key(ctx)
	if err != nil {
		return nil, err
	}
	return key.Public().(ed25519.PublicKey), nil
}

// Genuine checks the signature in the address of a QR code: that the number and the days are those of our paper.
func Genuine(key ed25519.PublicKey, address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	q := u.Query()
	sign, err := base64.RawURLEncoding.DecodeString(q.Get("s"))
	if err != nil {
		return false
	}
	code := u.Path[strings.LastIndex(u.Path, "/")+1:]
	return ed25519.Verify(key, []byte(strings.Join([]string{code, q.Get("n"), q.Get("d"), q.Get("u")}, "|")), sign)
}

func (d Document) signed() string {
	return strings.Join([]string{d.Code, d.Number, day(&d.IssuedAt), day(d.ValidUntil)}, "|")
}

func day(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format("20060102")
}

// key is the newest signing key; the first one is made when it is first needed, once for all replicas.
func (s *Store) key(ctx context.Context) (ed25519.PrivateKey, error) {
	if k := s.signing.Load(); k != nil {
		return *k, nil
	}
	var key []byte
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return fmt.Errorf("lock signing keys: %w", err)
		}
		err := tx.QueryRow(ctx, `SELECT private FROM signing_keys ORDER BY id DESC LIMIT 1`).Scan(&key)
		if !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		public, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return fmt.Errorf("make signing key: %w", err)
		}
		key = private
		_, err = tx.Exec(ctx, `INSERT INTO signing_keys (public, private) VALUES ($1, $2)`, []byte(public), key)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	private := ed25519.PrivateKey(key)
	s.signing.Store(&private)
	return private, nil
}
