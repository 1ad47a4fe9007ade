package signature

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"slices"
	"time"

	"github.com/smallstep/pkcs7"
)

// rsaBits is the least length of an RSA key that is not weak.
const rsaBits = 2048

// Decode takes a signature in any of the forms that tools write: DER, PEM, or bare Base64.
func Decode(raw []byte) ([]byte, error) {
	switch {
	case len(bytes.TrimSpace(raw)) == 0:
		return nil, refuse(Missing)
	case len(raw) > 2*Largest:
		return nil, refuse(TooLarge, "Limit", Largest>>10)
	}
	if block, _ := pem.Decode(raw); block != nil {
		raw = block.Bytes
	} else if plain, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(raw))); err == nil {
		raw = plain
	}
	if len(raw) > Largest {
		return nil, refuse(TooLarge, "Limit", Largest>>10)
	}
	return raw, nil
}

// Over reports whether a signature says that it is over that text; whether it is a good one, is for Verify to say. False
// too for methods that we do not know.
func Over(sig, text []byte) bool {
	der, err := Decode(sig)
	if err != nil {
		return false
	}
	s, err := parse(der)
	return err == nil && !RefusedFor(s.holds(text), OtherText)
}

// structure is a signature taken apart: one signer, who signed a digest of data.
type structure struct {
	*pkcs7.PKCS7
	signer *x509.Certificate
	at     time.Time
}

// Opened is a signature of the form that we ask for, whatever it was made with: detached, of one signer, with its signed
// attributes. Nothing says yet that it is good.
type Opened struct {
	DER    []byte // or BER, as it came
	Serial string // of the certificate that it names
	At     time.Time
	s      structure
}

// Open takes a signature in any form apart, for a verification server to look at.
func Open(sig []byte) (Opened, error) {
	der, err := Decode(sig)
	if err != nil {
		return Opened{}, err
	}
	s, err := shaped(der)
	if err != nil {
		return Opened{}, err
	}
	return Opened{DER: der, Serial: read(s.signer).Serial, At: s.at, s: s}, nil
}

// Over reports whether the signature may be over that text: false only when its digest says otherwise.
func (o Opened) Over(text []byte) bool { return !RefusedFor(o.s.holds(text), OtherText) }

// parse takes a signature apart that we can verify ourselves.
func parse(der []byte) (structure, error) {
	s, err := shaped(der)
	if err != nil {
		return s, err
	}
	return s, s.strong()
}

// shaped takes a signature apart and refuses what is not exactly of the form that we ask for. The library checks the
// digest and the mathematics; that the signed attributes are there, once, and what they bind, is for us to see.
func shaped(der []byte) (structure, error) {
	if !tidy(der) {
		return structure{}, refuse(Unreadable)
	}
	p, err := pkcs7.Parse(der)
	if err != nil {
		return structure{}, refuse(Unreadable).Because(err)
	}
	switch {
	case len(p.Content) > 0:
		return structure{}, refuse(Attached)
	case len(p.Signers) > 1:
		return structure{}, refuse(Several)
	case len(p.Signers) == 0 || p.GetOnlySigner() == nil:
		return structure{}, refuse(NoSigner)
	}
	s := structure{PKCS7: p, signer: p.GetOnlySigner()}
	return s, s.bound()
}

// bound makes sure that content type, digest and time are among what was signed, each once with one value, and that
// plain data was signed.
func (s *structure) bound() error {
	var kind asn1.ObjectIdentifier
	var digest []byte
	for _, want := range []struct {
		oid  asn1.ObjectIdentifier
		into any
	}{{pkcs7.OIDAttributeContentType, &kind}, {pkcs7.OIDAttributeMessageDigest, &digest}, {pkcs7.OIDAttributeSigningTime, &s.at}} {
		var values [][]byte
		for _, a := range s.Signers[0].AuthenticatedAttributes {
			if a.Type.Equal(want.oid) {
				values = append(values, a.Value.Bytes)
			}
		}
		if len(values) != 1 {
			return refuse(Unbound)
		}
		if rest, err := asn1.Unmarshal(values[0], want.into); err != nil || len(rest) > 0 {
			return refuse(Unbound).Because(err)
		}
	}
	if !kind.Equal(pkcs7.OIDData) {
		return refuse(Unbound)
	}
	return nil
}

// digests and ciphers are what a signature may be made with.
var (
	digests = []asn1.ObjectIdentifier{pkcs7.OIDDigestAlgorithmSHA256, pkcs7.OIDDigestAlgorithmSHA384, pkcs7.OIDDigestAlgorithmSHA512}
	ciphers = []asn1.ObjectIdentifier{
		pkcs7.OIDEncryptionAlgorithmRSA, pkcs7.OIDEncryptionAlgorithmRSASHA256, pkcs7.OIDEncryptionAlgorithmRSASHA384, pkcs7.OIDEncryptionAlgorithmRSASHA512,
		pkcs7.OIDDigestAlgorithmECDSASHA256, pkcs7.OIDDigestAlgorithmECDSASHA384, pkcs7.OIDDigestAlgorithmECDSASHA512,
	}
)

func (s *structure) strong() error {
	signer := s.Signers[0]
	if !slices.ContainsFunc(digests, signer.DigestAlgorithm.Algorithm.Equal) || !slices.ContainsFunc(ciphers, signer.DigestEncryptionAlgorithm.Algorithm.Equal) {
		return refuse(Weak)
	}
	switch key := s.signer.PublicKey.(type) {
	case *rsa.PublicKey:
		if key.N.BitLen() >= rsaBits {
			return nil
		}
	case *ecdsa.PublicKey:
		if key.Curve != elliptic.P224() {
			return nil
		}
	}
	return refuse(Weak)
}
