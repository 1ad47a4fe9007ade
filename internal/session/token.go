package session

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"time"
)

// newToken is 256 random bits. crypto/rand never fails: it ends the program instead.
func newToken() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// hash is what the database keeps of a token. The token is random, so that a plain fast hash is enough.
func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// wellFormed keeps rubbish in a cookie from costing a query.
func wellFormed(token string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	return err == nil && len(raw) == 32
}

// cookieName carries the __Host- prefix wherever it can: no other host and no plain connection can then set it.
func (s *Store) cookieName(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

// token is the browser's session token, or empty.
func (s *Store) token(r *http.Request) string { return s.read(r, "session") }

func (s *Store) read(r *http.Request, name string) string {
	c, err := r.Cookie(s.cookieName(name))
	if err != nil || !wellFormed(c.Value) {
		return ""
	}
	return c.Value
}

// setCookie has no lifetime of its own: it goes when the browser closes, which is what shared computers need.
func (s *Store) setCookie(w http.ResponseWriter, token string) {
	http.SetCookie(w, s.cookie("session", token, 0))
}

func (s *Store) cookie(name, value string, maxAge int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // plain http is for development only; serve refuses it for real people
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: maxAge,
		Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

func (s *Store) dropCookie(w http.ResponseWriter, fullName string) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // as above
		Name: fullName, Path: "/", MaxAge: -1, Expires: time.Unix(1, 0),
		Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}
