package signer

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"time"
)

// Seal is a key with its certificate and that of its authority, with which a demonstration seals papers: always the same
// for a secret, so that every replica has them and a restart changes none. It proves nothing.
func Seal(secret string) (*ecdsa.PrivateKey, []*x509.Certificate, error) {
	var keys [2]*ecdsa.PrivateKey
	for i, purpose := range []string{"authority", "seal"} {
		raw := sha256.Sum256([]byte(purpose + ": " + secret))
		key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), raw[:])
		if err != nil {
			return nil, nil, fmt.Errorf("key of the demo's %s: %w", purpose, err)
		}
		keys[i] = key
	}
	root := sealCertificate("Demo root of papers: proves nothing", keys[0])
	root.IsCA, root.KeyUsage = true, x509.KeyUsageCertSign
	own := sealCertificate("Demo portal: proves nothing", keys[1])
	own.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	var chain []*x509.Certificate
	for i, c := range []*x509.Certificate{own, root} {
		der, err := x509.CreateCertificate(nil, c, root, keys[1-i].Public(), keys[0]) // without chance: the same bytes each time
		if err != nil {
			return nil, nil, fmt.Errorf("certificate of the demo's seal: %w", err)
		}
		parsed, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, nil, fmt.Errorf("certificate of the demo's seal: %w", err)
		}
		chain = append(chain, parsed)
	}
	return keys[1], chain, nil
}

// sealCertificate holds for longer than any demonstration; its serial number is made of the secret too.
func sealCertificate(name string, key *ecdsa.PrivateKey) *x509.Certificate {
	raw, _ := key.PublicKey.Bytes() // of a key that was just made
	sum := sha256.Sum256(raw)
	return &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(sum[:15]), Subject: pkix.Name{CommonName: name, Country: []string{"UZ"}}, BasicConstraintsValid: true,
		NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2050, 1, 1, 0, 0, 0, 0, time.UTC),
	}
}
