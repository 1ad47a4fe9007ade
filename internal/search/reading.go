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

// How sure a way to read a query is that is not word for word.
const (
	synonymQuality = 0.9
	joinedQuality  = 0.95
	layoutQuality  = 0.9
)

// maxReadings is in how many ways a query is read at most.
const maxReadings = 6

// reading is one way to understand a query, and how sure it is.
type reading struct {
	words   []asked
	quality float64
}

// meaning is a synonym as the index keeps it, under the stem of its first word.
type meaning struct {
	words []string // stems
	means []string // folded words
}

func (x *Index) meanings(synonyms []Synonym) map[string][]meaning {
	out := map[string][]meaning{}
	for _, s := range synonyms {
		words, means := strings.Fields(locale.Fold(s.Words)), strings.Fields(locale.Fold(s.Means))
		if len(words) == 0 || len(means) == 0 {
			continue
		}
		for i, w := range words {
			words[i] = stem(w, x.words)
		}
		out[words[0]] = append(out[words[0]], meaning{words: words, means: means})
	}
	return out
}

// reader reads one query.
type reader struct {
	x          *Index
	s          *sheet
	unfinished string // the last word, while somebody types
	out        []reading
}

// readings are the words as typed, then with each synonym put for what it stands for, with words that are written
// apart put together, and, when hardly a word is known, as typed on a keyboard that was set to the other script.
func (x *Index) readings(s *sheet, typed string, words []string, unfinished bool) []reading {
	r := &reader{x: x, s: s}
	if unfinished && len(words) > 0 {
		r.unfinished = words[len(words)-1]
	}
	r.read(words, 1)
	if !slices.ContainsFunc(r.out[0].words, func(a asked) bool { return a.known && !a.stop && len(a.text) > 2 }) {
		if other := queryWords(otherLayout(typed)); len(other) > 0 {
			r.read(other, layoutQuality)
		}
	}
	r.join(words)
	r.substitute(words)
	return r.out
}

func (r *reader) read(words []string, quality float64) {
	if len(r.out) == maxReadings {
		return
	}
	out := reading{quality: quality, words: make([]asked, 0, len(words))}
	for _, w := range words[:min(len(words), maxWords)] {
		out.words = append(out.words, r.x.ask(r.s, w, w == r.unfinished))
	}
	r.out = append(r.out, out)
}

// join reads two words as one where one of them alone is unknown, or one is a single letter: "e imzo", "загран паспорт".
func (r *reader) join(words []string) {
	for i := range len(words) - 1 {
		if _, ok := r.x.byText[words[i]+words[i+1]]; ok {
			r.read(slices.Concat(words[:i], []string{words[i] + words[i+1]}, words[i+2:]), joinedQuality)
		}
	}
}

func (r *reader) substitute(words []string) {
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = stem(w, r.x.words)
	}
	for i := range words {
		for _, m := range r.x.synonyms[stems[i]] {
			if to := i + len(m.words); to <= len(words) && slices.Equal(stems[i:to], m.words) {
				r.read(slices.Concat(words[:i], m.means, words[to:]), synonymQuality)
			}
		}
	}
}
