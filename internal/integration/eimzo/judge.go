package eimzo

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/yagona/portal/internal/signature"
)

// judge is what an answer means for a signature: a good one with its facts, or a refusal that says how to mend it.
func (c *Client) judge(said answer, o signature.Opened, text []byte) (signature.Signed, error) {
	now := c.config.Now()
	if err := said.refusal(o, text, now); err != nil {
		return signature.Signed{}, err
	}
	s, err := said.signer(o)
	if err != nil {
		return signature.Signed{}, signature.Unknown(err)
	}
	at := s.SigningTime.Time
	if s.Stamp != nil {
		at = s.Stamp.Time.Time
	}
	if err := signature.Timely(at, now); err != nil {
		return signature.Signed{}, err
	}
	good := signature.Signed{Text: text, Signature: o.DER}
	good.Facts = signature.Facts{Certificate: s.Certificates[0].facts(), SignedAt: at, VerifiedAt: now, By: signature.EImzo}
	if !s.StatusUpdatedAt.Time.IsZero() {
		good.UnrevokedAt = &s.StatusUpdatedAt.Time
	}
	return good, nil
}

// refusal is nil for an answer that says yes in every place where it could say no.
func (a answer) refusal(o signature.Opened, text []byte, now time.Time) error {
	cause := fmt.Errorf("e-imzo: status %d", a.Status)
	switch a.Status {
	case statusGood:
		return a.doubt(now)
	case statusUnknown, statusStampUnknown:
		return signature.Unknown(cause)
	case statusBroken:
		return signature.Refuse(broken(o, text), cause)
	case statusCertificate:
		return signature.Refuse(a.distrust(now), cause)
	case statusThen:
		return signature.Refuse(signature.Expired, cause)
	case statusStampBroken:
		return signature.Refuse(signature.Broken, cause)
	default: // a timestamp that is not trusted, and whatever may come: no, and not why
		return signature.Refuse(signature.NotAccepted, cause)
	}
}

// broken tells a signature over another text from one that is no good, where we know its digest.
func broken(o signature.Opened, text []byte) signature.Reason {
	if !o.Over(text) {
		return signature.OtherText
	}
	return signature.Broken
}

// distrust is why the certificate is not good, as far as the answer tells.
func (a answer) distrust(now time.Time) signature.Reason {
	s := a.only()
	switch {
	case s == nil:
		return signature.NotAccepted
	case s.Revoked != nil:
		return signature.Revoked
	case s.Certificates[0].ValidTo.Time.Before(now) || s.Certificates[0].ValidFrom.Time.After(now):
		return signature.Expired
	default:
		return signature.Untrusted
	}
}

// doubt is what else of a good answer says no. A server that contradicts itself is not believed.
func (a answer) doubt(now time.Time) error {
	s := a.only()
	switch {
	case s == nil:
		return signature.Unknown(errors.New("e-imzo: a good signature without its one signer"))
	case s.Revoked != nil || !s.Trusted || s.Certificates[0].ValidTo.Time.Before(now):
		return signature.Refuse(a.distrust(now), nil)
	case !s.Verified || s.Stamp != nil && !s.Stamp.Verified:
		return signature.Refuse(signature.Broken, nil)
	case !s.ValidThen:
		return signature.Refuse(signature.Expired, nil)
	default:
		return nil
	}
}

// only is the one signer with its certificate, nil where there is not exactly one.
func (a answer) only() *signed {
	if a.Info == nil || len(a.Info.Signers) != 1 || len(a.Info.Signers[0].Certificates) == 0 {
		return nil
	}
	return &a.Info.Signers[0]
}

// signer is the one signer of a good answer, who must be the one in the signature: with the same certificate, and at
// the same time. Another time means that the server's clock is not Tashkent's, and everything would be kept wrong.
func (a answer) signer(o signature.Opened) (*signed, error) {
	s := a.only()
	switch {
	case !strings.EqualFold(s.Certificates[0].Serial, o.Serial):
		return nil, errors.New("e-imzo: the answer is about another certificate")
	case !s.SigningTime.Time.Equal(o.At.Truncate(time.Second)):
		return nil, errors.New("e-imzo: the answer names another time than the signature: the server has to run by the clock of Tashkent")
	case s.Stamp != nil && s.Stamp.Time.Time.IsZero():
		return nil, errors.New("e-imzo: a timestamp without a time")
	}
	return s, nil
}
