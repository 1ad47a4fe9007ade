package notify

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/yagona/portal/internal/locale"
)

// TestEvents holds the table against the messages: every event has words in every written form, and every pair of words
// is an event that somebody can be told.
func TestEvents(t *testing.T) {
	files, err := filepath.Glob("../locale/messages/*.uz.yaml")
	require.NoError(t, err)
	worded := map[string]bool{}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		require.NoError(t, err)
		var file struct {
			Notify map[string]any `yaml:"notify"`
		}
		require.NoError(t, yaml.Unmarshal(raw, &file), name)
		for event, words := range file.Notify {
			if words, ok := words.(map[string]any); ok && words["title"] != nil && words["text"] != nil {
				worded[event] = true
			}
		}
	}
	require.ElementsMatch(t, append(slices.Collect(maps.Keys(events)), officeEvents...), slices.Collect(maps.Keys(worded)))
	for _, event := range officeEvents {
		for _, l := range locale.Langs {
			require.NotContains(t, Message{Event: event}.Title(l)+Message{Event: event}.Text(l), "⟦", "%s in %s", event, l)
		}
	}
	for event, kind := range events {
		require.Contains(t, Kinds, kind, event)
		for _, l := range locale.Langs {
			m := Message{Event: event}
			require.NotContains(t, m.Title(l)+m.Text(l), "⟦", "%s in %s", event, l)
		}
	}
}
