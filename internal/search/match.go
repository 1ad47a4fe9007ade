package search

import (
	"slices"
	"sort"
	"strings"
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

// ask finds what a word may mean, or remembers it.
func (x *Index) ask(s *sheet, w string, unfinished bool) asked {
	k := answersKey{w, unfinished}
	a, ok := x.answers.of(k)
	if !ok {
		a = x.lookUp(s, w, unfinished)
		x.answers.keep(k, a)
	}
	return a
}

// lookUp finds what a word may mean: itself, other forms of it, what begins with it, and what it may be a mistyping of.
func (x *Index) lookUp(s *sheet, w string, unfinished bool) asked {
	a := asked{text: w, stop: saysNothing(w), action: actionWords[w]}
	own, known := x.byText[w]
	if known {
		a.matches = append(a.matches, match{own, exactMatch})
	}
	seen := 0
	if f, ok := x.byStem[stem(w, x.words)]; ok {
		for _, t := range x.stems[f].terms {
			seen += len(x.terms[t].postings)
			if !known || t != own {
				a.matches = append(a.matches, match{t, stemMatch})
			}
		}
	}
	a.known = len(a.matches) > 0
	if len(w) >= 3 {
		x.begun(&a, unfinished)
	}
	if len(a.matches) == 0 || len(w) >= 6 && seen < common && !a.stop {
		x.mistyped(s, &a)
	}
	a.weigh(x)
	return a
}

// begun adds what begins with the word.
func (x *Index) begun(a *asked, unfinished bool) {
	quality := insideMatch
	if unfinished {
		quality = prefixMatch
	}
	whole := a.matches
	for _, t := range x.withPrefix(a.text) {
		if !slices.ContainsFunc(whole, func(m match) bool { return m.term == t }) {
			long := float64(len(a.text)) / float64(len(x.terms[t].text))
			a.matches = append(a.matches, match{t, quality * (0.5 + 0.5*long)})
		}
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
