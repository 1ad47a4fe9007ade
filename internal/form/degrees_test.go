package form

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReadDegrees(t *testing.T) {
	for typed, want := range map[string]float64{
		"41,31": 41.31, "41.311081": 41.31108, "41": 41, "41.31°": 41.31, "N 41.31": 41.31, "n41.31": 41.31, "41.31 E": 41.31,
		"41°18′40″": 41.31111, "41° 18' 40\"": 41.31111, "41 18 40": 41.31111, "41°18’39.9”": 41.31108, "41º18,5'": 41.30833,
		"41° 18' 40'' с. ш.": 41.31111, "69°14′ в.д.": 69.23333, "  69 \u00a0° 0′ 0″": 69,
	} {
		got, ok := readDegrees(typed)
		require.True(t, ok, typed)
		require.InDelta(t, want, got, 1e-9, typed)
	}
	for _, typed := range []string{"", "bozor", "-41.31", "41°60′", "41°18′61″", "41.5°18′", "41°18.5′40″", "41 18 40 20", "S 41.31", "41.31.5", "1e1", "NaN", "4131"} {
		_, ok := readDegrees(typed)
		require.False(t, ok, typed)
	}
}

// TestParsePlace_district: a district says enough where the answer may be left out, and is shown by its name.
func TestParsePlace_district(t *testing.T) {
	f := field(KindPlace)
	f.Required = new(bool)
	got, problems := Parse([]Field{f}, in("district", "1726269"), context())
	require.Empty(t, problems)
	require.Equal(t, map[string]any{"text": "", "district": "1726269"}, got["q"])
	require.Equal(t, []string{"Yunusobod"}, Show(f, got["q"], "uz", func(code string) string { return map[string]string{"1726269": "Yunusobod"}[code] }))
	require.Equal(t, "1726269", Fill([]Field{f}, got).Get("q-district"))
}
