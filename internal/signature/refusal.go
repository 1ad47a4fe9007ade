package signature

import "github.com/yagona/portal/internal/problem"

// Reason is why a signature is not taken. The message signature.refused.<reason> says how to mend it.
type Reason string

// Reasons.
const (
	Missing      Reason = "missing"       // there is none
	TooLarge     Reason = "too-large"     // more bytes than any signature has
	Unreadable   Reason = "unreadable"    // no CMS structure, or a broken one
	Attached     Reason = "attached"      // it carries the text inside: a detached one is asked for
	NoSigner     Reason = "no-signer"     // nobody signed, or the certificate is not inside
	Several      Reason = "several"       // more than one signer
	Unbound      Reason = "unbound"       // the signed attributes are missing or said twice
	Weak         Reason = "weak"          // a digest, a cipher or a key that can be forged
	OtherText    Reason = "other-text"    // over another text
	Broken       Reason = "broken"        // the mathematics do not hold
	Untrusted    Reason = "untrusted"     // the chain leads to no root of ours
	NotForThis   Reason = "not-for-this"  // the certificate is not for signing
	Expired      Reason = "expired"       // the certificate is not valid, then or now
	Revoked      Reason = "revoked"       // the certificate was taken back
	Untimely     Reason = "untimely"      // made too long ago, or in the future
	OtherPerson  Reason = "other-person"  // the certificate names somebody else
	OtherCompany Reason = "other-company" // the certificate names another legal entity
	NotAccepted  Reason = "not-accepted"  // the verification server says no, and not why
)

// refuse is the problem with that reason.
func refuse(why Reason, args ...any) *problem.Error {
	return problem.New(problem.Invalid, "signature.refused."+string(why), args...)
}

// Refuse is the problem of a verifier elsewhere.
func Refuse(why Reason, cause error) error { return refuse(why).Because(cause) }

// Unknown is the problem of a certificate whose state nobody could tell: neither good nor bad, to be tried again.
func Unknown(cause error) error {
	return problem.New(problem.Unavailable, "signature.unknown").Because(cause)
}

// RefusedFor reports whether err is a refusal with that reason.
func RefusedFor(err error, why Reason) bool {
	p := problem.Of(err)
	return p != nil && p.ID == "signature.refused."+string(why)
}
