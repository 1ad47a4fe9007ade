package servertest

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// Browser is a person's browser: it keeps cookies, follows redirects and runs no scripts.
type Browser struct {
	T      testing.TB
	Origin string
	HTTP   *http.Client
	Agent  string
	Seen   map[string]string // every page it was shown, as it was sent, by what was asked for
	Hands  Hands             // of a real browser that does it all, or nil

	// Code is what the telephone of an official shows now; nil reads it where a demo shows it, or sets up a telephone of its own
	// where the portal is none.
	Code func(subject string) string

	seeing sync.Mutex // two presses at once are two requests of one browser
}

// NewBrowser is a browser at the portal of that origin, wherever it runs.
func NewBrowser(tb testing.TB, origin string) *Browser {
	tb.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(tb, err)
	return &Browser{
		T: tb, Origin: origin, HTTP: &http.Client{Jar: jar}, Seen: map[string]string{},
		Agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
	}
}

// Visitor is a browser in which nobody is signed in.
func (p *Portal) Visitor() *Browser {
	b := NewBrowser(p.T, p.URL)
	b.Code = p.code
	return b
}

// SignIn is a browser in which that persona of the demo has signed in.
func (p *Portal) SignIn(subject string) *Browser { return p.Visitor().SignIn(subject) }

// SignIn signs a persona of the demo in the way a person does it, in Uzbek, at the persona's highest level.
func (b *Browser) SignIn(subject string) *Browser {
	b.T.Helper()
	page := b.Become(b.Get("/uz/sign-in"), subject)
	require.NotContains(b.T, page.URL.Path, "/sign-in", "%s is not signed in: %s", subject, page.Text())
	return b
}

// Become goes on from the portal's sign-in page (or one with its button) to the provider and comes back as that persona.
func (b *Browser) Become(from *Page, subject string) *Page {
	b.T.Helper()
	choice := from.Form("/sign-in").Submit("")
	require.Equal(b.T, http.StatusOK, choice.Status, "the page of personas: %s", choice.Text())
	for _, f := range choice.Forms() {
		if f.Values.Get("subject") == subject {
			return b.second(f.Submit(""), subject)
		}
	}
	require.Failf(b.T, "no such persona", "%s on %s", subject, choice.URL)
	return nil
}

// Get opens a page.
func (b *Browser) Get(path string) *Page {
	b.T.Helper()
	if b.Hands != nil {
		return b.page(b.Hands.Open(b.address(path)))
	}
	r, err := http.NewRequestWithContext(b.T.Context(), http.MethodGet, b.address(path), nil)
	require.NoError(b.T, err)
	return b.Do(r)
}

// Post sends a form that no page showed.
func (b *Browser) Post(path string, values url.Values) *Page {
	b.T.Helper()
	r, err := http.NewRequestWithContext(b.T.Context(), http.MethodPost, b.address(path), strings.NewReader(values.Encode()))
	require.NoError(b.T, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.Do(r)
}

// Do sends any request and reads the answer as a page. Forms carry the marks of a browser that sends them from the
// portal's own pages, unless the request says otherwise.
func (b *Browser) Do(r *http.Request) *Page {
	b.T.Helper()
	if r.Header.Get("User-Agent") == "" {
		r.Header.Set("User-Agent", b.Agent)
	}
	_, told := r.Header["Sec-Fetch-Site"] // also by a header without a value: no browser sent it then
	if r.Method != http.MethodGet && !told && r.Header.Get("Origin") == "" {
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	resp, err := b.HTTP.Do(r)
	require.NoError(b.T, err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	require.NoError(b.T, err)
	p := &Page{browser: b, Status: resp.StatusCode, URL: resp.Request.URL, Header: resp.Header, Body: string(body)}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
		p.doc, err = html.Parse(bytes.NewReader(body))
		require.NoError(b.T, err)
		b.seeing.Lock()
		b.Seen[r.Method+" "+p.Path()+" "+resp.Status] = p.Body
		b.seeing.Unlock()
	}
	return p
}

// Stay makes the browser show redirects instead of following them.
func (b *Browser) Stay() *Browser {
	b.HTTP.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return b
}

// Follow makes it follow them again.
func (b *Browser) Follow() *Browser {
	b.HTTP.CheckRedirect = nil
	return b
}

// Cookie is the value of a cookie of the portal, or empty.
func (b *Browser) Cookie(name string) string {
	u, err := url.Parse(b.Origin)
	require.NoError(b.T, err)
	for _, c := range b.HTTP.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// Plant puts a cookie of the portal into the browser.
func (b *Browser) Plant(name, value string) {
	u, err := url.Parse(b.Origin)
	require.NoError(b.T, err)
	b.HTTP.Jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

func (b *Browser) address(path string) string {
	if strings.HasPrefix(path, "/") {
		return b.Origin + path
	}
	return path
}

// body writes a form as the browser would.
func (f *Form) body(tb testing.TB, values url.Values) (io.Reader, string) {
	tb.Helper()
	if f.kind != "multipart/form-data" {
		return strings.NewReader(values.Encode()), "application/x-www-form-urlencoded"
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, list := range values {
		for _, v := range list {
			require.NoError(tb, w.WriteField(name, v))
		}
	}
	for _, x := range f.files {
		part, err := w.CreateFormFile(x.Field, x.Name)
		require.NoError(tb, err)
		_, err = part.Write(x.Content)
		require.NoError(tb, err)
	}
	require.NoError(tb, w.Close())
	return &b, w.FormDataContentType()
}
