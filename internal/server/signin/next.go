package signin

import (
	"net/url"
	"strings"

	"github.com/yagona/portal/internal/locale"
)

// nextLimit is more than any address of ours needs.
const nextLimit = 2000

// safeNext is next when it is an address of ours in one of our languages, else empty; the language of the page at which
// the person signs in comes to stand in it, because it may have been changed there. Browsers read "//host", "/\host"
// and addresses with tabs or line ends in them as other hosts, so that all of these are refused, also when encoded.
func safeNext(l locale.Lang, next string) string {
	if len(next) > nextLimit || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || odd(next) {
		return ""
	}
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || odd(u.Path) {
		return ""
	}
	first, _, _ := strings.Cut(u.Path[1:], "/")
	if _, ours := locale.ParseLang(first); !ours || strings.Contains(u.Path, "//") || strings.Contains(u.Path, "/..") {
		return ""
	}
	return "/" + string(l) + strings.TrimPrefix(next, "/"+first)
}

func odd(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' || r == 0xfffd })
}
