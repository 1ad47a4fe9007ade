package search

import (
	"slices"
	"strings"

	"github.com/yagona/portal/internal/locale"
)

// Synonym says that whoever types Words means Means too. Words is one word or several that stand together, in any
// script and form. It works one way: whoever types Means does not mean Words.
type Synonym struct {
	Words, Means string
}

// synonymQuality is how much of a match of what was typed a match of its meaning is worth.
const synonymQuality = 0.9

// maxReadings is in how many ways a query is read at most.
const maxReadings = 6

// meaning is a synonym as the index keeps it, under the stem of its first word.
type meaning struct {
	words []string // stems
	means []string // folded words
}

func meanings(synonyms []Synonym) map[string][]meaning {
	out := map[string][]meaning{}
	for _, s := range synonyms {
		words, means := strings.Fields(locale.Fold(s.Words)), strings.Fields(locale.Fold(s.Means))
		if len(words) == 0 || len(means) == 0 {
			continue
		}
		for i, w := range words {
			words[i] = stem(w)
		}
		out[words[0]] = append(out[words[0]], meaning{words: words, means: means})
	}
	return out
}

// reading is one way to understand a query, and how sure it is.
type reading struct {
	words   []string
	quality float64
}

// readings are the words as typed, then with each synonym put for what it stands for.
func (x *Index) readings(words []string) []reading {
	out := []reading{{words, 1}}
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = stem(w)
	}
	for i := range words {
		for _, m := range x.synonyms[stems[i]] {
			if len(out) == maxReadings {
				return out
			}
			to := i + len(m.words)
			if to <= len(words) && slices.Equal(stems[i:to], m.words) {
				out = append(out, reading{slices.Concat(words[:i], m.means, words[to:]), synonymQuality})
			}
		}
	}
	return out
}
