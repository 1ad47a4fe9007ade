package locale

import (
	"testing"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
)

// A message in pieces says what go-i18n makes of it.
func TestJoin(t *testing.T) {
	args := []any{"Name", "Aziz <&>", "N", 7, "Count", int64(3), "Empty", ""}
	data := map[string]any{"Name": "Aziz <&>", "N": 7, "Count": int64(3), "Empty": ""}
	for _, message := range []string{
		"{{.Name}}", "{{.Name}}, {{.N}} {{ .Count }}", "– {{.Empty}}{{.Name}} –", "{{.Missing}}!", "bir {{.N}}", "{{.N}}{{.N}}",
	} {
		bundle := i18n.NewBundle(language.Uzbek)
		require.NoError(t, bundle.AddMessages(language.Uzbek, &i18n.Message{ID: "m", Other: message}))
		want, err := i18n.NewLocalizer(bundle, "uz").Localize(&i18n.LocalizeConfig{MessageID: "m", TemplateData: data})
		require.NoError(t, err)
		require.Equal(t, want, join(cut(message), args), message)
	}
}

// Whatever a placeholder looks like, no message shows it.
func TestCut_all(t *testing.T) {
	for l, list := range messages().pieces {
		for id, pieces := range list {
			for _, p := range pieces {
				require.NotContains(t, p.text, "{{", "%s %s", l, id)
			}
		}
	}
}

func BenchmarkT(b *testing.B) {
	for b.Loop() {
		_ = Uz.T("cabinet.start.begun", "Time", "bugun")
	}
}
