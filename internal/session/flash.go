package session

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/yagona/portal/internal/locale"
)

// flash is a message for the next page: the id and the arguments, so that it speaks that page's language.
type flash struct {
	ID   string
	Args []any
}

// SetFlash leaves a message of package locale for the person's next page. It travels in a cookie that the session's
// own token signs: reading it writes nothing to the database, and no other site can put words into our mouth.
// Signed-out visitors have no flash: their pages say what they have to say themselves.
func (s *Store) SetFlash(w http.ResponseWriter, r *http.Request, id string, args ...any) {
	token := s.token(r)
	if token == "" {
		return
	}
	raw, err := json.Marshal(flash{ID: id, Args: args})
	if err != nil {
		return
	}
	value := base64.RawURLEncoding.EncodeToString(raw) + "." + base64.RawURLEncoding.EncodeToString(sign(token, raw))
	http.SetCookie(w, s.cookie("flash", value, 300))
}

// Flash is the message that the former page left, in that language, or empty.
func Flash(ctx context.Context, l locale.Lang) string {
	f := fromContext(ctx).flash
	if f == nil {
		return ""
	}
	return l.T(f.ID, f.Args...)
}

// takeFlash reads the message and has the browser forget it. Only a page takes it: a POST on the way leaves it.
func (s *Store) takeFlash(w http.ResponseWriter, r *http.Request, token string) *flash {
	c, err := r.Cookie(s.cookieName("flash"))
	if err != nil || r.Method != http.MethodGet {
		return nil
	}
	s.dropCookie(w, s.cookieName("flash"))
	body, mac, _ := strings.Cut(c.Value, ".")
	raw, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return nil
	}
	given, err := base64.RawURLEncoding.DecodeString(mac)
	if err != nil || !hmac.Equal(given, sign(token, raw)) {
		return nil
	}
	var f flash
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if dec.Decode(&f) != nil {
		return nil
	}
	for i, a := range f.Args {
		if n, ok := a.(json.Number); ok { // a count chooses the plural, so it has to be a number again
			whole, err := n.Int64()
			if err != nil {
				return nil
			}
			f.Args[i] = whole
		}
	}
	return &f
}

func sign(token string, raw []byte) []byte {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte("flash\x00"))
	mac.Write(raw)
	return mac.Sum(nil)
}
