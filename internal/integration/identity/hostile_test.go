package identity_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/integration/identity"
	"github.com/yagona/portal/internal/problem"
)

// hostile is a provider that signs whatever a test wants it to say.
type hostile struct {
	t      *testing.T
	server *httptest.Server
	key    *ecdsa.PrivateKey
	token  func(good map[string]any) string // id_token
	jwks   http.HandlerFunc
	found  map[string]any // over the honest discovery document
}

func newHostile(t *testing.T) *hostile {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	h := &hostile{t: t, key: key, found: map[string]any{}}
	h.token = func(good map[string]any) string { return h.sign(jose.ES256, key, "JWT", good) }
	h.jwks = func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "ES256", Use: "sig"}}})
	}
	mux := http.NewServeMux()
	h.server = httptest.NewServer(mux)
	t.Cleanup(h.server.Close)
	at := h.server.URL
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		doc := map[string]any{
			"issuer": at, "authorization_endpoint": at + "/authorize", "token_endpoint": at + "/token", "jwks_uri": at + "/jwks",
			"id_token_signing_alg_values_supported": []string{"ES256", "HS256", "none"},
		}
		maps.Copy(doc, h.found)
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(doc)
	})
	mux.HandleFunc("/jwks", func(w http.ResponseWriter, r *http.Request) { h.jwks(w, r) })
	mux.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) {
		// The code carries the nonce, so that the honest token of this provider is right.
		good := map[string]any{
			"iss": at, "aud": clientID, "sub": "aziz", "nonce": r.PostFormValue("code"), "exp": time.Now().Add(time.Minute).Unix(),
			"iat": time.Now().Unix(), "auth_time": time.Now().Unix(), "acr": "verified", "name": "Aziz", "pinfl": "31204862260015",
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": h.token(good)})
	})
	return h
}

func (h *hostile) sign(alg jose.SignatureAlgorithm, key any, typ string, claims map[string]any) string {
	h.t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: jose.JSONWebKey{Key: key, KeyID: "k"}},
		(&jose.SignerOptions{}).WithType(jose.ContentType(typ)))
	require.NoError(h.t, err)
	raw, err := json.Marshal(claims)
	require.NoError(h.t, err)
	signed, err := signer.Sign(raw)
	require.NoError(h.t, err)
	compact, err := signed.CompactSerialize()
	require.NoError(h.t, err)
	return compact
}

func (h *hostile) exchange(ask identity.Ask, iss string) error {
	h.t.Helper()
	c := client(h.server.URL)
	_, err := c.Exchange(h.t.Context(), identity.Answer{Code: ask.Nonce, Issuer: iss}, ask, time.Now())
	return err
}

func TestClient_Exchange_refusesWhatAHostileProviderSays(t *testing.T) {
	say := func(name string, value any) func(*hostile) {
		return func(h *hostile) {
			h.token = func(good map[string]any) string {
				if value == nil {
					delete(good, name)
				} else {
					good[name] = value
				}
				return h.sign(jose.ES256, h.key, "JWT", good)
			}
		}
	}
	stranger, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	corpus := map[string]func(*hostile){
		"issuer of another":        say("iss", "https://other.example"),
		"issuer with a slash more": func(h *hostile) { say("iss", h.server.URL+"/")(h) },
		"for another client":       say("aud", "other"),
		"for two clients, no azp":  say("aud", []string{clientID, "other"}),
		"issued to another":        say("azp", "other"),
		"nonce of another sign-in": say("nonce", "another"),
		"no nonce":                 say("nonce", nil),
		"expired":                  say("exp", time.Now().Add(-time.Minute).Unix()),
		"no expiry":                say("exp", nil),
		"issued in the future":     say("iat", time.Now().Add(time.Hour).Unix()),
		"proved in the future":     say("auth_time", time.Now().Add(time.Hour).Unix()),
		"no subject":               say("sub", nil),
		"a PINFL that is none":     say("pinfl", "1 OR 1=1"),
		"subject without end":      say("sub", strings.Repeat("a", 256)),
		"signed by a stranger": func(h *hostile) {
			h.token = func(good map[string]any) string { return h.sign(jose.ES256, stranger, "JWT", good) }
		},
		"an access token": func(h *hostile) {
			h.token = func(good map[string]any) string { return h.sign(jose.ES256, h.key, "at+jwt", good) }
		},
		"a logout token": func(h *hostile) {
			h.token = func(good map[string]any) string { return h.sign(jose.ES256, h.key, "logout+jwt", good) }
		},
		"no id_token": func(h *hostile) { h.token = func(map[string]any) string { return "" } },
		"rubbish":     func(h *hostile) { h.token = func(map[string]any) string { return "a.b.c" } },
		"another claims than signed": func(h *hostile) {
			h.token = func(good map[string]any) string {
				parts := strings.Split(h.sign(jose.ES256, h.key, "JWT", good), ".")
				good["sub"] = "malika"
				raw, _ := json.Marshal(good)
				return parts[0] + "." + base64.RawURLEncoding.EncodeToString(raw) + "." + parts[2]
			}
		},
		"alg none": func(h *hostile) {
			h.token = func(good map[string]any) string {
				raw, _ := json.Marshal(good)
				return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + base64.RawURLEncoding.EncodeToString(raw) + "."
			}
		},
		"HS256 with the public key": func(h *hostile) {
			h.token = func(good map[string]any) string {
				public, err := x509.MarshalPKIXPublicKey(h.key.Public())
				require.NoError(t, err)
				return h.sign(jose.HS256, public, "JWT", good)
			}
		},
		"HS256 with the client secret": func(h *hostile) {
			h.token = func(good map[string]any) string {
				return h.sign(jose.HS256, []byte(secret+strings.Repeat("x", 32)), "JWT", good)
			}
		},
		"key set that does not answer": func(h *hostile) {
			h.jwks = func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusInternalServerError) }
		},
		"key set without end": func(h *hostile) {
			h.jwks = func(w http.ResponseWriter, _ *http.Request) {
				_, _ = w.Write([]byte(`{"keys":[`))
				for range 4096 {
					if _, err := w.Write([]byte(strings.Repeat(" ", 4096))); err != nil {
						return
					}
				}
			}
		},
	}
	for name, spoil := range corpus {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHostile(t)
			spoil(h)
			require.ErrorIs(t, h.exchange(newAsk(catalogue.Basic), ""), identity.ErrRefused)
		})
	}
}

