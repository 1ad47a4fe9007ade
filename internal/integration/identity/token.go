package identity

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/yagona/portal/internal/catalogue"
)

// token redeems a code, once, for whoever knows the client's secret and the verifier of the challenge.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	if !p.isClient(r) {
		w.Header().Set("WWW-Authenticate", `Basic realm="token"`)
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	if r.PostFormValue("grant_type") != "authorization_code" {
		answer(w, http.StatusBadRequest, map[string]string{"error": "unsupported_grant_type"})
		return
	}
	g, ok := p.redeem(r.PostFormValue("code"))
	if !ok || g.redirect != r.PostFormValue("redirect_uri") || !verifies(g.challenge, r.PostFormValue("code_verifier")) {
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	id, err := p.idToken(g)
	if err != nil {
		answer(w, http.StatusInternalServerError, map[string]string{"error": "server_error"})
		return
	}
	g.expires = p.config.Now().Add(tokenLife)
	answer(w, http.StatusOK, map[string]any{
		"access_token": p.keep(g), "token_type": "Bearer", "expires_in": int(tokenLife.Seconds()), "id_token": id,
	})
}

// isClient takes the secret from the header or the body. In the header both parts are form-encoded (RFC 6749, 2.3.1).
func (p *Provider) isClient(r *http.Request) bool {
	id, secret, ok := r.BasicAuth()
	if ok {
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
	} else {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	return id == p.config.ClientID && subtle.ConstantTimeCompare([]byte(secret), []byte(p.config.ClientSecret)) == 1
}

func verifies(challenge, verifier string) bool {
	sum := sha256.Sum256([]byte(verifier))
	return len(verifier) >= 43 && subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(challenge)) == 1
}

// personClaims is what the provider says of a person, in the id_token and at userinfo.
type personClaims struct {
	Name  string `json:"name"`
	PINFL string `json:"pinfl,omitempty"`
}

func (p *Provider) idToken(g grant) (string, error) {
	now := p.config.Now()
	return jwt.Signed(p.signer).
		Claims(jwt.Claims{
			Issuer: p.config.Issuer, Subject: g.persona.Subject, Audience: jwt.Audience{p.config.ClientID},
			IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(tokenLife)),
		}).
		Claims(personClaims{Name: g.persona.Name, PINFL: g.persona.PINFL}).
		Claims(struct {
			Nonce    string              `json:"nonce,omitempty"`
			ACR      catalogue.Assurance `json:"acr"`
			AuthTime int64               `json:"auth_time"`
		}{g.nonce, g.level, g.at.Unix()}).
		Serialize()
}

func (p *Provider) userinfo(w http.ResponseWriter, r *http.Request) {
	bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	g, known := p.kept(bearer)
	if !ok || !known {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_token"})
		return
	}
	answer(w, http.StatusOK, struct {
		Subject string `json:"sub"`
		personClaims
	}{g.persona.Subject, personClaims{g.persona.Name, g.persona.PINFL}})
}
