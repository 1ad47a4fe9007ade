package faults

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
)

// sought is the services that are applied for, of every kind of process that needs no signature.
var sought = []string{
	"my-family-doctor", "preventive-checkups-calendar", // extract
	"loan-agreement-ban", "polling-station-change", // registration
	"archive-thematic-request", "archive-thematic-request-urgent", "statistical-data-request", "death-record-certificate-urgent",
	"foreign-diploma-recognition-resubmission", "criminal-record-certificate-full", // review
	"notary-appointment", "civil-registry-head-appointment", // booking
	"document-loss-insurance", "personal-accident-insurance", // payment
	"narcologist-examination-certificate", // inspection
	"administrative-act-complaint",        // approval
	"sanatorium-voucher",                  // decision
}

// citizen is a person with a browser, in a hurry.
type citizen struct {
	*rig
	name    string
	browser *servertest.Browser
	dice    *rand.Rand
	turn    int
	waiting []string // numbers of applications that may ask for a fee
	done    map[string]int
	doubt   bool // a request of his was given up or not answered: it may still get through
	crowded bool // he has several windows, which write one draft: whose answers stand in an application nobody can say
}

func (r *rig) citizen(name string, seed uint64) *citizen {
	return &citizen{rig: r, name: name, browser: r.browser(), dice: rand.New(rand.NewPCG(r.seed, seed)), done: map[string]int{}}
}

func (c *citizen) chance(percent int) bool { return c.dice.IntN(100) < percent }

// lives applies for one thing after the other.
func (c *citizen) lives(on func() bool) {
	enter(c.t, c.browser, c.name)
	for on() {
		c.turn++
		c.apply(c.services[sought[c.dice.IntN(len(sought))]])
		if c.chance(25) {
			c.speaks()
		}
		c.pays()
	}
}

// enter signs in, again and again: what breaks on the way is begun anew.
func enter(t require.TestingT, b *servertest.Browser, who string) {
	for range 20 {
		page := b.Get("/uz/sign-in")
		if strings.Contains(page.URL.Path, "/second-step") { // an official, halfway in
			page = b.Second(page, who)
			if !strings.Contains(page.URL.Path, "/second-step") {
				return
			}
			continue
		}
		if find(page, "/sign-in") == nil {
			return // still signed in
		}
		page = b.Become(page, who)
		if !strings.Contains(page.URL.Path, "/sign-in") && !strings.Contains(page.URL.Path, "/second-step") {
			return
		}
		if strings.HasSuffix(page.URL.Path, "/unavailable") {
			time.Sleep(time.Second) // told to come again
		}
	}
	require.Fail(t, "nobody gets in")
}

// apply goes from the start page to the number, with whatever happens to people on the way.
func (c *citizen) apply(svc *catalogue.Service) {
	b := c.browser
	page := c.open("/uz/services/" + svc.Code + "/apply")
	start := find(page, "/services/"+svc.Code+"/apply")
	if start == nil {
		return
	}
	page = c.press(start, 20)
	s := &sent{who: c.name, service: svc.Code, words: map[string]string{}, shared: c.doubt}
	for step := 0; !strings.HasSuffix(page.URL.Path, "/check"); step++ {
		if step > 30 || page.Status != http.StatusOK || find(page, "/apply/") == nil {
			c.stuck(svc, page)
			return
		}
		page = c.answer(svc, s, page)
	}
	check := find(page, "/check")
	if check == nil {
		c.stuck(svc, page)
		return
	}
	s.token, s.draft = check.Values.Get("token"), strings.Split(page.URL.Path, "/")[3]
	if c.crowded {
		s.words, s.files = map[string]string{}, nil
	}
	c.ledger.means(s)
	check.Set("declare", "yes")
	switch {
	case c.chance(8):
		c.leaves(check)
		return
	case c.chance(8):
		c.expires()
		page = check.Submit("")
		if strings.Contains(page.URL.Path, "/sign-in") {
			page = b.Become(page, c.name)
			if again := find(page, "/check"); again != nil {
				page = again.Submit("")
			}
		}
		if again := find(page, "/check"); again != nil && strings.HasSuffix(page.URL.Path, "/check") {
			page = again.Set("declare", "yes").Submit("")
		}
	default:
		page = c.press(check, 50)
	}
	if again := find(page, "/check"); again != nil && strings.HasSuffix(page.URL.Path, "/check") && again.Values.Get("token") == s.token {
		if c.doubt {
			clear(s.words) // what stands there now may be the other window's
		}
		page = again.Set("declare", "yes").Submit("") // "changed in another window": looked at once more
	}
	if number := numberOf(page); number != "" {
		c.ledger.receipt(s.token, number)
		c.waiting = append(c.waiting, number)
		return
	}
	c.stuck(svc, page)
}

