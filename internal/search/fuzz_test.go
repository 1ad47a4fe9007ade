package search_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/search"
)

// mostTime is what the longest query may take, with much room for a busy machine: it is a few milliseconds on a calm one.
const mostTime = 500 * time.Millisecond

func FuzzFind(f *testing.F) {
	snap := published()
	for _, q := range []string{"", "pasport", "cghfdrf j ytceljvjcnb", "e imzo", "права", "\x00\xff", "ʻʼ'`", "1/2 086", strings.Repeat("yye ", 60)} {
		f.Add(q, "", "", false)
		f.Add("guvohnoma", q, q, true)
		f.Add(q, "olish", "", true)
	}
	f.Fuzz(func(t *testing.T, words, exact, without string, all bool) {
		start := time.Now()
		found := snap.Find(search.Query{Words: words, Exact: exact, Without: without, All: all}, 20)
		require.Less(t, time.Since(start), mostTime)
		require.LessOrEqual(t, len(found), 20)
		require.NotContains(t, found, nil)
		require.Equal(t, found, snap.Find(search.Query{Words: words, Exact: exact, Without: without, All: all}, 20), "the same again")
	})
}

// The dearest query is sixteen long words that are nearly known: each is looked for among the mistypings.
func TestSearch_dearest(t *testing.T) {
	words := "malumotnomq registrasiyx guvohnomasx xizmatlarx shartnomasq pasportinix haydovchilj ruxsatnomax litsenziyx " +
		"sertifikatx deklaratsix tekshirishx toshirishx almashtirq kompensatsix subsidiyasx"
	snap := published()
	start := time.Now()
	snap.Search(words, 20)
	took := time.Since(start)
	t.Log(took)
	require.Less(t, took, mostTime)
}
