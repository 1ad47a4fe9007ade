package identity

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
)

const (
	answerLimit = 1 << 20          // bytes that we read of any answer
	patience    = 10 * time.Second // for one answer of the provider
	retryAfter  = 2 * time.Second  // between discoveries while the provider is down
)

// Config names the provider and us at the provider.
type Config struct {
	Issuer       string // exactly as the provider writes it
	ClientID     string
	ClientSecret string
	RedirectURL  string
	Transport    http.RoundTripper // nil for the network
	Now          func() time.Time
}

// Client signs people in at the provider. Nothing is asked of the provider until somebody signs in, so that the
// portal starts and serves while the provider is down.
type Client struct {
	config Config
	http   *http.Client

	mu       sync.Mutex
	found    *discovery
	failed   error
	failedAt time.Time
}

type discovery struct {
	provider *oidc.Provider
	oauth    oauth2.Config
	end      *url.URL
	saysIss  bool
}

// NewClient is a client of that provider.
func NewClient(c Config) *Client {
	transport := c.Transport
	if transport == nil {
		transport = http.DefaultTransport
	}
	return &Client{config: c, http: &http.Client{
		Transport: limited{transport}, Timeout: patience,
		// A provider that sends us elsewhere is not the provider that was configured.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Ask is what one sign-in asks of the provider.
type Ask struct {
	State, Nonce, Verifier string
	Level                  catalogue.Assurance
	StepUp                 bool // the person proves it anew, whatever session the provider keeps
	Hint                   string
	Lang                   locale.Lang
}

// AuthorizeURL is where the browser goes.
func (c *Client) AuthorizeURL(ctx context.Context, a Ask) (string, error) {
	d, err := c.discover(ctx)
	if err != nil {
		return "", err
	}
	options := []oauth2.AuthCodeOption{
		oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier),
		oauth2.SetAuthURLParam("ui_locales", uiLocales(a.Lang)),
	}
	if a.Level != catalogue.Basic {
		options = append(options, oauth2.SetAuthURLParam("acr_values", string(a.Level)))
	}
	if a.StepUp {
		options = append(options, oauth2.SetAuthURLParam("max_age", "0"), oauth2.SetAuthURLParam("prompt", "login"))
	}
	if a.Hint != "" {
		options = append(options, oauth2.SetAuthURLParam("login_hint", a.Hint))
	}
	return d.oauth.AuthCodeURL(a.State, options...), nil
}

// EndSessionURL is where the browser goes after signing out here, so that the provider signs the person out too.
// We keep no id_token for a hint: it carries the PINFL, and the provider knows its own cookie.
func (c *Client) EndSessionURL(ctx context.Context, back string) (string, bool) {
	d, err := c.discover(ctx)
	if err != nil || d.end == nil {
		return "", false
	}
	u := *d.end
	q := u.Query()
	q.Set("client_id", c.config.ClientID)
	q.Set("post_logout_redirect_uri", back)
	u.RawQuery = q.Encode()
	return u.String(), true
}

// uiLocales prefers the script asked for and then the language.
func uiLocales(l locale.Lang) string {
	if l == locale.Uz || l == locale.UzCyrl {
		return l.Tag() + " uz"
	}
	return l.Tag()
}

// discover asks once and remembers. While the provider is down it is asked again every two seconds at most: a queue
// of people must not become a flood.
func (c *Client) discover(ctx context.Context) (*discovery, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.found != nil {
		return c.found, nil
	}
	if c.failed != nil && c.config.Now().Sub(c.failedAt) < retryAfter {
		return nil, c.failed
	}
	// The document outlives the request that needed it first, so that its key set keeps a context of its own.
	found, err := c.fetch(oidc.ClientContext(context.WithoutCancel(ctx), c.http))
	if err != nil {
		c.failed = problem.New(problem.Unavailable, "account.provider_down").Because(err)
		c.failedAt = c.config.Now()
		return nil, c.failed
	}
	c.found, c.failed = found, nil
	return found, nil
}

func (c *Client) fetch(ctx context.Context) (*discovery, error) {
	provider, err := oidc.NewProvider(ctx, c.config.Issuer)
	if err != nil {
		return nil, fmt.Errorf("discovery: %w", err)
	}
	var more struct {
		End     string   `json:"end_session_endpoint"`
		SaysIss bool     `json:"authorization_response_iss_parameter_supported"`
		PKCE    []string `json:"code_challenge_methods_supported"`
	}
	if err := provider.Claims(&more); err != nil {
		return nil, fmt.Errorf("discovery: %w", err)
	}
	if len(more.PKCE) > 0 && !slices.Contains(more.PKCE, "S256") {
		return nil, errors.New("discovery: provider does not take PKCE with S256")
	}
	d := &discovery{provider: provider, saysIss: more.SaysIss, oauth: oauth2.Config{
		ClientID: c.config.ClientID, ClientSecret: c.config.ClientSecret, RedirectURL: c.config.RedirectURL,
		Endpoint: provider.Endpoint(), Scopes: []string{oidc.ScopeOpenID, "profile"},
	}}
	if more.End != "" {
		if d.end, err = url.Parse(more.End); err != nil || (d.end.Scheme != "https" && d.end.Scheme != "http") {
			return nil, fmt.Errorf("discovery: end_session_endpoint: %q", more.End)
		}
	}
	return d, nil
}

// limited cuts every answer of the provider at answerLimit: a key set of a gigabyte is an attack, not a key set.
type limited struct{ next http.RoundTripper }

func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := l.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, answerLimit), resp.Body}
	return resp, nil
}