// stuck notes where somebody could not go on; nothing was acknowledged there.
func (c *citizen) stuck(svc *catalogue.Service, page *servertest.Page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.obstacles[fmt.Sprintf("%s: %d %s", svc.Code, page.Status, where.ReplaceAllString(page.URL.Path, "…"))+" "+summary(page)]++
}

func summary(page *servertest.Page) string {
	if page.Header.Get("Content-Type") == "" || !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
		return ""
	}
	if n := page.First("div", "class", "govuk-error-summary"); n != nil {
		return servertest.Text(n)
	}
	return page.Title()
}

var where = regexp.MustCompile(`\d+`)

var receiptPath = regexp.MustCompile(`^/uz/applications/(\d{9})$`)

// numberOf is the number on a receipt page, by its address and its words.
func numberOf(page *servertest.Page) string {
	m := receiptPath.FindStringSubmatch(page.URL.Path)
	if m == nil || page.Status != http.StatusOK {
		return ""
	}
	return m[1]
}

// open gets a page, with a session.
func (c *citizen) open(path string) *servertest.Page {
	page := c.browser.Get(path)
	if strings.Contains(page.URL.Path, "/sign-in") {
		enter(c.t, c.browser, c.name)
		page = c.browser.Get(path)
	}
	return page
}

// press sends a form, and now and then twice or three times at once.
func (c *citizen) press(f *servertest.Form, twice int) *servertest.Page {
	times := 1
	if c.chance(twice) {
		times = 2 + c.dice.IntN(2)
	}
	pages := make([]*servertest.Page, times)
	var pressing sync.WaitGroup
	for i := range pages {
		pressing.Go(func() { pages[i] = f.Submit("") })
	}
	pressing.Wait()
	first := ""
	// A request that was given up, or whose answer was lost, may have got there first, with other words.
	taken := slices.ContainsFunc(pages, func(p *servertest.Page) bool { return p.Status == http.StatusOK })
	for _, p := range pages {
		c.doubt = c.doubt || p.Status == 0 || p.Status >= http.StatusInternalServerError
	}
	for _, p := range pages {
		if p.Status == http.StatusConflict && (taken || !c.doubt) {
			c.ledger.differs("a second press of %s is called a conflict", f.Action)
		}
		if number := numberOf(p); number != "" {
			if first != "" && first != number {
				c.ledger.differs("application %s and %s for one press", first, number)
			}
			first = number
		}
	}
	if first != "" && times > 1 {
		for _, p := range pages {
			if numberOf(p) == "" {
				c.ledger.differs("a second press of %s led to %d %s", first, p.Status, p.Path())
			}
		}
	}
	return pages[0]
}

