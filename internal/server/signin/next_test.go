package signin

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
)

// FuzzSafeNext looks for an address that would lead a browser off the portal after signing in.
func FuzzSafeNext(f *testing.F) {
	for _, s := range []string{
		"/uz/cabinet", "/ru/applications?page=2#x", "//evil.example", "/\\evil.example", "/uz//evil.example", "/%2f%2fevil.example", "/uz%2f..%2f%2fevil", "/uz/%0d%0aSet-Cookie:x=1",
		"/\t/evil.example", "https://evil.example/uz/", "javascript:alert(1)", "/uz/../../x", "/%75z/x", "/uz@evil.example", "/uz:80", "\u2215/evil", "/uz/\xff", "/en?next=//evil",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, next string) {
		got := safeNext(locale.Uz, next)
		if got == "" {
			return
		}
		require.True(t, got == "/uz" || strings.HasPrefix(got, "/uz/") || strings.HasPrefix(got, "/uz?") || strings.HasPrefix(got, "/uz#"), "%q became %q", next, got)
		require.False(t, strings.ContainsAny(got, "\\\r\n\t\x00"), "%q became %q", next, got)
		here, err := url.Parse("https://portal.example/uz/sign-in")
		require.NoError(t, err)
		to, err := here.Parse(got)
		require.NoError(t, err)
		require.Equal(t, "portal.example", to.Host, "%q became %q", next, got)
	})
}
