package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/server/servertest"
)

const paper = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

// apply fills in the form of a service: the first choice everywhere, a word or a file where one is asked.
func apply(b *servertest.Browser, code string) (number string) {
	b.T.Helper()
	page := b.Get("/uz/services/" + code + "/apply").Form("/apply").Submit("")
	for range 12 {
		require.Equal(b.T, http.StatusOK, page.Status, page.Text())
		if strings.HasSuffix(page.URL.Path, "/check") {
			page = page.Form("/check").Set("declare", "yes").Submit("")
			require.Contains(b.T, page.URL.Path, "/applications/", page.Text())
			return page.URL.Path[strings.LastIndex(page.URL.Path, "/")+1:]
		}
		form := page.Form("/apply/")
		for _, n := range page.All("input") {
			name := servertest.Attr(n, "name")
			switch servertest.Attr(n, "type") {
			case "radio", "checkbox":
				if len(form.Values[name]) == 0 {
					form.Set(name, servertest.Attr(n, "value"))
				}
			case "file":
				form.Attach(name, "paper.pdf", []byte(paper))
			}
		}
		for _, n := range page.All("textarea") {
			form.Set(servertest.Attr(n, "name"), "Moviy rang osmonni bildiradi")
		}
		page = form.Submit("")
	}
	require.Fail(b.T, "the form has no end", page.URL.Path)
	return ""
}

// TestStrangers tries every address of an application, with its real number and its real files, as everybody whom it
// does not concern: another citizen, officials of another authority, the task force, a visitor.
func TestStrangers(t *testing.T) {
	p, origin, routes := whole(t)
	malika := servertest.NewBrowser(t, origin).SignIn("malika")
	number := apply(malika, "ngo-symbols-registration")
	require.NoError(t, p.jobs.Start(t.Context()))
	t.Cleanup(func() { require.NoError(t, p.jobs.Stop(t.Context())) })
	require.NoError(t, p.casework.WaitDecided(t.Context(), number, 5*time.Second))

	var state, upload string
	require.NoError(t, p.web.QueryRow(t.Context(), `SELECT state FROM applications WHERE number = $1`, number).Scan(&state))
	require.NoError(t, p.web.QueryRow(t.Context(), `SELECT id::text FROM uploads LIMIT 1`).Scan(&upload))
	require.NotEqual(t, string(casework.Done), state)

	owner := malika
	require.Equal(t, http.StatusOK, owner.Get("/uz/applications/"+number).Status)
	require.Equal(t, http.StatusOK, owner.Get("/uz/files/"+upload).Status)
	clerk := servertest.NewBrowser(t, origin).SignIn("justice-specialist")
	require.Equal(t, http.StatusOK, clerk.Get("/uz/admin/cases/"+number).Status, "the office that it concerns")
	require.Equal(t, http.StatusOK, clerk.Get("/uz/admin/cases/"+number+"/files/"+upload).Status)

	page := owner.Get("/uz/services/ngo-symbols-registration/apply").Form("/apply").Submit("")
	parts := strings.Split(page.URL.Path, "/") // /uz/apply/{draft}/{page}
	require.Len(t, parts, 5)
	draft, question := parts[3], parts[4]

	strangers := map[string]*servertest.Browser{
		"another citizen":                  servertest.NewBrowser(t, origin).SignIn("jasur").Stay(),
		"an official of another authority": servertest.NewBrowser(t, origin).SignIn("cadastre-specialist").Stay(),
		"a head of another authority":      servertest.NewBrowser(t, origin).SignIn("agriculture-head").Stay(),
		"the task force":                   servertest.NewBrowser(t, origin).SignIn("taskforce").Stay(),
		"its own official, as a citizen":   clerk.Stay(),
	}
	ours := regexp.MustCompile(`^/\{lang\}/(applications/\{number\}|apply/|files/|admin/cases/\{number\})`)
	for name, b := range strangers {
		for _, x := range routes {
			if !ours.MatchString(x.pattern) || x.method == http.MethodHead {
				continue
			}
			if b == clerk && strings.HasPrefix(x.pattern, "/{lang}/admin/") {
				continue
			}
			path := strings.NewReplacer("{lang}", "uz", "{number}", number, "{id}", upload, "{action}", "grant", "{document}", "123456789",
				"{draft}", draft, "{page}", question).Replace(x.pattern)
			r, err := http.NewRequestWithContext(t.Context(), x.method, origin+path, strings.NewReader("note=x&row=1&action=grant&token=x"))
			require.NoError(t, err)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			page = b.Do(r)
			require.Contains(t, []int{http.StatusForbidden, http.StatusNotFound}, page.Status, "%s: %s %s", name, x.method, x.pattern)
			require.NotContains(t, page.Body, "Yusupova", "%s: %s %s", name, x.method, x.pattern)
		}
	}
	var after string
	require.NoError(t, p.web.QueryRow(t.Context(), `SELECT state FROM applications WHERE number = $1`, number).Scan(&after))
	require.Equal(t, state, after, "nobody changed anything")
	require.Equal(t, http.StatusOK, owner.Get(strings.Join(parts, "/")).Status, "nor threw the draft away")
}

// TestLateForm sends a page of a real form after the session has expired: what was typed goes on after signing in.
func TestLateForm(t *testing.T) {
	p, origin, _ := whole(t)
	malika := servertest.NewBrowser(t, origin).SignIn("malika")
	page := malika.Get("/uz/services/ngo-symbols-registration/apply").Form("/apply").Submit("")
	form := page.Form("/apply/")
	for _, n := range page.All("input", "type", "radio") {
		form.Set(servertest.Attr(n, "name"), servertest.Attr(n, "value"))
	}
	_, err := p.web.Exec(t.Context(), `UPDATE sessions SET seen_at = seen_at - interval '31 minutes'`)
	require.NoError(t, err)
	page = form.Submit("")
	require.Equal(t, "/uz/sign-in", page.URL.Path)
	page = malika.Become(page, "malika")
	require.Equal(t, "/uz/sign-in/kept", page.URL.Path)
	next := page.Form("/apply/").Submit("")
	require.Equal(t, http.StatusOK, next.Status, next.Text())
	require.Contains(t, next.URL.Path, "/uz/apply/")
	require.NotContains(t, next.Body, "govuk-error-summary", "it was taken as typed")
}
