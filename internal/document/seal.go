package document

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/postgres"
)

// sealBits is the least length of an RSA key that is not weak.
const sealBits = 2048

// Seal is what the portal's PDF files are signed with: a key, and certificates from its own up towards an authority that
// readers know.
type Seal struct {
	key    crypto.Signer
	chain  []*x509.Certificate
	method pkix.AlgorithmIdentifier
}

// NewSeal makes sure that the key and the certificates belong together and may sign at that time.
func NewSeal(key crypto.Signer, chain []*x509.Certificate, now time.Time) (*Seal, error) {
	if len(chain) == 0 {
		return nil, errors.New("seal: there is no certificate")
	}
	own := chain[0]
	s := &Seal{key: key, chain: chain}
	switch public := key.Public().(type) {
	case *ecdsa.PublicKey:
		if public.Curve == elliptic.P224() || !public.Equal(own.PublicKey) {
			return nil, errors.New("seal: the first certificate is not of this key, or its curve is weak")
		}
		s.method.Algorithm = oidECDSA
	case *rsa.PublicKey:
		if public.N.BitLen() < sealBits || !public.Equal(own.PublicKey) {
			return nil, fmt.Errorf("seal: the first certificate is not of this key, or it has less than %d bits", sealBits)
		}
		s.method = pkix.AlgorithmIdentifier{Algorithm: oidRSA, Parameters: asn1.NullRawValue}
	default:
		return nil, errors.New("seal: readers of PDF know RSA and ECDSA only")
	}
	switch {
	case own.IsCA || own.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0:
		return nil, errors.New("seal: the certificate is not for signing")
	case !s.Holds(now):
		return nil, fmt.Errorf("%w: it holds from %s to %s", ErrSealOver, own.NotBefore.Format(time.DateOnly), own.NotAfter.Format(time.DateOnly))
	}
	for i := 1; i < len(chain); i++ {
		if err := chain[i-1].CheckSignatureFrom(chain[i]); err != nil {
			return nil, fmt.Errorf("seal: certificate %d is not by the next one: %w", i, err)
		}
	}
	return s, nil
}

// ReadSeal reads a seal from PEM: the certificates with the seal's own first, and its key (PKCS #8, or as openssl writes
// RSA and EC keys).
func ReadSeal(certificates, key []byte, now time.Time) (*Seal, error) {
	var chain []*x509.Certificate
	for block, rest := pem.Decode(certificates); block != nil; block, rest = pem.Decode(rest) {
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("seal: read certificate: %w", err)
		}
		chain = append(chain, c)
	}
	for block, rest := pem.Decode(key); block != nil; block, rest = pem.Decode(rest) {
		var parsed any
		var err error
		switch block.Type {
		case "PRIVATE KEY":
			parsed, err = x509.ParsePKCS8PrivateKey(block.Bytes)
		case "RSA PRIVATE KEY":
			parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes)
		case "EC PRIVATE KEY":
			parsed, err = x509.ParseECPrivateKey(block.Bytes)
		default: // openssl writes the parameters of a curve before its key
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("seal: read key: %w", err)
		}
		if signer, ok := parsed.(crypto.Signer); ok {
			return NewSeal(signer, chain, now)
		}
	}
	return nil, errors.New("seal: there is no key that signs")
}

// ErrSealOver says that the certificate of a seal does not hold now.
var ErrSealOver = errors.New("seal: the certificate does not hold now")

// Holds reports whether the certificate holds at that time: what is drawn at another one is not sealed.
func (s *Seal) Holds(now time.Time) bool {
	return !now.Before(s.chain[0].NotBefore) && !now.After(s.chain[0].NotAfter)
}

// WithSeal has what the store draws signed from now on; without a seal it is not. What was sealed before stays as it is.
func (s *Store) WithSeal(seal *Seal) *Store {
	s.seal = seal
	return s
}

