package search

// sheet is what one search is reckoned on; searches reuse them.
type sheet struct {
	total   []float64 // best of the readings so far, by document
	found   []int32   // documents that have a total
	scores  []float64 // of the reading at hand, by document
	covered []float64 // weight of the words that a document answers
	answers []int32   // how many of the words that must be answered
	best    []float64 // of the word at hand
	touched []int32   // documents of the word at hand
	reached []int32   // documents of the reading at hand
	ranked  []scored  // of the reading at hand; in the end, of all
	means   []means   // of the reading at hand, by term
	shared  []uint16  // trigrams that a word shares, by term
	near    []int32   // terms that share one
}

// means says that a term answers a word of the query.
type means struct {
	word    int32 // from 1
	quality float32
}

func (x *Index) borrow() *sheet {
	if s, ok := x.sheets.Get().(*sheet); ok {
		return s
	}
	n := len(x.ids)
	return &sheet{
		total: make([]float64, n), scores: make([]float64, n), covered: make([]float64, n), answers: make([]int32, n),
		best: make([]float64, n), means: make([]means, len(x.terms)), shared: make([]uint16, len(x.terms)),
	}
}

// giveBack wipes what was written.
func (x *Index) giveBack(s *sheet) {
	for _, d := range s.found {
		s.total[d] = 0
	}
	s.found = s.found[:0]
	x.sheets.Put(s)
}

// keep remembers the better score of a document.
func (s *sheet) keep(doc int32, score float64) {
	if s.total[doc] == 0 {
		s.found = append(s.found, doc)
	}
	s.total[doc] = max(s.total[doc], score)
}

// closely is how many documents of a reading have their texts looked at.
const closely = 64

// score weighs each document by how well, and how much of, the reading it answers. Those that do best by their words
// alone are looked at closely.
func (x *Index) score(s *sheet, r reading, all bool) {
	total, must := 0.0, int32(0)
	for i := range r.words {
		x.scoreWord(s, &r.words[i])
		total += r.words[i].weight
		must += r.words[i].answered
	}
	ranked := s.ranked[:0]
	for _, d := range s.reached {
		share := s.covered[d] / total
		if !all || s.answers[d] == must {
			ranked = append(ranked, scored{d, s.scores[d] / total * share * share * r.quality})
		}
		s.scores[d], s.covered[d], s.answers[d] = 0, 0, 0
	}
	s.reached = s.reached[:0]
	s.ranked = ranked
	best(ranked, closely)
	s.mean(r, true)
	for i, h := range ranked {
		if i < closely {
			h.score *= 1 + closeGain*x.closeness(s, r, h.doc, total)
		}
		s.keep(h.doc, h.score)
	}
	s.mean(r, false)
}

// What closeness is worth: a document of which one text is just what was asked has a score closeGain times as high again.
// closeBase is what of it remains for a text that says much else.
const (
	closeGain = 4
	closeBase = 0.2
)

// mean writes down, or wipes, which terms answer which word.
func (s *sheet) mean(r reading, on bool) {
	for i, w := range r.words {
		for _, m := range w.matches {
			switch has := &s.means[m.term]; {
			case !on:
				*has = means{}
			case has.quality < float32(m.quality):
				*has = means{int32(i) + 1, float32(m.quality)}
			}
		}
	}
}

// closeness is how near the nearest text of a document comes to being what was asked, of 1: how much of the words it
// answers, and how much else it says.
func (x *Index) closeness(s *sheet, r reading, doc int32, total float64) float64 {
	nearest := 0.0
	for _, f := range x.fields[x.firstOf[doc]:x.firstOf[doc+1]] {
		var qualities [maxWords]float32
		said := 0.0
		for _, t := range x.tokens[f.from:f.to] {
			if m := s.means[t]; m.word > 0 && int(m.word) <= maxWords {
				qualities[m.word-1] = max(qualities[m.word-1], m.quality)
				said += x.idf(t) * float64(m.quality)
			}
		}
		if said == 0 {
			continue
		}
		answered := 0.0
		for i, w := range r.words[:min(len(r.words), maxWords)] {
			answered += w.weight * float64(qualities[i])
		}
		share := answered / total
		nearest = max(nearest, float64(f.weight/x.heaviest)*share*share*(closeBase+(1-closeBase)*said/float64(f.mass)))
	}
	return nearest
}

// scoreWord adds what one word finds.
func (x *Index) scoreWord(s *sheet, w *asked) {
	for _, m := range w.matches {
		t := &x.terms[m.term]
		idf := x.idf(m.term) * m.quality
		for _, p := range t.postings {
			if s.best[p.doc] == 0 {
				s.touched = append(s.touched, p.doc)
			}
			s.best[p.doc] = max(s.best[p.doc], float64(p.weight)*idf)
		}
	}
	damp := 1.0
	switch {
	case w.stop:
		damp = stopShare
	case w.action:
		damp = actionShare
	}
	for _, d := range s.touched {
		if s.covered[d] == 0 {
			s.reached = append(s.reached, d)
		}
		s.scores[d] += s.best[d] * damp
		s.covered[d] += w.weight
		s.answers[d] += w.answered
		s.best[d] = 0
	}
	s.touched = s.touched[:0]
}
