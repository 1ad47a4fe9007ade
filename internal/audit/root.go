package audit

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// Head is the end of a chain: the number and the hash (in hex) of its last entry.
type Head struct {
	Chain int16  `json:"chain"`
	Seq   int64  `json:"seq"`
	Hash  string `json:"hash"`
}

// Root is the ends of all chains at a moment, signed with a key that the database never sees. So whoever owns the
// database can't write a chain anew without being found: it would not end as the roots say. There are 64 chains; a
// list of their ends is hardly longer than the proofs of a tree would be.
type Root struct {
	Number    int64     `json:"number"` // from 1, without gaps
	At        time.Time `json:"at"`
	Heads     []Head    `json:"heads"`
	Prev      []byte    `json:"prev"` // hash of the root before; empty in the first
	Hash      []byte    `json:"hash"` // SHA-256 over all above
	Key       string    `json:"key"`  // name of the key that signed
	Signature []byte    `json:"signature"`
}

// sum is the hash of what a root says.
func (r Root) sum() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "portal audit root\n%d\n%s\n%x\n", r.Number, r.At.UTC().Format(time.RFC3339Nano), r.Prev)
	for _, h := range r.Heads {
		fmt.Fprintf(&b, "%d %d %s\n", h.Chain, h.Seq, h.Hash)
	}
	sum := sha256.Sum256(b.Bytes())
	return sum[:]
}

// RootArgs asks for the root of the hour.
type RootArgs struct{}

// Kind names the job.
func (RootArgs) Kind() string { return "audit.root" }

// Sign writes the root of this moment and gives it, for the log too: a copy that leaves the machine is what catches a root
// that was removed.
func (s *Store) Sign(ctx context.Context, key ed25519.PrivateKey, now time.Time) (Root, error) {
	var r Root
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('audit.root', 0))`); err != nil { // one after the other
			return err
		}
		r = Root{At: now.UTC().Truncate(time.Microsecond), Key: KeyName(key.Public().(ed25519.PublicKey))}
		err := tx.QueryRow(ctx, `SELECT coalesce((SELECT number FROM audit_roots ORDER BY number DESC LIMIT 1), 0) + 1,
			coalesce((SELECT hash FROM audit_roots ORDER BY number DESC LIMIT 1), ''),
			(SELECT jsonb_agg(jsonb_build_object('chain', chain, 'seq', seq, 'hash', encode(hash, 'hex')) ORDER BY chain) FROM audit_heads)`).
			Scan(&r.Number, &r.Prev, &r.Heads)
		if err != nil {
			return err
		}
		r.Hash = r.sum()
		r.Signature = ed25519.Sign(key, r.Hash)
		_, err = tx.Exec(ctx, `INSERT INTO audit_roots (number, at, heads, prev, hash, key, signature) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			r.Number, r.At, r.Heads, r.Prev, r.Hash, r.Key, r.Signature)
		return err
	})
	if err != nil {
		return Root{}, fmt.Errorf("sign audit: %w", err)
	}
	return r, nil
}

// Roots is every root, oldest first.
func (s *Store) Roots(ctx context.Context) ([]Root, error) {
	return roots(ctx, s.pool)
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func roots(ctx context.Context, q querier) ([]Root, error) {
	rows, _ := q.Query(ctx, `SELECT number, at, heads, prev, hash, key, signature FROM audit_roots ORDER BY number`)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Root])
	if err != nil {
		return nil, fmt.Errorf("roots of audit: %w", postgres.Problem(err))
	}
	return list, nil
}

// Keys is the public keys that roots may be signed with, by their names.
type Keys map[string]ed25519.PublicKey

// KeyName is how a root names the key that signed it.
func KeyName(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:8])
}

// ReadKey reads the private key (Ed25519, PKCS #8 in PEM, as openssl genpkey makes it).
func ReadKey(file []byte) (ed25519.PrivateKey, error) {
	block, _ := pem.Decode(file)
	if block == nil {
		return nil, errors.New("there is no key in PEM in it")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("private key: %w", err)
	}
	signer, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, errors.New("the key is not of the kind Ed25519")
	}
	return signer, nil
}

// WriteKey is a private key as ReadKey reads it.
func WriteKey(key ed25519.PrivateKey) ([]byte, error) {
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("private key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw}), nil
}

// ReadKeys reads public keys (Ed25519, PEM), one after the other: those of before are needed as long as their roots.
func ReadKeys(file []byte) (Keys, error) {
	keys := Keys{}
	for {
		var block *pem.Block
		if block, file = pem.Decode(file); block == nil {
			break
		}
		parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("public key: %w", err)
		}
		key, ok := parsed.(ed25519.PublicKey)
		if !ok {
			return nil, errors.New("a key is not of the kind Ed25519")
		}
		keys[KeyName(key)] = key
	}
	if len(keys) == 0 {
		return nil, errors.New("there is no public key in PEM in it")
	}
	return keys, nil
}
