// Package search finds documents by the words of people: in any script, with any apostrophe, with typing mistakes and
// word endings. The index lives in memory, is immutable, and knows nothing of what it indexes.
package search

import (
	"cmp"
	"math"
	"slices"
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
	ID     string
	Fields []Field
	Uses   int // how often people used the thing; decides near-ties only
}

// Hit is a found document. Scores compare only within one search.
type Hit struct {
	ID    string
	Score float64
}

// usesShare is by how much a hit gains with each e-fold of its uses: it decides near-ties, not more.
const usesShare = 0.01

// How a word counts by where it stands.
const (
	lengthDamp = 0.2 // the more words a text has, the less does each say
	elsewhere  = 0.1 // of what a word counts in a second text of a document
)

// Index is an immutable set of documents, ready to be searched by many at once.
type Index struct {
	ids       []string
	gains     []float64 // by what the uses of a document multiply its score
	fields    []field
	heaviest  float32 // weight of the field that counts most
	firstOf   []int32 // document → its first field; one more at the end
	tokens    []int32 // terms of all fields, one after another
	terms     []term
	byText    map[string]int32 // word → term
	words     words
	sorted    []int32 // terms by text, for words that are not finished
	stems     []family
	byStem    map[string]int32
	byTrigram map[gram][]int32 // terms
	synonyms  map[string][]meaning
	sheets    *sync.Pool
	answers   *answers
}

// field is a stretch of tokens, how much it counts, and how much its words say together.
type field struct {
	from, to     int32
	weight, mass float32
}

// term is a word as it stands in documents.
type term struct {
	text     string
	family   int32
	postings []posting
}

// posting says how much a term counts in a document: at its best field, each damped by the field's length.
type posting struct {
	doc    int32
	weight float32
}

// family is the terms of one stem. They share how much they say: the rarest form of a word must not outweigh its
// commonest.
type family struct {
	text  string
	idf   float64
	terms []int32
}

// Build makes the index. It folds and splits every field once.
func Build(docs []Document, synonyms []Synonym) *Index {
	x := &Index{byText: map[string]int32{}, byStem: map[string]int32{}, byTrigram: map[gram][]int32{}, words: words{}, sheets: new(sync.Pool), answers: new(answers)}
	for d, doc := range docs {
		x.add(int32(d), doc)
	}
	x.firstOf = append(x.firstOf, int32(len(x.fields))) //nolint:gosec // words of one language area, not two thousand million
	x.gather(float64(len(docs)))
	for i := range x.fields {
		f := &x.fields[i]
		for _, t := range x.tokens[f.from:f.to] {
			f.mass += float32(x.idf(t))
		}
	}
	x.synonyms = x.meanings(synonyms)
	return x
}

// Knows reports whether some document has the folded word exactly so.
func (x *Index) Knows(word string) bool {
	_, ok := x.byText[word]
	return ok
}

// With is the same documents with other synonyms.
func (x *Index) With(synonyms []Synonym) *Index {
	y := *x
	y.synonyms = x.meanings(synonyms)
	return &y
}

func (x *Index) add(d int32, doc Document) {
	x.ids = append(x.ids, doc.ID)
	x.gains = append(x.gains, 1+usesShare*math.Log1p(float64(doc.Uses)))
	x.firstOf = append(x.firstOf, int32(len(x.fields))) //nolint:gosec // as above
	for _, f := range doc.Fields {
		words := strings.Fields(locale.Fold(f.Text))
		if len(words) == 0 {
			continue
		}
		from := int32(len(x.tokens)) //nolint:gosec // as above
		weight := f.Weight / math.Sqrt(1+float64(len(words))*lengthDamp)
		for _, w := range words {
			t := x.term(w)
			x.tokens = append(x.tokens, t)
			x.terms[t].post(d, float32(weight))
		}
		x.heaviest = max(x.heaviest, float32(f.Weight))
		x.fields = append(x.fields, field{from: from, to: int32(len(x.tokens)), weight: float32(f.Weight)}) //nolint:gosec // as above
	}
}

// post counts a word once for a document at its best, plus a little for each time that it stands elsewhere.
func (t *term) post(doc int32, weight float32) {
	if n := len(t.postings); n > 0 && t.postings[n-1].doc == doc {
		p := &t.postings[n-1]
		p.weight = max(p.weight, weight) + elsewhere*min(p.weight, weight)
		return
	}
	t.postings = append(t.postings, posting{doc, weight})
}

func (x *Index) term(w string) int32 {
	if t, ok := x.byText[w]; ok {
		return t
	}
	t := int32(len(x.terms)) //nolint:gosec // as above
	x.terms = append(x.terms, term{text: w})
	x.byText[w] = t
	return t
}

func (x *Index) idf(t int32) float64 { return x.stems[x.terms[t].family].idf }

// gather puts the words of one stem together, when all words are known, and orders them for mistypings and prefixes.
func (x *Index) gather(docs float64) {
	for t := range x.terms {
		x.words.add(x.terms[t].text)
	}
	for t := range x.terms {
		s := stem(x.terms[t].text, x.words)
		f, ok := x.byStem[s]
		if !ok {
			f = int32(len(x.stems)) //nolint:gosec // as above
			x.byStem[s] = f
			x.stems = append(x.stems, family{text: s})
		}
		x.terms[t].family = f
		x.stems[f].terms = append(x.stems[f].terms, int32(t))
		x.sorted = append(x.sorted, int32(t))
		for _, g := range grams(x.terms[t].text) {
			x.byTrigram[g] = append(x.byTrigram[g], int32(t))
		}
	}
	for i := range x.stems {
		f := &x.stems[i]
		n := 0
		for _, t := range f.terms {
			n += len(x.terms[t].postings)
		}
		f.idf = max(0.2, math.Log(1+docs/(1+float64(n))))
	}
	slices.SortFunc(x.sorted, func(a, b int32) int { return cmp.Compare(x.terms[a].text, x.terms[b].text) })
}
