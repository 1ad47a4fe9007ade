package signer

import (
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"time"

	"github.com/smallstep/pkcs7"
)

// Sign makes a detached signature over a text, as of that time, with the certificate and its root inside.
func (t Token) Sign(text []byte, at time.Time) ([]byte, error) {
	sd, err := pkcs7.NewSignedData(text)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	if err := sd.AddSignerChain(t.Certificate, t.key, []*x509.Certificate{t.root}, pkcs7.SignerInfoConfig{}); err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	if err := t.date(sd, at); err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	sd.Detach()
	return sd.Finish()
}

// date sets the time of the signature. The library knows only the machine's clock, so what it signed is signed anew.
func (t Token) date(sd *pkcs7.SignedData, at time.Time) error {
	signer := &sd.GetSignedData().SignerInfos[0]
	for i := range signer.AuthenticatedAttributes {
		if a := &signer.AuthenticatedAttributes[i]; a.Type.Equal(pkcs7.OIDAttributeSigningTime) {
			value, err := asn1.Marshal(at.UTC())
			if err != nil {
				return err
			}
			a.Value = asn1.RawValue{Tag: asn1.TagSet, IsCompound: true, Bytes: value}
		}
	}
	attributes, err := asn1.MarshalWithParams(signer.AuthenticatedAttributes, "set")
	if err != nil {
		return err
	}
	digest := sha256.Sum256(attributes)
	signer.EncryptedDigest, err = t.key.Sign(rand.Reader, digest[:], crypto.SHA256)
	return err
}
