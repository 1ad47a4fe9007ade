package eimzo

import (
	"strings"
	"time"

	"github.com/yagona/portal/internal/signature"
	"github.com/yagona/portal/internal/workday"
)

// path is where the server verifies detached signatures.
const path = "/backend/pkcs7/verify/detached"

// Headers and parts of a request.
const (
	headerFrom = "X-Real-IP" // of the person's machine
	parting    = "|"         // between the text and the signature, each in Base64
)

// Statuses that the server answers with.
const (
	statusGood          = 1
	statusUnknown       = -1  // the state of the certificate could not be learnt
	statusBroken        = -10 // the signature is not good
	statusCertificate   = -11 // the certificate is not good
	statusThen          = -12 // the certificate was not valid when it signed
	statusStampUnknown  = -20 // the state of the timestamp's certificate could not be learnt
	statusStampBroken   = -21 // the timestamp is of another signature
	statusStampDistrust = -22 // its certificate is not good
	statusStampThen     = -23 // its certificate was not valid then
)

// answer is what the server says.
type answer struct {
	Status int    `json:"status"`
	Info   *info  `json:"pkcs7Info,omitempty"`
	Text   string `json:"message"`
}

type info struct {
	Signers []signed `json:"signers"`
}

// signed is one signer of a signature.
type signed struct {
	Certificates    []certificate `json:"certificate"` // the signer's first, then those above it
	SigningTime     moment        `json:"signingTime"`
	Stamp           *stamp        `json:"timeStampInfo,omitempty"`
	Verified        bool          `json:"verified"`
	Trusted         bool          `json:"certificateVerified"`
	ValidThen       bool          `json:"certificateValidAtSigningTime"`
	Revoked         any           `json:"revokedStatusInfo,omitempty"`
	StatusUpdatedAt moment        `json:"statusUpdatedAt"`
}

type stamp struct {
	Time     moment `json:"time"`
	Verified bool   `json:"verified"`
}

type certificate struct {
	Subject   map[string]string `json:"subjectInfo"`
	Issuer    map[string]string `json:"issuerInfo"`
	Serial    string            `json:"serialNumber"`
	ValidFrom moment            `json:"validFrom"`
	ValidTo   moment            `json:"validTo"`
}

// facts is the certificate in our words. The names in it are the same whoever reads it.
func (c certificate) facts() signature.Certificate {
	return signature.Certificate{
		Name: c.Subject["CN"], PINFL: c.Subject[signature.NamePINFL], TIN: c.Subject[signature.NameTIN],
		Serial: strings.ToLower(c.Serial), Issuer: c.Issuer["CN"], NotBefore: c.ValidFrom.Time, NotAfter: c.ValidTo.Time,
	}
}

// moment is a time as the server writes it: by the clock of Tashkent, without saying so.
type moment struct{ Time time.Time }

func (m *moment) UnmarshalText(raw []byte) (err error) {
	if len(raw) > 0 {
		m.Time, err = time.ParseInLocation(time.DateTime, string(raw), workday.Zone)
	}
	return err
}

// MarshalText writes nothing where there is no time.
func (m moment) MarshalText() ([]byte, error) {
	if m.Time.IsZero() {
		return nil, nil
	}
	return []byte(m.Time.In(workday.Zone).Format(time.DateTime)), nil
}
