// Package search finds documents by the words of people: in any script, with any apostrophe, with typing mistakes and
// word endings. The index lives in memory, is immutable, and knows nothing of what it indexes.
package search

import (
	"math"
	"strings"

	"github.com/yagona/portal/internal/locale"
)

// Field is a text of a document and how much a word found in it counts.
type Field struct {
	Text   string
	Weight float64
}

// Document is what can be found.
type Document struct {
	ID         string
	Fields     []Field
	Popularity int // uses of the thing; breaks near-ties only
}

// Hit is a found document. Scores compare only within one search.
type Hit struct {
	ID    string
	Score float64
}

// posting says how much a term counts in a document: the sum over its fields, each damped by the field's length.
type posting struct {
	doc    int32
	weight float32
}

type term struct {
	text     string
	stem     string
	idf      float64
	postings []posting
}

// Index is an immutable set of documents, ready to be searched by many at once.
type Index struct {
	ids        []string
	popularity []float64
	whole      []map[string]float64 // folded whole field → weight, for exact matches
	terms      []term
	byText     map[string]int32
	byStem     map[string][]int32
	byTrigram  map[string][]int32
	sorted     []int32 // terms by text, for prefixes
}

// Build makes the index. It folds and splits every field once.
func Build(docs []Document) *Index {
	x := &Index{byText: map[string]int32{}, byStem: map[string][]int32{}, byTrigram: map[string][]int32{}}
	weights := map[int32]map[int32]float64{} // term → doc → weight
	for d, doc := range docs {
		x.ids = append(x.ids, doc.ID)
		x.popularity = append(x.popularity, math.Log1p(float64(doc.Popularity)))
		whole := map[string]float64{}
		for _, f := range doc.Fields {
			folded := locale.Fold(f.Text)
			words := strings.Fields(folded)
			whole[strings.Join(words, " ")] = max(whole[folded], f.Weight)
			for _, w := range words {
				t := x.term(w)
				if weights[t] == nil {
					weights[t] = map[int32]float64{}
				}
				// The same word in the same texts of four languages counts once at its best, plus a little.
				add := f.Weight / math.Sqrt(1+float64(len(words))/4)
				weights[t][int32(d)] = max(weights[t][int32(d)], add) + 0.05*min(weights[t][int32(d)], add)
			}
		}
		x.whole = append(x.whole, whole)
	}
	x.finish(weights, len(docs))
	return x
}

func (x *Index) term(w string) int32 {
	if t, ok := x.byText[w]; ok {
		return t
	}
	t := int32(len(x.terms)) //nolint:gosec // words of one language area, not two thousand million
	x.terms = append(x.terms, term{text: w, stem: stem(w)})
	x.byText[w] = t
	return t
}
