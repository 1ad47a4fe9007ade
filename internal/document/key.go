package document

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// PublicKey is a published key that papers were signed with.
type PublicKey struct {
	Public    ed25519.PublicKey
	From      time.Time
	RetiredAt *time.Time // nil: it signs now
}

// Name is how QR codes and the published set call the key.
func (k PublicKey) Name() string {
	sum := sha256.Sum256(k.Public)
	return hex.EncodeToString(sum[:8])
}

// signer is the key that signs now, as this replica knows it.
type signer struct {
	PublicKey
	private ed25519.PrivateKey
	readAt  time.Time
}

// signerFresh is how long a replica goes on signing with a key before it looks whether another one does. A key is retired
// as of when every replica has looked.
const signerFresh = time.Minute

// key is the key that signs; the first one is made when it is first needed, once for all replicas.
func (s *Store) key(ctx context.Context) (*signer, error) {
	if k := s.signing.Load(); k != nil && s.now().Sub(k.readAt) < signerFresh {
		return k, nil
	}
	k := &signer{readAt: s.now()}
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		err := readSigner(ctx, tx, k)
		if !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if _, err := tx.Exec(ctx, `LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return fmt.Errorf("lock signing keys: %w", err)
		}
		if err := readSigner(ctx, tx, k); !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if err := makeKey(ctx, tx, s.now()); err != nil {
			return err
		}
		return readSigner(ctx, tx, k)
	})
	if err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	s.signing.Store(k)
	return k, nil
}

func readSigner(ctx context.Context, tx pgx.Tx, k *signer) error {
	return tx.QueryRow(ctx, `SELECT public, private, created_at FROM signing_keys WHERE retired_at IS NULL`).Scan((*[]byte)(&k.Public), (*[]byte)(&k.private), &k.From)
}

func makeKey(ctx context.Context, tx pgx.Tx, now time.Time) error {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return fmt.Errorf("make signing key: %w", err)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO signing_keys (public, private, created_at) VALUES ($1, $2, $3)`, []byte(public), []byte(private), now); err != nil {
		return fmt.Errorf("keep signing key: %w", err)
	}
	return nil
}

// RotateKey lets a new key sign papers from now on, and forgets how to sign with the former one. What was signed with it
// stays genuine: its public part stays published.
func (s *Store) RotateKey(ctx context.Context) (PublicKey, error) {
	k := &signer{}
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return fmt.Errorf("lock signing keys: %w", err)
		}
		if _, err := tx.Exec(ctx, `UPDATE signing_keys SET retired_at = $1, private = '' WHERE retired_at IS NULL`, s.now().Add(signerFresh)); err != nil {
			return fmt.Errorf("retire signing key: %w", err)
		}
		if err := makeKey(ctx, tx, s.now()); err != nil {
			return err
		}
		if err := readSigner(ctx, tx, k); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Machine, Action: "document.rotate-key", Object: "key:" + k.Name()})
	})
	if err != nil {
		return PublicKey{}, fmt.Errorf("rotate signing key: %w", err)
	}
	return k.PublicKey, nil
}

// PublicKeys is every key that a paper may be signed with, the one that signs now first.
func (s *Store) PublicKeys(ctx context.Context) ([]PublicKey, error) {
	rows, _ := s.pool.Query(ctx, `SELECT public, created_at, retired_at FROM signing_keys ORDER BY id DESC`)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (k PublicKey, err error) {
		err = row.Scan((*[]byte)(&k.Public), &k.From, &k.RetiredAt)
		return k, err
	})
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read public keys: %w", err))
	}
	return list, nil
}

// webKey is a key as RFC 8037 writes it. The days are ours: others skip what they do not know.
type webKey struct {
	Type  string     `json:"kty"`
	Curve string     `json:"crv"`
	Alg   string     `json:"alg"`
	Use   string     `json:"use"`
	Name  string     `json:"kid"`
	X     string     `json:"x"`
	From  time.Time  `json:"signs_from"`
	Until *time.Time `json:"signs_until,omitempty"`
}

type webKeys struct {
	Keys []webKey `json:"keys"`
}

// WebKeys is the keys as a JSON Web Key Set.
func WebKeys(keys []PublicKey) ([]byte, error) {
	set := webKeys{Keys: []webKey{}}
	for _, k := range keys {
		set.Keys = append(set.Keys, webKey{"OKP", "Ed25519", "EdDSA", "sig", k.Name(), base64.RawURLEncoding.EncodeToString(k.Public), k.From.UTC(), k.RetiredAt})
	}
	return json.MarshalIndent(set, "", "  ")
}

// ReadWebKeys reads such a set, as somebody kept it who checks papers without a network.
func ReadWebKeys(b []byte) (keys []PublicKey, err error) {
	var set webKeys
	if err := json.Unmarshal(b, &set); err != nil {
		return nil, problem.New(problem.Invalid, "ui.problem.invalid-text").Because(err)
	}
	for _, k := range set.Keys {
		x, err := base64.RawURLEncoding.DecodeString(k.X)
		if err != nil || k.Curve != "Ed25519" || len(x) != ed25519.PublicKeySize {
			continue
		}
		keys = append(keys, PublicKey{Public: x, From: k.From, RetiredAt: k.Until})
	}
	return keys, nil
}
