package search

import (
	"slices"
	"strings"

	"github.com/yagona/portal/internal/locale"
)

// Limits of one search: what is longer is cut, so that a pasted page costs no more than a sentence.
const (
	maxQueryBytes = 400
	maxWords      = 16
)

// Query is what somebody looks for. What is left empty asks for nothing; an empty Query finds nothing.
type Query struct {
	Words   string // as people type them: mistyped, in any form and script, the last word perhaps unfinished
	All     bool   // each of Words must be answered, but for those that say nothing of the thing ("for", "qanday")
	Exact   string // these words must stand together, as they are but for script and case, in one text of the document
	Without string // none of these words may occur, in any form
}

// Search is the documents for what people type, or have typed so far, into one field, best first, at most limit of them.
func (x *Index) Search(q string, limit int) []Hit { return x.Find(Query{Words: q}, limit) }

// Find is the documents that a Query asks for, best first, at most limit of them. A Query of nothing but Without finds
// every document without these words, the most used first.
func (x *Index) Find(q Query, limit int) []Hit {
	words, exact, without := queryWords(q.Words), queryWords(q.Exact), queryWords(q.Without)
	s := x.borrow()
	defer x.giveBack(s)
	switch {
	case len(words) > 0 || len(exact) > 0:
		for _, r := range x.readings(s, q.Words, slices.Concat(exact, words), len(words) > 0) {
			x.score(s, r, q.All)
		}
	case len(without) > 0:
		for d := range x.ids {
			s.keep(int32(d), 1)
		}
	}
	return x.rank(s, x.conditions(exact, without), limit)
}

// queryWords folds and splits.
func queryWords(q string) []string {
	if len(q) > maxQueryBytes {
		q = strings.ToValidUTF8(q[:maxQueryBytes], "")
	}
	words := strings.Fields(locale.Fold(q))
	if len(words) > maxWords {
		words = words[:maxWords]
	}
	return words
}

// conditions tells the documents that may be found at all.
func (x *Index) conditions(exact, without []string) func(doc int32) bool {
	if len(exact) == 0 && len(without) == 0 {
		return nil
	}
	barred := map[int32]bool{}
	for _, w := range without {
		if f, ok := x.byStem[stem(w, x.words)]; ok {
			for _, t := range x.stems[f].terms {
				for _, p := range x.terms[t].postings {
					barred[p.doc] = true
				}
			}
		}
	}
	phrase := make([]int32, len(exact))
	for i, w := range exact {
		t, ok := x.byText[w]
		if !ok {
			return func(int32) bool { return false }
		}
		phrase[i] = t
	}
	return func(doc int32) bool { return !barred[doc] && x.has(doc, phrase) }
}

// has reports whether a text of the document has these terms one after another.
func (x *Index) has(doc int32, phrase []int32) bool {
	for _, f := range x.fields[x.firstOf[doc]:x.firstOf[doc+1]] {
		for i := f.from; int(i)+len(phrase) <= int(f.to); i++ {
			if slices.Equal(x.tokens[i:int(i)+len(phrase)], phrase) {
				return true
			}
		}
	}
	return len(phrase) == 0
}
