package search

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/yagona/portal/internal/locale"
)

// Limits of one search: what is longer is cut, so that a pasted page costs no more than a sentence.
const (
	maxQueryBytes = 400
	maxWords      = 16
)

// How good a match of a query's word with a term is, by the way it was found.
const (
	exactMatch  = 1.0
	stemMatch   = 0.85
	prefixMatch = 0.75
	typoMatch   = 0.65
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

// match is a term that a word of the query may mean.
type match struct {
	term    int32
	quality float64
}

// Search is the documents for a query, best first, at most limit. An empty query finds nothing.
func (x *Index) Search(q string, limit int) []Hit {
	words := queryWords(q)
	if len(words) == 0 {
		return nil
	}
	scores := make([]float64, len(x.ids))
	covered := make([]float64, len(x.ids))
	best := make([]float64, len(x.ids)) // of the word at hand
	touched := make([]int32, 0, 256)
	total := 0.0
	for _, w := range words {
		matches := x.matches(w)
		touched = touched[:0]
		idf := 0.0
		for _, m := range matches {
			t := &x.terms[m.term]
			idf = max(idf, t.idf*m.quality)
			for _, p := range t.postings {
				s := float64(p.weight) * t.idf * m.quality
				if best[p.doc] == 0 {
					touched = append(touched, p.doc)
				}
				best[p.doc] = max(best[p.doc], s)
			}
		}
		if len(matches) == 0 {
			idf = 3 // an unknown word is a rare one
		}
		if stopWords[w] {
			idf *= 0.1
		}
		total += idf
		for _, d := range touched {
			s := best[d]
			if stopWords[w] {
				s *= 0.1
			}
			scores[d] += s
			covered[d] += idf
			best[d] = 0
		}
	}
	return x.rank(strings.Join(words, " "), scores, covered, total, limit)
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

// rank weighs how much of the query a document answers, and puts a whole match of one of its fields first.
func (x *Index) rank(folded string, scores, covered []float64, total float64, limit int) []Hit {
	hits := make([]Hit, 0, 64)
	top := 0.0
	for d, s := range scores {
		if s == 0 {
			continue
		}
		share := covered[d] / total
		s *= share * share
		top = max(top, s)
		if w, ok := x.whole[d][folded]; ok {
			s = s*1.5 + 4*w
		}
		s *= 1 + 0.01*x.popularity[d]
		hits = append(hits, Hit{ID: x.ids[d], Score: s})
	}
	hits = slices.DeleteFunc(hits, func(h Hit) bool { return h.Score < keep*top })
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID))
	})
	if limit > 0 && len(hits) > limit {
		hits = hits[:limit]
	}
	return hits
}

// matches are the terms that a word may mean: itself, other forms of it, what begins with it, and, when the vocabulary
// has none of these, what it may be a mistyping of.
func (x *Index) matches(w string) []match {
	var out []match
	seen := map[int32]bool{}
	add := func(t int32, quality float64) {
		if !seen[t] {
			seen[t] = true
			out = append(out, match{term: t, quality: quality})
		}
	}
	if t, ok := x.byText[w]; ok {
		add(t, exactMatch)
	}
	for _, t := range x.byStem[stem(w)] {
		add(t, stemMatch)
	}
	if len(w) >= 3 {
		for _, t := range x.withPrefix(w) {
			long := float64(len(w)) / float64(len(x.terms[t].text))
			add(t, prefixMatch*(0.5+0.5*long))
		}
	}
	if known := len(out) > 0; !known || len(w) >= 6 {
		for _, m := range x.mistyped(w) {
			if known {
				m.quality *= 0.6
			}
			add(m.term, m.quality)
		}
	}
	return out
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

// mistyped is every term within one mistake for each four letters of w, found through the trigrams they share. The end
// of a longer term may be missing from w, so that a mistyped stem is found too.
func (x *Index) mistyped(w string) []match {
	allowed := len([]rune(w)) / 4
	if allowed == 0 {
		return nil
	}
	allowed = min(allowed, 3)
	grams := trigrams(w)
	shared := map[int32]int{}
	for _, g := range grams {
		for _, t := range x.byTrigram[g] {
			shared[t]++
		}
	}
	need := max(1, len(grams)-3*allowed)
	var out []match
	for t, n := range shared {
		if n < need {
			continue
		}
		text := x.terms[t].text
		d := distance(w, text, allowed)
		if d > allowed && len(w) >= 5 {
			if d = distance(stem(w), x.terms[t].stem, allowed); d > allowed-1 && allowed > 1 || d > allowed {
				continue
			}
		}
		if d <= allowed {
			out = append(out, match{term: t, quality: typoMatch * (1 - 0.5*float64(d)/float64(allowed+1))})
		}
	}
	return out
}
