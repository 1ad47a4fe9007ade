package locale

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCountry(t *testing.T) {
	uz, ok := Country("UZB")
	require.True(t, ok)
	require.Equal(t, Text{Uz: "Oʻzbekiston", Ru: "Узбекистан", En: "Uzbekistan"}, uz)
	require.Equal(t, "Ўзбекистон", uz.In(UzCyrl))
	for _, code := range []string{"KAZ", "KGZ", "TJK", "RUS", "TKM", "TUR", "KOR", "CHN", "IND"} {
		name, ok := Country(code)
		require.True(t, ok, code)
		for _, l := range Langs {
			require.NotEmpty(t, name.In(l))
			require.NotEqual(t, code, name.In(l))
			require.NotContains(t, name.In(l), "‘")
		}
	}
	for _, no := range []string{"", "uzbek", "XXQ", "12", "001"} {
		_, ok := Country(no)
		require.False(t, ok, no)
	}
}
