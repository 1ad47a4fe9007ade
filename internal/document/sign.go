package document

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"net/url"
	"strings"
	"time"

	"github.com/yagona/portal/internal/locale"
)

// Address is what the QR code of a result says: the page that verifies it, and a signature of what stands on the paper
// that a reader without a network can check against the published keys. The page is in the language of the copy.
func (s *Store) Address(ctx context.Context, d Document, l locale.Lang) (string, error) {
	key, err := s.key(ctx)
	if err != nil {
		return "", err
	}
	code := cmp.Or(d.Code, d.Number) // a paper without a code is known by its number, and by the signature alone
	q := url.Values{"n": {d.Number}, "t": {d.Kind}, "h": {initials(d.Holder)}, "d": {day(&d.IssuedAt)}, "k": {key.Name()}}
	if d.ValidUntil != nil {
		q.Set("u", day(d.ValidUntil))
	}
	q.Set("s", base64.RawURLEncoding.EncodeToString(ed25519.Sign(key.private, signed(code, q))))
	return s.base + "/" + string(l) + "/verify/" + code + "?" + q.Encode(), nil
}

// signed is what is signed of a paper: its code, number, kind, the holder's initials, the day of issue and the last day
// of validity, each on a line, below the name of the format and the key.
func signed(code string, q url.Values) []byte {
	return []byte(strings.Join([]string{"paper-2", q.Get("k"), code, q.Get("n"), q.Get("t"), q.Get("h"), q.Get("d"), q.Get("u")}, "\n"))
}

// unnamed is what was signed before keys had names: papers of then are still in people's hands.
func unnamed(code string, q url.Values) []byte {
	return []byte(strings.Join([]string{code, q.Get("n"), q.Get("d"), q.Get("u")}, "|"))
}

// Mark is what a QR code's signature says without a look into the database.
type Mark string

// Marks. The words are messages document.mark.<mark>.
const (
	NoMark     Mark = ""         // there is no signature: the code was typed
	Genuine    Mark = "genuine"  // what the QR code says was signed by us
	Tampered   Mark = "tampered" // it was not: something was changed
	UnknownKey Mark = "unknown"  // the key that it names is none of ours
	KeyOver    Mark = "over"     // the paper is dated after the last day on which that key signed
)

// Check checks the signature in the address of a QR code against the published keys. It needs no network: it says that
// the paper was issued by us and what stood on it, not that it was not revoked later.
func Check(keys []PublicKey, address string) Mark {
	u, err := url.Parse(address)
	if err != nil {
		return Tampered
	}
	q, code := u.Query(), u.Path[strings.LastIndex(u.Path, "/")+1:]
	if !q.Has("s") && !q.Has("n") {
		return NoMark
	}
	known := "nthduks"
	if !q.Has("k") {
		known = "ndus"
	}
	for name, all := range q {
		if len(all) != 1 || len(name) != 1 || !strings.Contains(known, name) { // what is said twice, or was not signed, is not believed
			return Tampered
		}
	}
	sign, err := base64.RawURLEncoding.Strict().DecodeString(q.Get("s"))
	if err != nil {
		return Tampered
	}
	found := UnknownKey
	for _, key := range keys {
		text := signed(code, q)
		if !q.Has("k") {
			text = unnamed(code, q)
		} else if q.Get("k") != key.Name() {
			continue
		}
		switch {
		case !ed25519.Verify(key.Public, text, sign):
			found = Tampered
		case key.RetiredAt != nil && q.Get("d") > day(key.RetiredAt):
			return KeyOver
		default:
			return Genuine
		}
	}
	return found
}

func day(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format("20060102")
}
