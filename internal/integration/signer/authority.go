// Package signer stands in for the token of a person: a small certification authority, certificates of invented
// people, and a server on whose page a person signs what a portal asks to have signed. It exists so that the portal can
// be tried and tested, never for real people; see Client for what the portal knows of it.
package signer

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"slices"
	"sync"
	"time"
)

// Names in the subject of a certificate, as the national certification centres write them.
var (
	oidTIN   = asn1.ObjectIdentifier{1, 2, 860, 3, 16, 1, 1}
	oidPINFL = asn1.ObjectIdentifier{1, 2, 860, 3, 16, 1, 2}
)

// Lives of what the authority makes.
const (
	rootLife = 10 * 365 * 24 * time.Hour
	listLife = 24 * time.Hour
)

// Authority issues certificates and takes them back.
type Authority struct {
	Root *x509.Certificate
	key  *ecdsa.PrivateKey
	now  func() time.Time

	mu      sync.Mutex
	revoked []x509.RevocationListEntry
	number  int64 // of the last list
}

// NewAuthority makes an authority with a key of its own, which lives as long as the process.
func NewAuthority(name string, now func() time.Time) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("key of the authority: %w", err)
	}
	at := now()
	root := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: name, Country: []string{"UZ"}},
		NotBefore: at.Add(-rootLife), NotAfter: at.Add(rootLife), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	a := &Authority{key: key, now: now}
	a.Root, err = issue(root, root, key.Public(), key)
	return a, err
}

// Holder is whom a certificate is for, and from when to when.
type Holder struct {
	Name      string
	PINFL     string
	TIN       string // of the legal entity that the holder acts for
	NotBefore time.Time
	NotAfter  time.Time
	Usage     x509.KeyUsage // zero: for signing
	Key       crypto.Signer // nil: a new one on P-256
}

// Token is a certificate with its key.
type Token struct {
	*x509.Certificate
	key  crypto.Signer
	root *x509.Certificate
}

// Issue makes a certificate.
func (a *Authority) Issue(h Holder) (Token, error) {
	if h.Key == nil {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return Token{}, fmt.Errorf("key of a token: %w", err)
		}
		h.Key = key
	}
	if h.Usage == 0 {
		h.Usage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	}
	subject := pkix.Name{CommonName: h.Name, Country: []string{"UZ"}}
	if h.PINFL != "" {
		subject.ExtraNames = append(subject.ExtraNames, pkix.AttributeTypeAndValue{Type: oidPINFL, Value: h.PINFL})
	}
	if h.TIN != "" {
		subject.ExtraNames = append(subject.ExtraNames, pkix.AttributeTypeAndValue{Type: oidTIN, Value: h.TIN})
	}
	cert, err := issue(&x509.Certificate{
		SerialNumber: serial(), Subject: subject, NotBefore: h.NotBefore, NotAfter: h.NotAfter, KeyUsage: h.Usage, BasicConstraintsValid: true,
	}, a.Root, h.Key.Public(), a.key)
	return Token{Certificate: cert, key: h.Key, root: a.Root}, err
}

// Revoke takes a certificate back: it stands on the next list.
func (a *Authority) Revoke(c *x509.Certificate) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.revoked = append(a.revoked, x509.RevocationListEntry{SerialNumber: c.SerialNumber, RevocationTime: a.now()})
}

// List is the revocation list as of now, in DER.
func (a *Authority) List() ([]byte, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.number++
	at := a.now()
	return x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number: big.NewInt(a.number), ThisUpdate: at, NextUpdate: at.Add(listLife), RevokedCertificateEntries: slices.Clone(a.revoked),
	}, a.Root, a.key)
}

func issue(c, parent *x509.Certificate, public any, key crypto.Signer) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(rand.Reader, c, parent, public, key)
	if err != nil {
		return nil, fmt.Errorf("issue a certificate: %w", err)
	}
	return x509.ParseCertificate(der)
}

func serial() *big.Int {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // never fails on our systems; the runtime aborts if it does
	raw[0] &= 0x7f
	return new(big.Int).SetBytes(raw[:])
}
