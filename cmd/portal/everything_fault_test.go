package main

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/server/servertest"
)

// TestEverything_seesFaults shows what the walks judge by to be no rubber stamp: each says so of a fault that was put there.
func TestEverything_seesFaults(t *testing.T) {
	for _, line := range []string{
		`{"msg":"x","pinfl":"31204862260015"}`, `to +998901234567`, `998901234567`, `passport AA1234567`, `malika@example.uz`, `/uz/x?to=malika%40example.uz`,
	} {
		require.NotEmpty(t, personalData.FindString(line), line)
	}
	for _, line := range []string{`"took":31204862`, `"request":"a1b2c3d4e5f60718"`, `/uz/applications/123456789`, `2026-11-27T12:00:00.123456789Z`} {
		require.Empty(t, personalData.FindString(line), line)
	}

	require.Len(t, soft(http.Header{"Content-Type": {"text/html"}}, "x", true), 9)
	h := http.Header{
		"Content-Security-Policy": {"default-src 'none'; script-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"},
		"X-Content-Type-Options":  {"nosniff"}, "Referrer-Policy": {"same-origin"}, "Cross-Origin-Opener-Policy": {"same-origin"},
		"Content-Type": {"text/html; charset=utf-8"}, "Cache-Control": {"no-store"},
	}
	require.Equal(t, []string{"CSP: unsafe", "CSP: script-src"}, soft(h, "x", true))

	page := func(body string) *servertest.Page { return &servertest.Page{URL: &url.URL{Path: "/uz/x"}, Body: body} }
	require.Equal(t, bare(page("a 0123456789abcdef b")), bare(page("a fedcba9876543210 b")), "the id of the request is no difference")
	require.NotEqual(t, bare(page("is not yours")), bare(page("is not there")))
	require.Equal(t, []string{"drafts: 1 → 2"}, changed(map[string]string{"drafts": "1", "audit_heads": "1"}, map[string]string{"drafts": "2", "audit_heads": "2"}, looked))

	for _, sql := range []string{"INSERT INTO x", "update x", "WITH e AS (INSERT INTO x) SELECT 1", "SELECT 1 FROM x FOR UPDATE OF g", "SELECT nextval('x')"} {
		require.Regexp(t, writes, sql)
	}
	require.NotRegexp(t, writes, "SELECT updated_at FROM x ORDER BY inserted")
}
