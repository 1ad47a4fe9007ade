package eimzo

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/signature"
)

// requestMost is more than a text with its signature has.
const requestMost = 4 << 20

// Fake speaks the protocol of the server and has signatures verified against roots of ours. It exists so that the
// client can be tried and tested.
type Fake struct {
	Site     string // which it has a licence for
	Verifier interface {
		Verify(ctx context.Context, text, sig []byte, from string) (signature.Signed, error)
	}
}

func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text, sig, ok := f.read(r)
	if r.URL.Path != path || r.Method != http.MethodPost {
		http.NotFound(w, r)
		return
	}
	if !ok {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	good, err := f.Verifier.Verify(r.Context(), text, sig, r.Header.Get(headerFrom))
	_ = json.NewEncoder(w).Encode(say(good, err)) // who asked has left; there is nobody to tell
}

// read takes a request apart. The server wants to know for which site it verifies and for which machine.
func (f *Fake) read(r *http.Request) (text, sig []byte, ok bool) {
	body, err := io.ReadAll(io.LimitReader(r.Body, requestMost))
	first, second, parted := strings.Cut(string(body), parting)
	if err != nil || !parted || r.Host != f.Site || r.Header.Get(headerFrom) == "" {
		return nil, nil, false
	}
	text, err = base64.StdEncoding.DecodeString(first)
	if err != nil {
		return nil, nil, false
	}
	sig, err = base64.StdEncoding.DecodeString(second)
	return text, sig, err == nil
}

// say is the answer to what our own verification found.
func say(good signature.Signed, err error) answer {
	switch {
	case err == nil:
		return answer{Status: statusGood, Info: &info{[]signed{yes(good.Facts)}}}
	case problem.Is(err, problem.Unavailable):
		return answer{Status: statusUnknown, Text: "certificate status is unknown"}
	case signature.RefusedFor(err, signature.Revoked):
		return answer{Status: statusCertificate, Text: "certificate is not valid", Info: &info{[]signed{{
			Verified: true, Trusted: true, Certificates: []certificate{{}}, Revoked: map[string]string{"revocationReason": "unspecified"},
		}}}}
	case signature.RefusedFor(err, signature.Untrusted), signature.RefusedFor(err, signature.NotForThis):
		return answer{Status: statusCertificate, Text: "certificate is not valid"}
	case signature.RefusedFor(err, signature.Expired):
		return answer{Status: statusThen, Text: "certificate is not valid at signing time"}
	default:
		return answer{Status: statusBroken, Text: "signature is not valid"}
	}
}

// yes is a good signer, as the server describes one.
func yes(f signature.Facts) signed {
	subject := map[string]string{"CN": f.Name, signature.NamePINFL: f.PINFL}
	if f.TIN != "" {
		subject[signature.NameTIN] = f.TIN
	}
	s := signed{
		SigningTime: moment{f.SignedAt}, Verified: true, Trusted: true, ValidThen: true, StatusUpdatedAt: moment{f.VerifiedAt.Add(-time.Second)},
		Certificates: []certificate{{
			Subject: subject, Issuer: map[string]string{"CN": f.Issuer}, Serial: f.Serial, ValidFrom: moment{f.NotBefore}, ValidTo: moment{f.NotAfter},
		}},
	}
	if f.UnrevokedAt != nil {
		s.StatusUpdatedAt = moment{*f.UnrevokedAt}
	}
	return s
}
