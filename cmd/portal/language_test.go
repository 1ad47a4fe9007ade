package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
)

// strangers are words that do not belong on a page in that written form: Latin ones that begin small on a Cyrillic page,
// Cyrillic ones on an English page, and Uzbek letters on a Russian one. Names begin with a capital and stay as they are.
var strangers = map[locale.Lang]*regexp.Regexp{
	locale.UzCyrl: regexp.MustCompile(`(?:^|[^\p{L}\p{N}.@/_-])([a-z][a-zʻʼ]+)`),
	locale.Ru:     regexp.MustCompile(`(?:^|[^\p{L}\p{N}.@/_-])([a-z][a-zʻʼ]+|\p{L}*[ўқғҳЎҚҒҲ]\p{L}*)`),
	locale.En:     regexp.MustCompile(`(\p{Cyrillic}+)`),
	locale.Uz:     regexp.MustCompile(`(\p{Cyrillic}+)`),
}

// atHome are the small Latin words that stand on Cyrillic pages for good: parts of names of things and of people.
var atHome = map[string]bool{"and": true, "duty": true, "free": true, "park": true, "cookie": true, "base": true, "axe": true, "oʻgʻli": true, "qizi": true}

// asIssued are the pages with values of registers, which stand there as the register has them.
var asIssued = regexp.MustCompile(`/data/[a-z-]+`)

// TestLanguages_keepApart walks the portal in every written form and finds words that were left in another one.
func TestLanguages_keepApart(t *testing.T) {
	_, origin, _ := whole(t)
	for _, l := range locale.Langs {
		for subject, start := range map[string]string{"": "/", "aziz": "/cabinet", "justice-specialist": "/admin", "taskforce": "/taskforce"} {
			b := servertest.NewBrowser(t, origin)
			if subject != "" {
				b.SignIn(subject)
				clear(b.Seen)
			}
			require.Greater(t, walk(b, "/"+string(l)+start), 10)
			for page, body := range b.Seen {
				path := strings.Fields(page)[1]
				if !strings.HasPrefix(path, "/"+string(l)+"/") || asIssued.MatchString(path) {
					continue
				}
				doc, err := html.Parse(strings.NewReader(body))
				require.NoError(t, err)
				if subject == "aziz" {
					require.Contains(t, body, "Karimov Aziz Baxtiyor oʻgʻli", "a name stays as in its document")
				}
				for _, text := range texts(doc, l) {
					for _, m := range strangers[l].FindAllStringSubmatch(text, -1) {
						require.True(t, atHome[m[1]], "%q on %s: %s", m[1], path, text)
					}
				}
			}
		}
	}
}

// texts is what people read on a page; elements that name their own language, and what people typed, are left out.
func texts(n *html.Node, l locale.Lang) []string {
	if n.Type == html.TextNode {
		return []string{strings.TrimSpace(n.Data)}
	}
	if n.Data == "script" || n.Data == "style" || n.Data == "textarea" {
		return nil
	}
	var out []string
	for _, a := range n.Attr {
		switch a.Key {
		case "lang":
			if a.Val != l.Tag() {
				return nil
			}
		case "translate":
			if a.Val == "no" {
				return nil
			}
		case "aria-label", "placeholder", "alt":
			out = append(out, a.Val)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		out = append(out, texts(c, l)...)
	}
	return out
}
