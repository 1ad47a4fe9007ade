package identity

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"time"

	"github.com/yagona/portal/internal/catalogue"
)

// sealed is what a code carries: the grant itself, closed with the secret of the client. So each replica of the portal,
// which plays the same provider, can redeem what another gave out.
type sealed struct {
	Subject   string
	Level     catalogue.Assurance
	Nonce     string
	Challenge string
	Redirect  string
	At        time.Time
	Expires   time.Time
}

func sealer(secret string) (cipher.AEAD, error) {
	key := sha256.Sum256([]byte("codes of the demo provider: " + secret))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// code gives out a grant.
func (p *Provider) code(g grant) (string, error) {
	raw, err := json.Marshal(sealed{g.persona.Subject, g.level, g.nonce, g.challenge, g.redirect, g.at, g.expires})
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(p.codes.Seal(nil, nil, raw, nil)), nil //nolint:gosec // the cipher draws its nonce itself
}

// redeem takes a code that has not expired, once. What another replica has redeemed is not known here: it is a
// demonstration, and whoever tries must know the client's secret and the verifier.
func (p *Provider) redeem(code string) (grant, bool) {
	closed, err := base64.RawURLEncoding.Strict().DecodeString(code)
	if err != nil {
		return grant{}, false
	}
	raw, err := p.codes.Open(nil, nil, closed, nil)
	if err != nil {
		return grant{}, false
	}
	var s sealed
	if err := json.Unmarshal(raw, &s); err != nil {
		return grant{}, false
	}
	i := slices.IndexFunc(p.config.Personas, func(x Persona) bool { return x.Subject == s.Subject })
	if i < 0 || !p.first(code, s.Expires) {
		return grant{}, false
	}
	return grant{p.config.Personas[i], s.Level, s.Nonce, s.Challenge, s.Redirect, s.At, s.Expires}, true
}

// first reports whether a code comes for the first time and in time. Old ones are forgotten on the way.
func (p *Provider) first(code string, expires time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.config.Now()
	for old, until := range p.used {
		if !now.Before(until) {
			delete(p.used, old)
		}
	}
	_, before := p.used[code]
	p.used[code] = expires
	return !before && now.Before(expires)
}
