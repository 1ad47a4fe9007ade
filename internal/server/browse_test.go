package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
)

// TestLifeEvents_stages reads from each page what comes first, what next and what side by side: exactly the vocabulary.
func TestLifeEvents_stages(t *testing.T) {
	h := portal(t)
	for code, event := range catalogue.Lists().LifeEvents.All() {
		for _, l := range locale.Langs {
			path := "/" + string(l) + "/life-events/" + code
			w := get(h, path)
			require.Equal(t, http.StatusOK, w.Code, path)
			stages := stagesOf(t, w.Body.String())
			require.Len(t, stages, len(event.Order), path)
			for i, stage := range event.Order {
				require.Equal(t, []string(stage), hrefs(stages[i], "/"+string(l)+"/services/"), "%s, step %d", path, i+1)
				text := servertest.Text(stages[i])
				for _, service := range stage {
					svc, ok := snapshot(t).Service(service)
					require.True(t, ok, service)
					process, _ := catalogue.Lists().Processes.Get(string(svc.Process))
					require.Contains(t, text, process.Title.In(l), "%s says who decides %s", path, service)
				}
				require.Equal(t, len(stage) > 1, strings.Contains(text, l.T("browse.event.together")), "%s, step %d", path, i+1)
			}
		}
	}
}

// TestPages_validHTML shows every kind of public page, and those that say what is wrong, to the validator.
func TestPages_validHTML(t *testing.T) {
	h := portal(t)
	pages := map[string]string{}
	for _, l := range locale.Langs {
		for _, path := range append([]string{"/nothing-here", "/services/nothing-here"}, kinds...) {
			path = "/" + string(l) + path
			pages[path] = get(h, path).Body.String()
		}
	}
	browsertest.Valid(t, pages)
}

func stagesOf(t *testing.T, body string) []*html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	require.NoError(t, err)
	var stages []*html.Node
	for n := range doc.Descendants() {
		if n.Data == "ol" && servertest.Attr(n, "class") == "app-steps" {
			for c := range n.ChildNodes() {
				if c.Data == "li" {
					stages = append(stages, c)
				}
			}
		}
	}
	return stages
}

// hrefs is where the links inside lead, as far as they begin so, without that beginning.
func hrefs(in *html.Node, prefix string) []string {
	var out []string
	for n := range in.Descendants() {
		if rest, ok := strings.CutPrefix(servertest.Attr(n, "href"), prefix); ok && n.Data == "a" {
			out = append(out, rest)
		}
	}
	return out
}