// leaves sends a form and goes away before the answer comes, for good.
func (c *citizen) leaves(f *servertest.Form) {
	c.doubt = true
	ctx, cancel := context.WithTimeout(c.t.Context(), time.Duration(c.dice.IntN(60)+1)*time.Millisecond)
	defer cancel()
	r := f.Request("").WithContext(ctx)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if res, err := (&http.Client{Jar: c.browser.HTTP.Jar, Transport: impatient{c.front}, CheckRedirect: stay}).Do(r); err == nil {
		_ = res.Body.Close()
	}
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// keeps says of answers that another window changed meanwhile that those here count.
func keeps(page *servertest.Page) *servertest.Page {
	keep := locale.Uz.T("cabinet.clash.keep")
	for range 3 {
		if page.Status != http.StatusConflict || !strings.Contains(page.Text(), keep) {
			break
		}
		page = find(page, "/apply/").Submit(keep)
	}
	return page
}

// expires ends the person's sessions, as time does.
func (c *citizen) expires() {
	c.exec(`DELETE FROM sessions WHERE account_id = $1`, c.accounts[c.name])
}

// answer fills in one page and sends it: once, twice, from two tabs or after the session has ended.
func (c *citizen) answer(svc *catalogue.Service, s *sent, page *servertest.Page) *servertest.Page {
	f := find(page, "/apply/")
	typed, uploads := c.fill(svc, page, f)
	var next *servertest.Page
	switch n := c.dice.IntN(100); {
	case n < 12: // another tab is quicker
		other := c.browser.Get(page.Path())
		if g := find(other, "/apply/"); g != nil && other.Path() == page.Path() {
			_, _ = c.fill(svc, other, g)
			g.Submit("")
		}
		next = f.Submit("")
		next = keeps(next)
	case n < 20 && len(uploads) == 0:
		c.expires()
		next = f.Submit("")
		if strings.Contains(next.URL.Path, "/sign-in") {
			next = c.browser.Become(next, c.name)
			if again := find(next, "/apply/"); again != nil {
				typed, uploads = c.fill(svc, next, again)
				next = again.Submit("")
			}
		}
	default:
		next = keeps(c.press(f, 25))
	}
	if next.Status == http.StatusOK && next.URL.Path != page.URL.Path {
		maps.Copy(s.words, typed)
		for _, u := range uploads {
			s.files = append(s.files, u.name)
			c.ledger.uploaded(u)
		}
	}
	return next
}

// speaks sends feedback, often twice at once.
func (c *citizen) speaks() {
	if c.done["feedback"]++; c.done["feedback"] > 8 { // more is refused for a while
		return
	}
	page := c.open("/uz/feedback?kind=concern&service=" + sought[c.dice.IntN(len(sought))])
	f := find(page, "/feedback")
	if f == nil {
		return
	}
	x := &said{token: f.Values.Get("token"), comment: fmt.Sprintf("Fikr %s %d", c.name, c.turn)}
	c.ledger.says(x)
	f.Set("comment", x.comment)
	times := 1 + c.dice.IntN(3)
	var pressing sync.WaitGroup
	for range times {
		pressing.Go(func() {
			answer := f.Submit("")
			if m := feedbackPath.FindStringSubmatch(answer.URL.Path); m != nil && answer.Status == http.StatusOK {
				c.ledger.heard(x.token, m[1])
			}
		})
	}
	pressing.Wait()
}

var feedbackPath = regexp.MustCompile(`^/uz/feedback/([A-Z2-7]{26})$`)

// pays looks at applications that may ask for a fee and sends their invoices to the providers.
func (c *citizen) pays() {
	for _, number := range c.waiting {
		page := c.open("/uz/applications/" + number)
		if page.Status != http.StatusOK {
			c.ledger.misses("%s is not shown: %d", number, page.Status)
			continue
		}
		if !slices.ContainsFunc(page.Links(), func(to string) bool { return strings.HasSuffix(to, number+"/pay") }) {
			continue
		}
		links := c.open("/uz/applications/" + number + "/pay").Links()
		i := slices.IndexFunc(links, func(to string) bool { return strings.Contains(to, "/card/pay?") })
		if i < 0 {
			continue
		}
		u, err := url.Parse(links[i])
		require.NoError(c.t, err)
		amount, err := strconv.ParseInt(u.Query().Get("amount"), 10, 64)
		require.NoError(c.t, err)
		c.bill(u.Query().Get("invoice"), amount)
	}
	c.waiting = c.waiting[max(0, len(c.waiting)-3):] // what was looked at often enough is left
}
