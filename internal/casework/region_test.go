package casework

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
)

// TestRegion: the office of the region where something is answers, whichever question says where that is.
func TestRegion(t *testing.T) {
	ask := func(k form.Kind, v any) string {
		return region(&catalogue.Service{Definition: catalogue.Definition{Form: []form.Field{{Key: "where", Kind: k}}}}, form.Answers{"where": v}, nil)
	}
	require.Equal(t, "1703", ask(form.KindRegion, "1703"))
	require.Equal(t, "1726", ask(form.KindDistrict, "1726269"))
	require.Equal(t, "1726", ask(form.KindPlace, map[string]any{"text": "", "district": "1726269"}))
	require.Empty(t, ask(form.KindPlace, map[string]any{"text": "Bozor"}))
	require.Empty(t, ask(form.KindText, "1726269"))
}
