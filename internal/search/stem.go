package search

import (
	"cmp"
	"slices"
	"strings"
)

// endings are the commonest endings of Uzbek, Russian and English words after folding, the longest first. Stems need
// not be words: they only have to come out the same for the forms of one word.
var endings = sortedByLength([]string{
	// Uzbek: plural, case, possession
	"larining", "larning", "larini", "lariga", "larida", "laridan", "larimiz", "laringiz", "lari", "larni", "larga", "larda", "lardan", "lar",
	"imning", "ining", "ning", "sini", "siga", "sida", "sidan", "ini", "iga", "ida", "idan", "imiz", "ingiz", "imni", "imga", "ni", "ga", "ka", "da", "dan",
	"si", "im", "ing", "lik", "li", "siz", "moki", "mok", "ish", "yapman", "yapti", "aman", "adi", "gan", "ganda", "man", "sam",
	// Russian
	"ovaniya", "ovanie", "ovaniyu", "eniya", "enie", "eniyu", "aniya", "anie", "aniyu", "yami", "ami", "ogo", "ego", "omu", "emu", "imi", "ami", "ah", "yah",
	"oy", "ey", "aya", "yaya", "oe", "ee", "ie", "uyu", "yu", "om", "em", "am", "yam", "ov", "ev", "ih", "it", "at", "et", "ut", "yut", "a", "ya", "o", "e", "i", "u", "y",
	// English
	"ations", "ation", "ings", "ing", "es", "ed", "s",
})

// minStem keeps short words whole.
const minStem = 3

// stem cuts at most two endings.
func stem(w string) string {
	for range 2 {
		for _, e := range endings {
			if len(w)-len(e) >= minStem && strings.HasSuffix(w, e) {
				w = w[:len(w)-len(e)]
				break
			}
		}
	}
	return w
}

func sortedByLength(list []string) []string {
	slices.SortStableFunc(list, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return list
}
