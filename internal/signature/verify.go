package signature

import (
	"context"
	"crypto/x509"
	"errors"
	"time"

	"github.com/smallstep/pkcs7"
)

// Who verifies, by the names in Facts. The message signature.case.<name> says it in words.
const (
	Own   = "own"
	EImzo = "e-imzo"
)

// Verifier checks signatures against roots of ours.
type Verifier struct {
	roots *x509.CertPool
	lists *Lists // nil: nobody says what was revoked
	now   func() time.Time
}

// NewVerifier trusts those roots. Lists say what was revoked; nil where none are configured.
func NewVerifier(roots []*x509.Certificate, lists *Lists, now func() time.Time) *Verifier {
	pool := x509.NewCertPool()
	for _, c := range roots {
		pool.AddCert(c)
	}
	return &Verifier{roots: pool, lists: lists, now: now}
}

// Verify checks that sig is a good signature over the text. An error is a refusal that says how to mend it, or
// Unavailable while the revocation list can't be had. Whose it is, is for Belongs to say.
func (v *Verifier) Verify(ctx context.Context, text, sig []byte, _ string) (Signed, error) {
	der, err := Decode(sig)
	if err != nil {
		return Signed{}, err
	}
	s, err := parse(der)
	if err != nil {
		return Signed{}, err
	}
	now := v.now()
	if err := Timely(s.at, now); err != nil {
		return Signed{}, err
	}
	if err := s.holds(text); err != nil {
		return Signed{}, err
	}
	chain, err := v.chain(s, now)
	if err != nil {
		return Signed{}, err
	}
	good := Signed{Text: text, Signature: der, Root: chain[len(chain)-1].Raw}
	good.Facts = Facts{Certificate: read(s.signer), SignedAt: s.at, VerifiedAt: now, By: Own, Rooted: true}
	if v.lists != nil {
		as, err := v.lists.revoked(ctx, chain)
		if err != nil {
			return Signed{}, err
		}
		good.UnrevokedAt = &as
	}
	return good, nil
}

// holds checks the digest of the text and the mathematics.
func (s structure) holds(text []byte) error {
	s.Content = text
	err := s.VerifyWithChainAtTime(nil, s.at)
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*pkcs7.MessageDigestMismatchError](err); ok {
		return refuse(OtherText).Because(err)
	}
	if _, ok := errors.AsType[*pkcs7.SigningTimeNotValidError](err); ok {
		return refuse(Expired).Because(err)
	}
	return refuse(Broken).Because(err)
}

// chain is the certificates from the signer's up to a root of ours. It has to hold when the signature was made and
// now: a signer can set a clock back, but not ours.
func (v *Verifier) chain(s structure, now time.Time) ([]*x509.Certificate, error) {
	if s.signer.IsCA || s.signer.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		return nil, refuse(NotForThis)
	}
	between := x509.NewCertPool()
	for _, c := range s.Certificates {
		between.AddCert(c)
	}
	var chain []*x509.Certificate
	for _, at := range []time.Time{s.at, now} {
		chains, err := s.signer.Verify(x509.VerifyOptions{
			Roots: v.roots, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
		})
		if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
			return nil, refuse(Expired).Because(err)
		}
		if err != nil {
			return nil, refuse(Untrusted).Because(err)
		}
		chain = chains[0]
	}
	return chain, nil
}
