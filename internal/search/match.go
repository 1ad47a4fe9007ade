package search

import (
	"sort"
	"strings"
)

// How good a match of a query's word with a term is, by the way it was found.
const (
	exactMatch  = 1.0
	stemMatch   = 0.85
	prefixMatch = 0.75
	typoMatch   = 0.65
)

// match is a term that a word of the query may mean.
type match struct {
	term    int32
	quality float64
}

// matches are the terms that a word may mean: itself, other forms of it, what begins with it, and, when the vocabulary
// has none of these, what it may be a mistyping of.
func (x *Index) matches(w string) []match {
	var out []match
	seen := map[int32]bool{}
	add := func(t int32, quality float64) {
		if !seen[t] {
			seen[t] = true
			out = append(out, match{term: t, quality: quality})
		}
	}
	if t, ok := x.byText[w]; ok {
		add(t, exactMatch)
	}
	for _, t := range x.byStem[stem(w)] {
		add(t, stemMatch)
	}
	if len(w) >= 3 {
		for _, t := range x.withPrefix(w) {
			long := float64(len(w)) / float64(len(x.terms[t].text))
			add(t, prefixMatch*(0.5+0.5*long))
		}
	}
	if known := len(out) > 0; !known || len(w) >= 6 {
		for _, m := range x.mistyped(w) {
			if known {
				m.quality *= 0.6
			}
			add(m.term, m.quality)
		}
	}
	return out
}

// withPrefix is every term that begins with w.
func (x *Index) withPrefix(w string) []int32 {
	from := sort.Search(len(x.sorted), func(i int) bool { return x.terms[x.sorted[i]].text >= w })
	to := from
	for to < len(x.sorted) && strings.HasPrefix(x.terms[x.sorted[to]].text, w) {
		to++
	}
	return x.sorted[from:to]
}

// mistyped is every term within one mistake for each four letters of w, found through the trigrams they share. The end
// of a longer term may be missing from w, so that a mistyped stem is found too.
func (x *Index) mistyped(w string) []match {
	allowed := len([]rune(w)) / 4
	if allowed == 0 {
		return nil
	}
	allowed = min(allowed, 3)
	grams := trigrams(w)
	shared := map[int32]int{}
	for _, g := range grams {
		for _, t := range x.byTrigram[g] {
			shared[t]++
		}
	}
	need := max(1, len(grams)-3*allowed)
	var out []match
	for t, n := range shared {
		if n < need {
			continue
		}
		text := x.terms[t].text
		d := distance(w, text, allowed)
		if d > allowed && len(w) >= 5 {
			if d = distance(stem(w), x.terms[t].stem, allowed); d > allowed-1 && allowed > 1 || d > allowed {
				continue
			}
		}
		if d <= allowed {
			out = append(out, match{term: t, quality: typoMatch * (1 - 0.5*float64(d)/float64(allowed+1))})
		}
	}
	return out
}
