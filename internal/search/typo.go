package search

import "slices"

// gram is three letters that stand together, one byte each: folded words are Latin, and of a letter that is not every
// byte counts as one.
type gram uint32

// grams of a word with its edges marked, without repeats.
func grams(w string) []gram {
	out := make([]gram, 0, len(w))
	g := gram(2)
	for i := range len(w) + 1 {
		next := byte(3)
		if i < len(w) {
			next = w[i]
		}
		g = (g<<8 | gram(next)) & 0xffffff
		if i > 0 && !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

// common is the number of documents from which on a word that is known is not taken for a mistyped one.
const common = 64

// mistyped adds every term that is within one mistake for each four letters of the word, found through the
// trigrams that the words share; or whose stem is as near to the word's.
func (x *Index) mistyped(s *sheet, a *asked) {
	allowed := min(len(a.text)/4, 3)
	if allowed == 0 {
		return
	}
	best := typoMatch
	if len(a.matches) > 0 {
		best *= alsoTypo
	}
	w := stem(a.text, x.words)
	inStem := min(allowed, (len(w)-1)/4) // what is left of a word may be any word with a letter changed
	parts := grams(a.text)
	for _, g := range parts {
		for _, t := range x.byTrigram[g] {
			if s.shared[t] == 0 {
				s.near = append(s.near, t)
			}
			s.shared[t]++
		}
	}
	for _, m := range a.matches {
		s.shared[m.term] = 0
	}
	need := uint16(max(1, len(parts)-3*allowed-1)) //nolint:gosec // a word has a hundred letters at most
	for _, t := range s.near {
		enough := s.shared[t] >= need
		s.shared[t] = 0
		if !enough {
			continue
		}
		d := distance(a.text, x.terms[t].text, allowed)
		if d > 1 && inStem > 0 {
			if of := distance(w, x.stems[x.terms[t].family].text, inStem); of <= inStem {
				d = min(d, of)
			}
		}
		if d <= allowed {
			a.matches = append(a.matches, match{t, best * (1 - 0.5*float64(d)/float64(allowed+1))})
		}
	}
	s.near = s.near[:0]
}

// distance is the number of typing mistakes between two words: a letter missing, added, changed, or two swapped
// (optimal string alignment). It gives up above limit and then returns limit+1.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	var rows [3][64]uint8
	before, prev, cur := &rows[0], &rows[1], &rows[2]
	if len(b) >= len(cur) || len(a) >= len(cur) {
		return limit + 1
	}
	for j := range prev {
		prev[j] = uint8(j)
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = uint8(i)
		least := cur[0]
		for j := 1; j <= len(b); j++ {
			change := uint8(1)
			if a[i-1] == b[j-1] {
				change = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], before[j-2]+1)
			}
			least = min(least, cur[j])
		}
		if int(least) > limit {
			return limit + 1
		}
		before, prev, cur = prev, cur, before
	}
	return min(int(prev[len(b)]), limit+1)
}