// PublishSeal keeps the certificate of the seal with those that are published: whoever has a paper of a former seal can
// still see whose it was. It keeps it once, whichever replica comes first.
func (s *Store) PublishSeal(ctx context.Context) error {
	if s.seal == nil {
		return nil
	}
	var chain [][]byte
	for _, c := range s.seal.chain {
		chain = append(chain, c.Raw)
	}
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO seals (chain, created_at) VALUES ($1, $2) ON CONFLICT ON CONSTRAINT seals_print_key DO NOTHING`, chain, s.now())
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Machine, Action: "document.seal", Object: "seal:" + Print(s.seal.chain[0])[:16]})
	})
	if err != nil {
		return fmt.Errorf("publish seal: %w", err)
	}
	return nil
}

// Print is the fingerprint of a certificate, SHA-256 in hexadecimal digits, as readers of PDF show it.
func Print(c *x509.Certificate) string { return fmt.Sprintf("%x", sha256.Sum256(c.Raw)) }

// Seals is the certificates of every seal that the portal has used, the newest first, each followed by those above it.
func (s *Store) Seals(ctx context.Context) ([][]*x509.Certificate, error) {
	rows, _ := s.pool.Query(ctx, `SELECT chain FROM seals ORDER BY id DESC`)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (chain []*x509.Certificate, err error) {
		var raw [][]byte
		if err := row.Scan(&raw); err != nil {
			return nil, err
		}
		for _, der := range raw {
			c, err := x509.ParseCertificate(der)
			if err != nil {
				return nil, err
			}
			chain = append(chain, c)
		}
		return chain, nil
	})
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read seals: %w", err))
	}
	return list, nil
}

// Objects of CMS (RFC 5652), of its algorithms (RFC 5754, RFC 5753) and of the attribute that binds the certificate
// (RFC 5035).
var (
	oidData        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSigned      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidDigest      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidCertificate = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidSHA256      = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidRSA         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidECDSA       = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
)

type attribute struct {
	Type   asn1.ObjectIdentifier
	Values []any `asn1:"set"`
}

type signerInfo struct {
	Version int
	By      struct {
		Issuer asn1.RawValue
		Serial *big.Int
	}
	Digest     pkix.AlgorithmIdentifier
	Attributes []attribute `asn1:"tag:0,set"`
	Method     pkix.AlgorithmIdentifier
	Signature  []byte
}

type signedData struct {
	Version      int
	Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
	Content      struct{ Type asn1.ObjectIdentifier }
	Certificates asn1.RawValue
	Signers      []signerInfo `asn1:"set"`
}

// certificateHash is what binds the signature to one certificate: SigningCertificateV2 with SHA-256, its default.
type certificateHash struct {
	Certificates []struct{ Hash []byte }
}

// sign makes a detached CMS signature over what has that SHA-256 digest, as PAdES-B-B wants it (ETSI EN 319 142-1, 6.3):
// with the certificate bound, and without a time, which stands in the PDF. The library that reads signatures always
// signs a time of the machine's clock, so it can't write these. An ECDSA key signs the same bytes each time (RFC 6979).
func (s *Seal) sign(digest []byte) ([]byte, error) {
	own := s.chain[0]
	hash := sha256.Sum256(own.Raw)
	info := signerInfo{
		Version: 1, Digest: pkix.AlgorithmIdentifier{Algorithm: oidSHA256}, Method: s.method,
		Attributes: []attribute{
			{oidContentType, []any{oidData}},
			{oidDigest, []any{digest}},
			{oidCertificate, []any{certificateHash{[]struct{ Hash []byte }{{hash[:]}}}}},
		},
	}
	info.By.Issuer, info.By.Serial = asn1.RawValue{FullBytes: own.RawIssuer}, own.SerialNumber
	signed, err := asn1.MarshalWithParams(info.Attributes, "set")
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	sum := sha256.Sum256(signed)
	if info.Signature, err = s.key.Sign(nil, sum[:], crypto.SHA256); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	data := signedData{
		Version: 1, Digests: []pkix.AlgorithmIdentifier{info.Digest}, Signers: []signerInfo{info},
		Certificates: asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true},
	}
	data.Content.Type = oidData
	for _, c := range s.chain {
		data.Certificates.Bytes = append(data.Certificates.Bytes, c.Raw...)
	}
	der, err := asn1.Marshal(struct {
		Type    asn1.ObjectIdentifier
		Content signedData `asn1:"explicit,tag:0"`
	}{oidSigned, data})
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return der, nil
}
