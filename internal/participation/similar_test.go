package participation

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
)

func TestLikeness(t *testing.T) {
	const said = "Toʻlov oʻtdi, lekin ariza oldinga siljimayapti"
	for name, c := range map[string]struct {
		a, b string
		same bool
	}{
		"Latin and Cyrillic":   {said, locale.ToCyrillic(said), true},
		"other apostrophes":    {said, "to'lov o'tdi lekin ariza oldinga siljimayapti", true},
		"other endings":        {said, "Toʻlovim oʻtdi, arizam oldinga siljimadi", true},
		"Russian endings":      {"Оплата прошла, но заявление не движется", "оплату провёл, заявления не движутся, оплата прошла", true},
		"another cause":        {said, "Xodim telefonda qoʻpol gapirdi", false},
		"one word in common":   {"Forma yopildi", "Forma uzun, savollar tushunarsiz", false},
		"plain words alone":    {"bu juda ham yoʻq", "bu juda ham yaxshi", false},
		"one word is no cause": {"Ishlamayapti", "Ishlamayapti", false},
		"nothing":              {"", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			like := Likeness(Stems(c.a), Stems(c.b))
			require.Equal(t, c.same, like >= Threshold, "%.2f of %v and %v", like, Stems(c.a), Stems(c.b))
			require.InDelta(t, like, Likeness(Stems(c.b), Stems(c.a)), 0, "the order does not matter")
		})
	}
	require.Equal(t, []string{"ariza", "oldin", "otdi", "silji", "tolov"}, Stems(said))
}

func TestSeed_fits(t *testing.T) {
	seven, eight := int64(7), int64(8)
	s := &seed{Version: &seven, Step: "address"}
	require.True(t, s.fits(entry{Version: &seven, Step: "address"}))
	require.True(t, s.fits(entry{}), "what is not known does not part")
	require.False(t, s.fits(entry{Version: &eight, Step: "address"}))
	require.False(t, s.fits(entry{Version: &seven, Step: "area"}))
}
