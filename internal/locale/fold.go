package locale

import (
	"strings"
	"unicode"
)

// foldRunes writes every letter as the one that people confuse it with least: Cyrillic as Latin, қ and q as k, ҳ and x as h,
// oʻ as o, gʻ as g, ц as s; signs that are not heard are dropped.
var foldRunes = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'ғ': "g", 'д': "d", 'е': "e", 'э': "e", 'ж': "j", 'з': "z", 'и': "i", 'й': "y", 'ы': "i",
	'к': "k", 'қ': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'ў': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f",
	'х': "h", 'ҳ': "h", 'ц': "s", 'ч': "ch", 'ш': "sh", 'щ': "sh", 'ъ': "", 'ь': "", 'ю': "yu", 'я': "ya", 'ё': "yo",
	'q': "k", 'x': "h", 'w': "v", 'á': "a", 'é': "e", 'ó': "o",
	turned: "", tutuq: "", '\'': "", '’': "", '‘': "", '`': "", '´': "",
}

// foldPairs are spellings of one sound, after the letters were folded; foldVowels those of й, е, ё, ю, я after a vowel or
// a consonant, which Latin spellings write with or without y.
var (
	foldPairs = strings.NewReplacer("shch", "sh", "sch", "sh", "sh", "sh", "ch", "ch", "zh", "j", "kh", "h", "ck", "k",
		"ce", "se", "ci", "si", "cy", "sy", "c", "k", "tsa", "sa", "tse", "se", "tsi", "si", "tso", "so", "tsu", "su", "tsy", "sy")
	foldVowels = strings.NewReplacer("iye", "e", "iyo", "e", "ie", "e", "iya", "ia", "iyu", "iu", "ye", "e", "yo", "e", "ya", "ya", "yu", "yu", "y", "i")
)

// Fold writes a text so that its Latin, Cyrillic, accented and apostrophised spellings become the same, for search.
// Words are parted by single spaces.
func Fold(s string) string {
	var b strings.Builder
	space := true
	for _, r := range strings.ToLower(s) {
		f, known := foldRunes[r]
		switch {
		case known:
			b.WriteString(f)
			space = space && f == ""
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
			space = false
		case !space:
			b.WriteByte(' ')
			space = true
		}
	}
	return undouble(foldVowels.Replace(foldPairs.Replace(strings.TrimSpace(b.String()))))
}

// undouble writes doubled letters once: people forget the second, and some add one. "OOO" and "111" stay.
func undouble(s string) string {
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		doubled := i > 0 && runes[i-1] == r && unicode.IsLetter(r)
		tripled := i > 1 && runes[i-2] == r || i+1 < len(runes) && runes[i+1] == r
		if !doubled || tripled {
			b.WriteRune(r)
		}
	}
	return b.String()
}

var latinOf = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'ғ': "gʻ", 'д': "d", 'э': "e", 'ж': "j", 'з': "z", 'и': "i", 'й': "y", 'ы': "i",
	'к': "k", 'қ': "q", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'ў': "oʻ", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f",
	'х': "x", 'ҳ': "h", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "sh", 'ъ': "ʼ", 'ь': "", 'ю': "yu", 'я': "ya", 'ё': "yo",
}

// ToLatin writes Cyrillic Uzbek in Latin.
func ToLatin(s string) string {
	var b strings.Builder
	prev := rune(0)
	for _, r := range s {
		low := unicode.ToLower(r)
		l, ok := latinOf[low]
		if low == 'е' {
			ok, l = true, "e"
			if prev == 0 || !unicode.IsLetter(prev) || strings.ContainsRune("аеёиоуўэюяъь", unicode.ToLower(prev)) {
				l = "ye"
			}
		}
		switch {
		case !ok:
			b.WriteRune(r)
		case low != r && l != "":
			b.WriteString(strings.ToUpper(l[:1]) + l[1:])
		default:
			b.WriteString(l)
		}
		prev = r
	}
	return b.String()
}
