package servertest

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/factor"
)

// phones are the telephones that were set up at portals which are no demo, by address and person: every browser of a test
// finds them.
var phones sync.Map

// phone is an authenticator app.
type phone struct {
	sync.Mutex
	secret string
	last   int64 // the half minute of the last code
}

// code waits for one that was not used yet.
func (p *phone) code() string {
	p.Lock()
	defer p.Unlock()
	for factor.StepOf(time.Now()) < p.last {
		time.Sleep(100 * time.Millisecond)
	}
	p.last = max(factor.StepOf(time.Now()), p.last+1)
	return factor.Code(p.secret, time.Unix(p.last*int64(factor.Step/time.Second), 0))
}

// Own notes that an official of the portal at that address has set up an authenticator app with that secret.
func Own(origin, subject, secret string) {
	phones.Store(origin+" "+subject, &phone{secret: secret, last: factor.StepOf(time.Now()) - 1})
}

// Second goes on through the second step, where an official has come to it, in a test that signs in by itself.
func (b *Browser) Second(page *Page, subject string) *Page { return b.second(page, subject) }

// second goes on through the second step, where an official has come to it: with the code of a telephone, which is set up
// first where he has none.
func (b *Browser) second(page *Page, subject string) *Page {
	b.T.Helper()
	if page.Status == http.StatusNotFound { // a portal of a test without the office in which he begins
		if step := b.Get("/uz/cabinet/second-step"); step.Status == http.StatusOK {
			page = step
		}
	}
	if strings.HasSuffix(page.URL.Path, "/cabinet/factors") && page.Status == http.StatusOK {
		if b.Code == nil {
			return b.setUp(page, subject)
		}
		b.Code(subject) // which makes the telephone
		page = b.Get("/uz/cabinet/second-step?" + page.URL.RawQuery)
	}
	if !strings.HasSuffix(page.URL.Path, "/cabinet/second-step") || page.Status != http.StatusOK {
		return page
	}
	return page.Form("/cabinet/second-step").Set("code", b.code(subject)).Submit("")
}

func (b *Browser) setUp(page *Page, subject string) *Page {
	b.T.Helper()
	page = page.Form("/cabinet/factors/app").Submit("")
	secret := page.First("code", "class", "app-secret")
	require.NotNil(b.T, secret, page.Text())
	p := &phone{secret: strings.Join(strings.Fields(Text(secret)), ""), last: factor.StepOf(time.Now()) - 2}
	page = page.Form("/cabinet/factors/app/confirm").Set("code", p.code()).Submit("")
	require.Equal(b.T, http.StatusOK, page.Status, page.Text())
	phones.Store(b.Origin+" "+subject, p)
	on := page.First("a", "role", "button")
	require.NotNil(b.T, on, page.Text())
	return b.Get(Attr(on, "href"))
}

// code is what the telephone of that official shows.
func (b *Browser) code(subject string) string {
	b.T.Helper()
	if b.Code != nil {
		return b.Code(subject)
	}
	if p, ok := phones.Load(b.Origin + " " + subject); ok {
		return p.(*phone).code()
	}
	for range 60 {
		shown := NewBrowser(b.T, b.Origin).Get("/uz/demo/codes")
		require.Equal(b.T, http.StatusOK, shown.Status, "nobody knows the telephone of %s", subject)
		for _, n := range shown.All("code", "data-persona", subject) {
			if c := Text(n); c != "" {
				return c
			}
		}
		time.Sleep(time.Second)
	}
	require.Failf(b.T, "no code", "for %s", subject)
	return ""
}
