package search

import (
	"cmp"
	"math"
	"slices"
)

// finish turns the weights gathered by document into postings, and indexes the vocabulary.
func (x *Index) finish(weights map[int32]map[int32]float64, docs int) {
	for t := range x.terms {
		e := &x.terms[t]
		for d, w := range weights[int32(t)] {
			e.postings = append(e.postings, posting{doc: d, weight: float32(w)})
		}
		slices.SortFunc(e.postings, func(a, b posting) int { return cmp.Compare(a.doc, b.doc) })
		e.idf = math.Log(1 + float64(docs)/(1+float64(len(e.postings))))
		x.byStem[e.stem] = append(x.byStem[e.stem], int32(t))
		for _, g := range trigrams(e.text) {
			x.byTrigram[g] = append(x.byTrigram[g], int32(t))
		}
		x.sorted = append(x.sorted, int32(t))
	}
	slices.SortFunc(x.sorted, func(a, b int32) int { return cmp.Compare(x.terms[a].text, x.terms[b].text) })
	// The rarest form of a word must not outweigh its commonest: the forms of one stem share one idf.
	for _, same := range x.byStem {
		n := 0
		for _, t := range same {
			n += len(x.terms[t].postings)
		}
		idf := math.Log(1 + float64(docs)/(1+float64(n)))
		for _, t := range same {
			x.terms[t].idf = max(idf, 0.2)
		}
	}
}

// trigrams of a word with its edges marked, without repeats.
func trigrams(w string) []string {
	r := []rune("\x02" + w + "\x03")
	if len(r) < 3 {
		return nil
	}
	out := make([]string, 0, len(r)-2)
	for i := 0; i+3 <= len(r); i++ {
		g := string(r[i : i+3])
		if !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}
