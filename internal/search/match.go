package search

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// How good a match of a query's word with a term is, by the way it was found.
const (
	exactMatch  = 1
	stemMatch   = 0.92
	prefixMatch = 0.9
	insideMatch = 0.2 // a prefix too, but of a word that was finished
	typoMatch   = 0.75
	alsoTypo    = 0.5 // of a typo's quality, when the word is known as it is
)

// unknownIDF is how much a word says that no document has: it is a rare one.
const unknownIDF = 5

// match is a term that a word of the query may mean.
type match struct {
	term    int32
	quality float64
}

// asked is a word of a query with what it may mean.
type asked struct {
	text     string
	matches  []match
	known    bool    // some document has it in some form
	stop     bool    // it says nothing of the thing looked for
	action   bool    // it says what is to be done with the thing
	weight   float64 // how much it says
	quality  float64 // of its best match
	answered int32   // 1 for a word that Query.All wants answered
}

// ask finds what a word may mean: itself, other forms of it, what begins with it, and what it may be a mistyping of.
func (x *Index) ask(w string, unfinished bool) asked {
	a := asked{text: w, stop: stopWords[w], action: actionWords[w]}
	if t, ok := x.byText[w]; ok {
		a.add(t, exactMatch)
	}
	if f, ok := x.byStem[stem(w, x.byText)]; ok {
		for _, t := range x.stems[f].terms {
			a.add(t, stemMatch)
		}
	}
	a.known = len(a.matches) > 0
	if len(w) >= 3 {
		quality := insideMatch
		if unfinished {
			quality = prefixMatch
		}
		for _, t := range x.withPrefix(w) {
			long := float64(len(w)) / float64(len(x.terms[t].text))
			a.add(t, quality*(0.5+0.5*long))
		}
	}
	if len(a.matches) == 0 || len(w) >= 6 {
		x.mistyped(&a)
	}
	a.weigh(x)
	return a
}

func (a *asked) add(t int32, quality float64) {
	if !slices.ContainsFunc(a.matches, func(m match) bool { return m.term == t }) {
		a.matches = append(a.matches, match{t, quality})
	}
}

func (a *asked) weigh(x *Index) {
	a.weight = unknownIDF
	if len(a.matches) > 0 {
		a.weight = 0
	}
	for _, m := range a.matches {
		a.weight = max(a.weight, x.idf(m.term)*m.quality)
		a.quality = max(a.quality, m.quality)
	}
	a.answered = 1
	if a.action {
		a.weight *= actionShare
	}
	if a.stop {
		a.weight, a.answered = a.weight*stopShare, 0
	}
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

// mistyped adds every term that is within one mistake for each four letters of the word, found through the
// trigrams that the words share; or whose stem is as near to the word's.
func (x *Index) mistyped(a *asked) {
	allowed := min(utf8.RuneCountInString(a.text)/4, 3)
	if allowed == 0 {
		return
	}
	best := typoMatch
	if len(a.matches) > 0 {
		best *= alsoTypo
	}
	w := stem(a.text, x.byText)
	inStem := min(allowed, (utf8.RuneCountInString(w)-1)/4) // what is left of a word may be any word with a letter changed
	parts := grams(a.text)
	shared := map[int32]int{}
	for _, g := range parts {
		for _, t := range x.byTrigram[g] {
			shared[t]++
		}
	}
	need := max(1, len(parts)-3*allowed-1)
	for t, n := range shared {
		if n < need {
			continue
		}
		d := distance(a.text, x.terms[t].text, allowed)
		if d > 1 && inStem > 0 {
			if of := distance(w, x.stems[x.terms[t].family].text, inStem); of <= inStem {
				d = min(d, of)
			}
		}
		if d <= allowed {
			a.add(t, best*(1-0.5*float64(d)/float64(allowed+1)))
		}
	}
}

// gram is three letters that stand together.
type gram [3]rune

// grams of a word with its edges marked, without repeats.
func grams(w string) []gram {
	r := []rune("\x02" + w + "\x03")
	out := make([]gram, 0, len(r))
	for i := 0; i+3 <= len(r); i++ {
		if g := gram(r[i : i+3]); !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}
