package search

import (
	"cmp"
	"slices"
)

// keep is the share of the best score below which a hit is noise.
const keep = 0.05

// scored is a document with its score.
type scored struct {
	doc   int32
	score float64
}

// better orders by score, and equals by their place in the catalogue.
func better(a, b scored) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc, b.doc))
}

// best brings the n best to the front, in order, and leaves the rest behind them in none: sorting ten thousand to show
// twenty would cost more than finding them.
func best(all []scored, n int) {
	if n <= 0 || len(all) <= 2*n {
		slices.SortFunc(all, better)
		return
	}
	front := all[:n]
	slices.SortFunc(front, better)
	for i := n; i < len(all); i++ {
		if better(all[i], front[n-1]) < 0 {
			at, _ := slices.BinarySearchFunc(front, all[i], better)
			last := front[n-1]
			copy(front[at+1:], front[at:n-1])
			front[at], all[i] = all[i], last
		}
	}
}

// rank is the best of what was found, without the noise.
func (x *Index) rank(s *sheet, allowed func(int32) bool, limit int) []Hit {
	top := 0.0
	hits := s.ranked[:0]
	for _, d := range s.found {
		if allowed == nil || allowed(d) {
			top = max(top, s.total[d])
			hits = append(hits, scored{d, s.total[d] * x.gains[d]})
		}
	}
	s.ranked = hits
	hits = slices.DeleteFunc(hits, func(h scored) bool { return h.score < keep*top })
	best(hits, limit)
	if limit > 0 && len(hits) > limit {
		hits = hits[:limit]
	}
	out := make([]Hit, len(hits))
	for i, h := range hits {
		out[i] = Hit{ID: x.ids[h.doc], Score: h.score}
	}
	return out
}