func TestClient_Exchange_honest(t *testing.T) {
	h := newHostile(t)
	require.NoError(t, h.exchange(newAsk(catalogue.Basic), ""), "the corpus fails for its faults, not for the bench")
	require.NoError(t, h.exchange(newAsk(catalogue.Basic), h.server.URL))
}

func TestClient_Exchange_mixUp(t *testing.T) {
	h := newHostile(t)
	require.ErrorIs(t, h.exchange(newAsk(catalogue.Basic), "https://other.example"), identity.ErrRefused)
	h.found["authorization_response_iss_parameter_supported"] = true
	require.ErrorIs(t, h.exchange(newAsk(catalogue.Basic), ""), identity.ErrRefused, "a provider that says iss and then does not")
}

func TestClient_Exchange_stepUpMustBeFresh(t *testing.T) {
	h := newHostile(t)
	ask := newAsk(catalogue.Signature)
	ask.StepUp = true
	h.token = func(good map[string]any) string {
		good["auth_time"] = time.Now().Add(-time.Hour).Unix()
		return h.sign(jose.ES256, h.key, "JWT", good)
	}
	require.ErrorIs(t, h.exchange(ask, ""), identity.ErrRefused)
	h.token = func(good map[string]any) string {
		delete(good, "auth_time")
		return h.sign(jose.ES256, h.key, "JWT", good)
	}
	require.ErrorIs(t, h.exchange(ask, ""), identity.ErrRefused)
}

func TestClient_Exchange_unknownLevelIsTheLeast(t *testing.T) {
	h := newHostile(t)
	h.token = func(good map[string]any) string {
		good["acr"] = "platinum"
		return h.sign(jose.ES256, h.key, "JWT", good)
	}
	ask := newAsk(catalogue.Basic)
	got, err := client(h.server.URL).Exchange(t.Context(), identity.Answer{Code: ask.Nonce}, ask, time.Now())
	require.NoError(t, err)
	require.Equal(t, catalogue.Basic, got.Level)
}

func TestClient_discovery(t *testing.T) {
	t.Run("another issuer in the document", func(t *testing.T) {
		h := newHostile(t)
		h.found["issuer"] = "https://other.example"
		_, err := client(h.server.URL).AuthorizeURL(t.Context(), newAsk(catalogue.Basic))
		require.True(t, problem.Is(err, problem.Unavailable))
	})
	t.Run("only plain PKCE", func(t *testing.T) {
		h := newHostile(t)
		h.found["code_challenge_methods_supported"] = []string{"plain"}
		_, err := client(h.server.URL).AuthorizeURL(t.Context(), newAsk(catalogue.Basic))
		require.True(t, problem.Is(err, problem.Unavailable))
	})
	t.Run("sign-out that is a script", func(t *testing.T) {
		h := newHostile(t)
		h.found["end_session_endpoint"] = "javascript:alert(1)"
		_, ok := client(h.server.URL).EndSessionURL(t.Context(), "/")
		require.False(t, ok)
	})
}
