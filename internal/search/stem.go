package search

import (
	"cmp"
	"slices"
	"strings"
)

// endings of Uzbek, Russian and English words after folding, one piece each: "uylarimizga" loses ga, imiz and lar in
// turn. Stems need not be words: they only have to come out the same for the forms of one word, whichever of the three
// languages it is of and whichever script it is typed in; that is why no stemmer of one language in one script is used.
var endings = sortedByLength(strings.Fields(`
	lar ni ning ga da dan dagi si im ing imiz ingiz lik li gi mi
	mok moki mokchi mokchiman ish ishi ib gan man miz san yap yapti adi ami aman aiman
	aya oe ee oi ei ogo ego omu emu im ih imi om em am ami ah yami yah yam ov ev uyu yu ya iu ia iam iah iei
	ene eni enia eniu enem ane ani ania aniu anem ost osti ostu asia asiu asi ase asiei
	at et it ut yut yat ovat irovat il ila ili al ala ali sya
	ation ations ment ments ing ings ed es s
	a e i o u`))

// minStem is how much of a word stays at least, unless what stays is a word itself ("uyga": uy).
const minStem = 4

// maxEndings is how many endings a word loses at most.
const maxEndings = 5

// stem cuts the endings of a word, the longest first. known tells what is a word.
func stem(w string, known words) string {
	for range maxEndings {
		cut := shorter(w, known)
		last := len(w)-len(cut) <= 1 // a single letter stands at the very end of the word's own part
		if w = cut; last {
			break
		}
	}
	return w
}

// words are those of an index and the verbs in them without their ending, which no document says alone: "och" of
// "ochish" makes "ochmoqchiman" the same word. To take is left out: folded, it begins as to die does.
type words map[string]bool

func (k words) add(w string) {
	k[w] = true
	if verb, ok := strings.CutSuffix(w, "ish"); ok && len(verb) > 1 && verb != "ol" {
		k[verb] = true
	}
}

func shorter(w string, known words) string {
	for _, e := range endings {
		rest, ok := strings.CutSuffix(w, e)
		if !ok || len(rest) < 2 {
			continue
		}
		if word := known[rest]; len(rest) >= minStem || word && (len(e) > 1 || len(rest) > 2) {
			return rest
		}
	}
	return w
}

func sortedByLength(list []string) []string {
	slices.SortStableFunc(list, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return list
}
