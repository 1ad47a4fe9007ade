// Package signature is what people sign and how a signature is checked.
//
// A person signs the summary of an application: see Summary for its form. The signature is a detached CMS structure
// (RFC 5652) with one signer, whose certificate leads to a root that the portal trusts and names the person by the
// PINFL. What is kept with the application is enough to check it again for ever, without the portal:
//
//	openssl cms -verify -binary -inform DER -in signature.p7s -content summary.txt -CAfile root.pem -purpose any
//
// Once the certificates have expired, -attime with the time of signing says as of when.
package signature

import (
	"crypto/x509"
	"fmt"
	"time"

	"github.com/yagona/portal/internal/locale"
)

// Limits of a signature, in bytes, and of its time.
const (
	// Largest is more than any token makes: a signature with its chain, a timestamp and the state of the certificate.
	Largest = 64 << 10
	// Age is how long ago a signature may have been made: long enough to sign on another machine, too short to keep a
	// stolen key's work for later.
	Age = 24 * time.Hour
	// Ahead is how far the clock of a person's machine may be ahead of ours.
	Ahead = 5 * time.Minute
)

// Names in the subject of a certificate, as the national certification centres write them.
const (
	NameTIN   = "1.2.860.3.16.1.1" // of the legal entity that the holder acts for
	NamePINFL = "1.2.860.3.16.1.2"
)

// Certificate is what the signer's certificate says.
type Certificate struct {
	Name      string
	PINFL     string
	TIN       string // of a legal entity; empty for a person's own certificate
	Serial    string // hexadecimal
	Issuer    string
	NotBefore time.Time
	NotAfter  time.Time
}

// Facts is who signed, by what, when, and who found it good.
type Facts struct {
	Certificate
	SignedAt    time.Time  // as the signer's machine or a timestamp says
	VerifiedAt  time.Time  // by our clock
	By          string     // who verified: Own or EImzo
	UnrevokedAt *time.Time // as of when it is known that the certificate was not revoked; nil: nobody was asked
	Rooted      bool       // the root is kept too
	Row         int        // version of the application whose correction was signed; 0: how it was first sent
}

// Signed is a signature that was found good.
type Signed struct {
	Facts
	Text      []byte // what was signed, to the byte
	Lang      locale.Lang
	Signature []byte // the detached CMS structure in DER
	Root      []byte // the certificate in DER to which the chain led; nil where a verification server keeps it
}

// Belongs is nil when the certificate is that person's and, where it names a legal entity and the application is for
// one, that entity's.
func (c Certificate) Belongs(pinfl, tin string) error {
	switch {
	case c.PINFL == "" || c.PINFL != pinfl:
		return refuse(OtherPerson, "Name", c.Name)
	case c.TIN != "" && tin != "" && c.TIN != tin:
		return refuse(OtherCompany, "TIN", c.TIN)
	default:
		return nil
	}
}

// Timely is nil when a signature of that time may be taken now.
func Timely(at, now time.Time) error {
	if at.Before(now.Add(-Age)) || at.After(now.Add(Ahead)) {
		return refuse(Untimely, "Hours", int(Age.Hours()))
	}
	return nil
}

// read takes from a certificate what people are told of it.
func read(c *x509.Certificate) Certificate {
	out := Certificate{
		Name: c.Subject.CommonName, Serial: fmt.Sprintf("%x", c.SerialNumber), Issuer: c.Issuer.CommonName,
		NotBefore: c.NotBefore, NotAfter: c.NotAfter,
	}
	for _, name := range c.Subject.Names {
		value, _ := name.Value.(string)
		switch name.Type.String() {
		case NamePINFL:
			out.PINFL = value
		case NameTIN:
			out.TIN = value
		}
	}
	return out
}
