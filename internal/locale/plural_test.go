package locale

import (
	"strings"
	"testing"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/stretchr/testify/require"
)

// forms is which form of a word stands after a number.
var forms = map[Lang]map[int]string{
	Uz: {1: "other", 2: "other", 5: "other", 11: "other", 21: "other", 22: "other", 25: "other", 111: "other"},
	Ru: {1: "one", 2: "few", 5: "many", 11: "many", 21: "one", 22: "few", 25: "many", 111: "many"},
	En: {1: "one", 2: "other", 5: "other", 11: "other", 21: "other", 22: "other", 25: "other", 111: "other"},
}

// TestPlurals reads every message that changes with a number, with numbers that people get wrong.
func TestPlurals(t *testing.T) {
	files, err := messageFiles.ReadDir("messages")
	require.NoError(t, err)
	read1 := map[Lang]map[string]*i18n.Message{Uz: {}, Ru: {}, En: {}}
	for _, f := range files {
		list, err := read("messages/" + f.Name())
		require.NoError(t, err)
		lang, _ := ParseLang(strings.Split(f.Name(), ".")[1])
		for _, m := range list {
			read1[lang][m.ID] = m
		}
	}
	plural := 0
	for id, m := range read1[Ru] {
		if m.One == "" && m.Few == "" && m.Many == "" {
			require.Empty(t, read1[En][id].One, "%s changes with a number in English and not in Russian", id)
			continue
		}
		plural++
		require.NotEmpty(t, m.One, "%s in ru", id)
		require.NotEmpty(t, m.Few, "%s in ru", id)
		require.NotEmpty(t, m.Many, "%s in ru", id)
		require.NotEmpty(t, read1[En][id].One, "%s in en", id)
		for l, numbers := range forms {
			x := read1[l][id]
			for n, form := range numbers {
				want := map[string]string{"one": x.One, "few": x.Few, "many": x.Many, "other": x.Other}[form]
				require.Equal(t, filled(want, n), l.T(id, "Count", n, "N", n, "Limit", n, "From", "{{.From}}"), "%s: %d in %s", id, n, l)
			}
		}
		require.Equal(t, filled(ToCyrillic(read1[Uz][id].Other), 5), UzCyrl.T(id, "Count", 5, "N", 5, "Limit", 5, "From", "{{.From}}"), id)
	}
	require.Greater(t, plural, 20)
}

func filled(template string, n int) string {
	s := Uz.Number(int64(n))
	return strings.NewReplacer("{{.Count}}", s, "{{.N}}", s, "{{.Limit}}", s).Replace(template)
}

// TestSentences_short: nobody reads a sentence of more than twenty words to its end; and nothing of ours is "invalid".
func TestSentences_short(t *testing.T) {
	var long []string
	for _, l := range []Lang{Uz, Ru, En} {
		for id := range messages().ids[l] {
			for _, sentence := range strings.FieldsFunc(l.T(id), func(r rune) bool { return r == '.' || r == '!' || r == '?' || r == ':' || r == ';' }) {
				words := 0
				for w := range strings.FieldsSeq(sentence) {
					if strings.ContainsFunc(w, func(r rune) bool { return r >= 'A' }) {
						words++
					}
				}
				if words > 20 {
					long = append(long, string(l)+" "+id+": "+sentence)
				}
			}
			for _, word := range []string{"invalid", "недопустим", "некорректн", "notoʻgʻri kiritildi"} {
				require.NotContains(t, strings.ToLower(l.T(id)), word, "%s in %s", id, l)
			}
		}
	}
	require.Empty(t, long, strings.Join(long, "\n"))
}
