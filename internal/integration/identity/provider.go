package identity

import (
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
)

// Lifetimes at the demo provider: a code is redeemed at once or never.
const (
	codeLife  = time.Minute
	tokenLife = 5 * time.Minute
)

// Choice is what the page of personas shows.
type Choice struct {
	Lang     locale.Lang
	Action   string // where the one form goes: fields "subject", and "level" for a lower one; "cancel" goes back
	Level    catalogue.Assurance
	Personas []Persona
}

// ProviderConfig is the demo provider's one client, its people and its page.
type ProviderConfig struct {
	Issuer        string // the portal's base URL + /demo/identity
	ClientID      string
	ClientSecret  string
	RedirectURL   string
	SignedOutURLs []string // where sign-out may lead; matched as prefixes
	Personas      []Persona
	Page          func(http.ResponseWriter, *http.Request, Choice) error
	Now           func() time.Time
}

// Provider is the demo identity provider: a real OpenID Connect server whose people are chosen from a list. It keeps
// no session and no password: it exists so that the portal can be tried and tested, never for real people.
type Provider struct {
	config ProviderConfig
	path   string // of the issuer
	signer jose.Signer
	keys   jose.JSONWebKeySet
	mux    *http.ServeMux
	codes  cipher.AEAD

	mu     sync.Mutex
	used   map[string]time.Time // codes that were redeemed, until they would have expired anyway
	tokens map[string]grant
}

// grant is what a code or an access token stands for.
type grant struct {
	persona   Persona
	level     catalogue.Assurance
	nonce     string
	challenge string
	redirect  string
	at        time.Time
	expires   time.Time
}

// NewProvider makes the provider with a fresh key: it lives as long as the process, which is all that a demo needs.
func NewProvider(c ProviderConfig) (*Provider, error) {
	issuer, err := url.Parse(c.Issuer)
	if err != nil {
		return nil, fmt.Errorf("demo issuer: %w", err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("demo key: %w", err)
	}
	id := rand.Text()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: id}},
		(&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return nil, fmt.Errorf("demo signer: %w", err)
	}
	codes, err := sealer(c.ClientSecret)
	if err != nil {
		return nil, fmt.Errorf("demo codes: %w", err)
	}
	p := &Provider{
		config: c, path: issuer.Path, signer: signer, mux: http.NewServeMux(),
		keys:  jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: id, Algorithm: string(jose.ES256), Use: "sig"}}},
		codes: codes, used: map[string]time.Time{}, tokens: map[string]grant{},
	}
	p.routes()
	return p, nil
}

// Path is where the provider stands on the portal's listener: /demo/identity.
func (p *Provider) Path() string { return p.path }

// ServeHTTP answers everything below the issuer's path.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	p.mux.ServeHTTP(w, r)
}

func (p *Provider) routes() {
	p.mux.HandleFunc("GET "+p.path+"/.well-known/openid-configuration", p.discovery)
	p.mux.HandleFunc("GET "+p.path+"/jwks", p.jwks)
	p.mux.HandleFunc("GET "+p.path+"/authorize", p.choose)
	p.mux.HandleFunc("POST "+p.path+"/authorize", p.chosen)
	p.mux.HandleFunc("POST "+p.path+"/token", p.token)
	p.mux.HandleFunc("GET "+p.path+"/userinfo", p.userinfo)
	p.mux.HandleFunc("POST "+p.path+"/userinfo", p.userinfo)
	p.mux.HandleFunc("GET "+p.path+"/end_session", p.endSession)
	p.mux.HandleFunc("POST "+p.path+"/end_session", p.endSession)
}

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	at := p.config.Issuer
	answer(w, http.StatusOK, map[string]any{
		"issuer": at, "authorization_endpoint": at + "/authorize", "token_endpoint": at + "/token",
		"jwks_uri": at + "/jwks", "userinfo_endpoint": at + "/userinfo", "end_session_endpoint": at + "/end_session",
		"response_types_supported": []string{"code"}, "response_modes_supported": []string{"query"},
		"grant_types_supported": []string{"authorization_code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{string(jose.ES256)},
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post"},
		"code_challenge_methods_supported":      []string{"S256"}, "scopes_supported": []string{"openid", "profile"},
		"acr_values_supported":                           []catalogue.Assurance{catalogue.Basic, catalogue.Verified, catalogue.Signature},
		"claims_supported":                               []string{"sub", "name", "pinfl", "acr", "auth_time"},
		"ui_locales_supported":                           []string{"uz-Latn", "uz-Cyrl", "ru", "en"},
		"prompt_values_supported":                        []string{"login"},
		"authorization_response_iss_parameter_supported": true,
	})
}

func (p *Provider) jwks(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, p.keys) }

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client has gone: nobody is left to be told
}

// keep puts a grant under a new random name, that of an access token. Old ones are cleared on the way, so that the map
// cannot grow for ever.
func (p *Provider) keep(g grant) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	for name, old := range p.tokens {
		if !p.config.Now().Before(old.expires) {
			delete(p.tokens, name)
		}
	}
	name := rand.Text() + rand.Text()
	p.tokens[name] = g
	return name
}

// kept finds the grant of an access token that has not expired.
func (p *Provider) kept(name string) (grant, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g, ok := p.tokens[name]
	return g, ok && p.config.Now().Before(g.expires)
}
