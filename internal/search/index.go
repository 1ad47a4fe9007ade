// Package search finds documents by the words of people: in any script, with any apostrophe, with typing mistakes and
// word endings. The index lives in memory, is immutable, and knows nothing of what it indexes.
package search

import (
	"math"
	"strings"
	"sync"

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

// popularityShare is by how much a hit gains with each e-fold of its uses: it decides near-ties, not more.
const popularityShare = 0.01

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
	popularity []float64            // by what the scores of a document are multiplied
	texts      []string             // the folded fields, each between bars, for what must stand together
	whole      map[string][]posting // documents of which a folded text is a whole field
	synonyms   map[string][]meaning
	terms      []term
	byText     map[string]int32
	byStem     map[string][]int32
	byTrigram  map[string][]int32
	sorted     []int32 // terms by text, for prefixes
	sheets     *sync.Pool
}

// Build makes the index. It folds and splits every field once.
func Build(docs []Document, synonyms []Synonym) *Index {
	x := &Index{
		synonyms: meanings(synonyms), whole: map[string][]posting{}, sheets: new(sync.Pool),
		byText: map[string]int32{}, byStem: map[string][]int32{}, byTrigram: map[string][]int32{},
	}
	weights := map[int32]map[int32]float64{} // term → doc → weight
	for d, doc := range docs {
		x.add(int32(d), doc, weights) //nolint:gosec // documents of a catalogue, not two thousand million
	}
	x.finish(weights, len(docs))
	return x
}

// With is the same documents with other synonyms.
func (x *Index) With(synonyms []Synonym) *Index {
	y := *x
	y.synonyms = meanings(synonyms)
	return &y
}

func (x *Index) add(d int32, doc Document, weights map[int32]map[int32]float64) {
	x.ids = append(x.ids, doc.ID)
	x.popularity = append(x.popularity, 1+popularityShare*math.Log1p(float64(doc.Popularity)))
	var text strings.Builder
	text.WriteByte('|')
	for _, f := range doc.Fields {
		folded := locale.Fold(f.Text)
		words := strings.Fields(folded)
		if len(words) == 0 {
			continue
		}
		text.WriteString(" " + folded + " |")
		x.addWhole(folded, posting{d, float32(f.Weight)})
		for _, w := range words {
			t := x.term(w)
			if weights[t] == nil {
				weights[t] = map[int32]float64{}
			}
			// The same word in the same texts of four languages counts once at its best, plus a little.
			add := f.Weight / math.Sqrt(1+float64(len(words))/4)
			weights[t][d] = max(weights[t][d], add) + 0.05*min(weights[t][d], add)
		}
	}
	x.texts = append(x.texts, text.String())
}

// addWhole keeps the best weight of a whole text in a document.
func (x *Index) addWhole(folded string, p posting) {
	same := x.whole[folded]
	if n := len(same); n > 0 && same[n-1].doc == p.doc {
		same[n-1].weight = max(same[n-1].weight, p.weight)
		return
	}
	x.whole[folded] = append(same, p)
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
