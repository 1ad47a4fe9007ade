package search

import (
	"cmp"
	"slices"
	"strings"

	"github.com/yagona/portal/internal/locale"
)

// keep is the share of the best score below which a hit is noise.
const keep = 0.22

// stopWords are folded words of questions that say nothing of the thing looked for.
var stopWords = foldedSet(`va bilan uchun kerak qanday qilib qilish qayerda qayerdan olsam olish olaman bermoqchiman mumkin men menga meni mening bu shu nima
		хочу нужно нужна как где куда мне мой моя для на в из по и о об с у за от до ли что могу можно надо получить оформить узнать
		i want need how to get my a an the for of in on at is are can do where what with and me apply`)

func foldedSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[locale.Fold(w)] = true
	}
	return set
}

// scratch is the sheet on which one search adds up; searches reuse them.
type scratch struct {
	total   []float64 // best of the readings so far, by document
	found   []int32   // documents that have a total
	scores  []float64 // of the reading at hand
	covered []float64
	answers []int32 // words of the reading that a document answers, but for those that say nothing
	best    []float64
	touched []int32 // documents of the word at hand
	reached []int32 // documents of the reading at hand
}

func (x *Index) borrow() *scratch {
	if s, ok := x.sheets.Get().(*scratch); ok {
		return s
	}
	n := len(x.ids)
	return &scratch{
		total: make([]float64, n), scores: make([]float64, n), covered: make([]float64, n), answers: make([]int32, n), best: make([]float64, n),
	}
}

// giveBack wipes what was written on.
func (x *Index) giveBack(s *scratch) {
	for _, d := range s.found {
		s.total[d] = 0
	}
	s.found = s.found[:0]
	x.sheets.Put(s)
}

// keep remembers the better score of a document.
func (s *scratch) keep(doc int32, score float64) {
	if s.total[doc] == 0 {
		s.found = append(s.found, doc)
	}
	s.total[doc] = max(s.total[doc], score)
}

// score weighs each document by how well, and how much of, the reading it answers.
func (x *Index) score(s *scratch, r reading, all bool) {
	total, asked := 0.0, int32(0)
	for _, w := range r.words {
		weight := x.scoreWord(s, w)
		if stop := stopWords[w]; !stop {
			asked++
		}
		total += weight
	}
	if total == 0 {
		total = 1
	}
	folded := strings.Join(r.words, " ")
	for _, d := range s.reached {
		share := s.covered[d] / total
		if !all || s.answers[d] >= asked {
			s.keep(d, s.scores[d]/total*share*share*r.quality)
		}
		s.scores[d], s.covered[d], s.answers[d] = 0, 0, 0
	}
	s.reached = s.reached[:0]
	for _, p := range x.whole[folded] {
		if s.total[p.doc] > 0 {
			s.total[p.doc] = s.total[p.doc]*1.5 + wholeBonus*float64(p.weight)*r.quality
		}
	}
}

// wholeBonus is what a query that is the whole of a text gains, in weights of that text.
const wholeBonus = 0.6

// scoreWord adds what one word finds, and is how much the word counts in the query.
func (x *Index) scoreWord(s *scratch, w string) float64 {
	matches := x.matches(w)
	idf := 0.0
	for _, m := range matches {
		t := &x.terms[m.term]
		idf = max(idf, t.idf*m.quality)
		for _, p := range t.postings {
			if s.best[p.doc] == 0 {
				s.touched = append(s.touched, p.doc)
			}
			s.best[p.doc] = max(s.best[p.doc], float64(p.weight)*t.idf*m.quality)
		}
	}
	if len(matches) == 0 {
		idf = 3 // an unknown word is a rare one
	}
	damp, answered := 1.0, int32(1)
	if stopWords[w] {
		damp, answered = 0.1, 0
	}
	for _, d := range s.touched {
		if s.covered[d] == 0 {
			s.reached = append(s.reached, d)
		}
		s.scores[d] += s.best[d] * damp
		s.covered[d] += idf * damp
		s.answers[d] += answered
		s.best[d] = 0
	}
	s.touched = s.touched[:0]
	return idf * damp
}

// rank is the best of what was found, without the noise.
func (x *Index) rank(s *scratch, allowed func(int32) bool, limit int) []Hit {
	top := 0.0
	hits := make([]scored, 0, len(s.found))
	for _, d := range s.found {
		if allowed != nil && !allowed(d) {
			continue
		}
		top = max(top, s.total[d])
		hits = append(hits, scored{d, s.total[d] * x.popularity[d]})
	}
	hits = slices.DeleteFunc(hits, func(h scored) bool { return h.score < keep*top })
	slices.SortFunc(hits, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(x.ids[a.doc], x.ids[b.doc]))
	})
	if limit > 0 && len(hits) > limit {
		hits = hits[:limit]
	}
	out := make([]Hit, len(hits))
	for i, h := range hits {
		out[i] = Hit{ID: x.ids[h.doc], Score: h.score}
	}
	return out
}

type scored struct {
	doc   int32
	score float64
}
