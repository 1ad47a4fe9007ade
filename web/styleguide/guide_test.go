package styleguide

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
)

var exported = regexp.MustCompile(`(?m)^templ ([A-Z]\w*)\(`)

// TestGuide_everyComponent: a component that is not shown here does not exist for the one who makes the next page.
func TestGuide_everyComponent(t *testing.T) {
	shown := map[string]bool{}
	for _, group := range []func(locale.Lang) []specimen{basics, lists, charts, empty, filled, wrong} {
		for _, s := range group(locale.Uz) {
			shown[s.name] = true
		}
	}
	used := sources(t, ".", ".go") + sources(t, ".", ".templ")
	for dir, inSpecimens := range map[string]bool{"ui": true, "layout": false} {
		for _, m := range exported.FindAllStringSubmatch(sources(t, filepath.Join("..", dir), ".templ"), -1) {
			name := dir + "." + m[1]
			require.Contains(t, used, name+"(", "the styleguide does not draw %s", name)
			require.True(t, !inSpecimens || shown[name], "the styleguide does not name %s", name)
		}
	}
	for _, k := range form.Kinds() {
		require.True(t, shown["ui.Field "+string(k)], "the styleguide does not show the kind %s", k)
	}
}

func sources(t *testing.T, dir, extension string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"+extension))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var b strings.Builder
	for _, f := range files {
		if strings.HasSuffix(f, "_templ.go") || strings.HasSuffix(f, "_test.go") {
			continue
		}
		text, err := os.ReadFile(f)
		require.NoError(t, err)
		b.Write(text)
	}
	return b.String()
}
