package respond_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
)

// FuzzLocal looks for a path that would lead a redirect off the portal.
func FuzzLocal(f *testing.F) {
	for _, s := range []string{"/applications/1", "/uz/x", "//evil.example", "/\\evil", "/uz//evil", "https://evil.example", "", "/x\r\nLocation: //evil", "/%0d%0a", "/?next=//evil", "/ru"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		got := respond.Local(locale.Ru, path)
		require.True(t, strings.HasPrefix(got, "/"), "%q became %q", path, got)
		require.False(t, strings.HasPrefix(got, "//"), "%q became %q", path, got)
		require.False(t, strings.ContainsAny(got, "\\\r\n\t"), "%q became %q", path, got)
		here, err := url.Parse("https://portal.example/ru/")
		require.NoError(t, err)
		if to, err := here.Parse(got); err == nil {
			require.Equal(t, "portal.example", to.Host, "%q became %q", path, got)
		}
	})
}
