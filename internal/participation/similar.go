package participation

import (
	"slices"
	"strings"

	"github.com/yagona/portal/internal/locale"
)

// Two texts say the same when at least half of their words are common: twice the common words over the words of both
// (Dice's coefficient). An official can recount it by hand.
const (
	Threshold = 0.5
	minCommon = 2 // "it does not work" says nothing of the cause
)

// stemLength is how many letters of a word count: endings of Uzbek and Russian come after them.
const stemLength = 5

// maxWords is how many words of a text are compared: a long story shares words with everything.
const maxWords = 60

// plain are words that any text has. They are folded like the texts.
var plain = func() map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(locale.Fold(`va ham bu shu men mening meni menga bilan uchun lekin ammo faqat juda hech yoki agar edi ekan boʻldi qilib
		и не на что как мне мой моё мою это но все для так ещё уже меня при или был была было
		the and not for but with was are this that have has had`)) {
		set[stem(w)] = true
	}
	return set
}()

func stem(word string) string {
	if r := []rune(word); len(r) > stemLength {
		return string(r[:stemLength])
	}
	return word
}

// Stems is what a text is compared by: the beginnings of its words, each once and in order, written so that the Latin and
// Cyrillic spellings of a word are one.
func Stems(text string) []string {
	var list []string
	for w := range strings.FieldsSeq(locale.Fold(text)) {
		if s := stem(w); len([]rune(w)) > 2 && !plain[s] {
			list = append(list, s)
		}
	}
	if len(list) > maxWords {
		list = list[:maxWords]
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Likeness is how much of the words of two texts is common, from 0 to 1. Both are as Stems leaves them.
func Likeness(a, b []string) float64 {
	common := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch strings.Compare(a[i], b[j]) {
		case 0:
			common, i, j = common+1, i+1, j+1
		case -1:
			i++
		default:
			j++
		}
	}
	if common < minCommon {
		return 0
	}
	return 2 * float64(common) / float64(len(a)+len(b))
}
