package identity

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/problem"
)

// algorithms that an id_token may be signed with. HS256 would let whoever knows the public key sign; none needs no key.
var algorithms = []string{oidc.ES256, oidc.ES384, oidc.RS256, oidc.PS256, oidc.EdDSA}

// skew is how far the provider's clock may be ahead of ours.
const skew = time.Minute

// Answer is what came back to the callback with the browser.
type Answer struct{ Code, Issuer string }

// ErrRefused marks an answer that no honest provider gives. The reason is for the log only.
var ErrRefused = errors.New("answer of the provider refused")

// Exchange turns the code into claims that the provider has signed for us, for this attempt, now.
func (c *Client) Exchange(ctx context.Context, a Answer, ask Ask, begunAt time.Time) (account.Claims, error) {
	d, err := c.discover(ctx)
	if err != nil {
		return account.Claims{}, err
	}
	// RFC 9207: an answer from another issuer must not be redeemed at this one (mix-up).
	if (a.Issuer != "" || d.saysIss) && a.Issuer != c.config.Issuer {
		return account.Claims{}, fmt.Errorf("%w: iss %q in the response", ErrRefused, a.Issuer)
	}
	token, err := d.oauth.Exchange(oidc.ClientContext(ctx, c.http), a.Code, oauth2.VerifierOption(ask.Verifier))
	if err != nil {
		if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok && refused.Response.StatusCode < http.StatusInternalServerError {
			return account.Claims{}, fmt.Errorf("%w: token endpoint: %s", ErrRefused, refused.ErrorCode)
		}
		return account.Claims{}, problem.New(problem.Unavailable, "account.provider_down").Because(err)
	}
	raw, _ := token.Extra("id_token").(string)
	if !isIDToken(raw) {
		return account.Claims{}, fmt.Errorf("%w: not an id_token", ErrRefused)
	}
	verifier := d.provider.VerifierContext(oidc.ClientContext(ctx, c.http), &oidc.Config{
		ClientID: c.config.ClientID, SupportedSigningAlgs: algorithms, Now: c.config.Now,
	})
	id, err := verifier.Verify(ctx, raw)
	if err != nil {
		return account.Claims{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return c.claims(id, ask, begunAt)
}

// fourteenDigits is all that we ask of a PINFL from a register or a provider; its check digit is for what people type.
var fourteenDigits = regexp.MustCompile(`^[0-9]{14}$`)

// isIDToken refuses other tokens of the same provider (access, logout), which say their type in the header.
func isIDToken(raw string) bool {
	head, _, _ := strings.Cut(raw, ".")
	plain, err := base64.RawURLEncoding.DecodeString(head)
	if err != nil {
		return false
	}
	var header struct {
		Type string `json:"typ"`
	}
	return json.Unmarshal(plain, &header) == nil && (header.Type == "" || strings.EqualFold(header.Type, "JWT"))
}

type idClaims struct {
	Name     string `json:"name"`
	PINFL    string `json:"pinfl"`
	ACR      string `json:"acr"`
	AZP      string `json:"azp"`
	AuthTime int64  `json:"auth_time"`
}

// claims checks what go-oidc leaves to us: nonce, authorised party, times, and the level.
func (c *Client) claims(id *oidc.IDToken, ask Ask, begunAt time.Time) (account.Claims, error) {
	var x idClaims
	if err := id.Claims(&x); err != nil {
		return account.Claims{}, fmt.Errorf("%w: claims: %w", ErrRefused, err)
	}
	now := c.config.Now()
	at := time.Unix(x.AuthTime, 0)
	switch {
	case ask.Nonce == "" || subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(ask.Nonce)) != 1:
		return account.Claims{}, fmt.Errorf("%w: nonce", ErrRefused)
	case x.AZP != "" && x.AZP != c.config.ClientID, len(id.Audience) > 1 && x.AZP == "":
		return account.Claims{}, fmt.Errorf("%w: azp", ErrRefused)
	case id.Subject == "" || len(id.Subject) > 255:
		return account.Claims{}, fmt.Errorf("%w: sub", ErrRefused)
	case x.PINFL != "" && !fourteenDigits.MatchString(x.PINFL):
		return account.Claims{}, fmt.Errorf("%w: pinfl", ErrRefused)
	case id.IssuedAt.After(now.Add(skew)):
		return account.Claims{}, fmt.Errorf("%w: iat in the future", ErrRefused)
	case x.AuthTime == 0 && ask.StepUp, at.After(now.Add(skew)):
		return account.Claims{}, fmt.Errorf("%w: auth_time", ErrRefused)
	case ask.StepUp && at.Before(begunAt.Add(-skew)):
		return account.Claims{}, fmt.Errorf("%w: auth_time is older than the step-up", ErrRefused)
	}
	if x.AuthTime == 0 {
		at = now
	}
	return account.Claims{Issuer: id.Issuer, Subject: id.Subject, Name: x.Name, PINFL: x.PINFL, Level: level(x.ACR), At: at}, nil
}

// level reads acr. What we do not know counts as the least: a provider's new word must not open more than the old ones.
func level(acr string) catalogue.Assurance {
	if l := catalogue.Assurance(acr); account.KnownLevel(l) {
		return l
	}
	return catalogue.Basic
}
