package locale

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

//go:embed testdata/words.tsv
var wordTable string

// pairs is the table of words: Latin and Cyrillic, as the orthographies write them.
func pairs(t *testing.T) [][2]string {
	t.Helper()
	var out [][2]string
	for line := range strings.Lines(wordTable) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") {
			continue
		}
		latin, cyrillic, ok := strings.Cut(line, "\t")
		require.True(t, ok, line)
		out = append(out, [2]string{latin, cyrillic})
	}
	require.Greater(t, len(out), 400)
	return out
}

func TestToCyrillic_words(t *testing.T) {
	var wrong []string
	for _, p := range pairs(t) {
		if got := ToCyrillic(p[0]); got != p[1] {
			wrong = append(wrong, fmt.Sprintf("%s: %s, not %s", p[0], p[1], got))
		}
		if got := ToCyrillic("(" + p[0] + "), " + p[0] + "!"); got != "("+p[1]+"), "+p[1]+"!" {
			wrong = append(wrong, fmt.Sprintf("%s among signs: %s", p[0], got))
		}
	}
	require.Empty(t, wrong, strings.Join(wrong, "\n"))
}

// TestFold_sameInBothScripts holds what people type in one script against what is written in the other.
func TestFold_sameInBothScripts(t *testing.T) {
	for _, p := range pairs(t) {
		if exact[p[0]] != "" { // read by other words than those behind the Latin letters
			continue
		}
		require.Equal(t, Fold(p[0]), Fold(p[1]), p)
		require.Equal(t, Fold(p[0]), Fold(strings.ToUpper(p[1])), p)
	}
	for latin, cyrillic := range exceptions {
		require.Equal(t, Fold(latin), Fold(cyrillic))
	}
	words := rapid.StringOfN(rapid.SampledFrom([]rune("abdefghijklmnopqrstuvxyzʻʼ ")), 1, 30, -1)
	rapid.Check(t, func(t *rapid.T) {
		s := strings.ReplaceAll(words.Draw(t, "words"), "ʻ", "oʻ")
		if cyrillic := ToCyrillic(s); Fold(s) != Fold(cyrillic) {
			t.Fatalf("%q and %q: %q and %q", s, cyrillic, Fold(s), Fold(cyrillic))
		}
	})
}

// TestToCyrillic_properties: nothing Latin is left of Uzbek words, what is no word stays as it is, and words do not
// change with what stands around them.
func TestToCyrillic_properties(t *testing.T) {
	word := rapid.StringMatching(`[a-z]{1,9}`)
	stays := rapid.SampledFrom([]string{
		" ", ", ", ". ", " – ", "\n", "<b class=\"x\">", "</b>", "{{.Name}}", " 12 345,50 ", " AB1234567 ", " my.gov.uz ", " nom@misol.uz ", " https://a.uz/b?c=d ", " II ", " Ўзбекистон ", "№ 5",
	})
	rapid.Check(t, func(t *rapid.T) {
		var in, want strings.Builder
		for range rapid.IntRange(1, 6).Draw(t, "parts") {
			w, s := word.Draw(t, "word"), stays.Draw(t, "stays")
			in.WriteString(" " + w + " " + s + " ")
			want.WriteString(" " + ToCyrillic(w) + " " + s + " ")
		}
		if got := ToCyrillic(in.String()); got != want.String() {
			t.Fatalf("%q: %q, not %q", in.String(), got, want.String())
		}
	})
}

// TestExceptions_needed: a stem that the letters alone give is one to delete.
func TestExceptions_needed(t *testing.T) {
	for latin, cyrillic := range exceptions {
		delete(exceptions, latin)
		got := word(latin)
		exceptions[latin] = cyrillic
		require.NotEqual(t, cyrillic, got, latin)
		require.Equal(t, cyrillic, word(latin))
	}
	for _, name := range keepNames {
		require.Equal(t, name, ToCyrillic(name))
	}
}
